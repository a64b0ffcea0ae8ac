"""Programmes as files: each shipped one holds together, faults are told with their line, the way back is exact."""

import json
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rebond.programmes.content import content_of, to_yaml
from rebond.programmes.documents import (
    SHIPPED,
    Document,
    FaultyDocument,
    parse_document,
    problems_of,
    read_file,
)
from rebond.programmes.files import publish_document, read_document
from rebond.programmes.models import Version, VersionState
from rebond.programmes.vocabulary import LetterCode
from rebond.programmes.writing import add_version, copy_version

FILES = sorted(SHIPPED.glob("*.yaml"), key=lambda path: path.name)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_shipped_programme_holds_together(path):
    assert problems_of(read_file(path)) == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_export_then_import_then_export_is_the_same_to_the_byte(path, commissioner):
    first = to_yaml(content_of(publish_document(read_document(path), commissioner=commissioner)))
    again = add_version(parse_document(first), commissioner=commissioner)
    assert to_yaml(content_of(again)) == first


def test_a_new_version_retires_the_one_before(commissioner):
    content = read_document(FILES[0])
    first = publish_document(content, commissioner=commissioner)
    second = publish_document(content, commissioner=commissioner)
    first.refresh_from_db()
    assert (first.state, second.state, second.number) == (VersionState.RETIRED, VersionState.PUBLISHED, 2)


def test_a_copy_is_a_draft_with_the_same_content(commissioner):
    original = publish_document(read_document(FILES[0]), commissioner=commissioner)
    draft = copy_version(original)
    assert draft.state == VersionState.DRAFT
    assert content_of(draft) == content_of(original)


ILLE = (SHIPPED / "ille-et-vilaine.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("rank: 1", "rank: premier", "doit être un nombre entier"),
        ("effect: suspend", "effect: punish", "les valeurs possibles sont"),
        ("slug: ille-et-vilaine", "slug: Ille et Vilaine", "seuls les lettres sans accent"),
        ("opens: cessation", "opens: cesation", "La phase « cesation » n'existe pas."),
        (", times_max: 1", "", "On peut revenir sans fin"),
        ("places: [business, bge, departement]", "places: [business, lune]", "Le lieu « lune »"),
        ("territory:", "territoire:", "Clé inconnue : territoire."),
    ],
)
def test_a_fault_is_told_with_its_line(old, new, said):
    assert old in ILLE
    faulty = ILLE.replace(old, new, 1)
    problems = problems_of(parse_document(faulty))
    assert any(said in problem.message for problem in problems), problems
    assert all(problem.line for problem in problems)


def test_the_line_is_the_one_a_reader_would_look_at():
    faulty = ILLE.replace("effect: suspend", "effect: punish", 1)
    line = next(number for number, text in enumerate(faulty.splitlines(), 1) if "punish" in text)
    assert [problem.line for problem in problems_of(parse_document(faulty))] == [line]


def test_what_is_not_yaml_is_told_with_its_line():
    with pytest.raises(FaultyDocument) as fault:
        parse_document("slug: a\nphases: [\n")
    assert fault.value.problems[0].line


def test_a_faulty_document_writes_nothing(commissioner):
    content = read_document(FILES[0])
    content["phases"][0]["choices"] = [{"code": "go", "label": "Continuer", "effect": "continue"}]
    with pytest.raises(FaultyDocument, match="n'a pas d'issue"):
        add_version(Document(content), commissioner=commissioner)
    assert not Version.objects.filter(programme__slug=content["slug"]).exists()


def test_the_example_of_the_documentation_holds_together():
    page = (SHIPPED.parent / "docs/programme-file.md").read_text(encoding="utf-8")
    example = page.partition("```yaml\n")[2].partition("```")[0]
    assert problems_of(parse_document(example)) == []


def test_the_documentation_explains_every_key():
    page = (SHIPPED.parent / "docs/programme-file.md").read_text(encoding="utf-8")
    schema = json.loads((SHIPPED / "programme.schema.json").read_text(encoding="utf-8"))
    words = set(re.findall(r"[a-z_]+", page))
    assert set(_keys(schema)) - words == set()


def test_a_file_may_hold_every_letter():
    schema = json.loads((SHIPPED / "programme.schema.json").read_text(encoding="utf-8"))
    assert set(schema["properties"]["letters"]["properties"]) == set(LetterCode.values)


def _keys(schema):
    """Every key and every value that a file may hold."""
    for key, inner in schema.get("properties", {}).items():
        yield key
        yield from _keys(inner)
    yield from (value for value in schema.get("enum", []) if value.islower())
    for inner in (schema.get("items"), schema.get("additionalProperties")):
        if isinstance(inner, dict):
            yield from _keys(inner)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_reading_a_version_costs_the_same_however_many_phases_and_steps(path, commissioner):
    version = publish_document(read_document(path), commissioner=commissioner)
    with CaptureQueriesContext(connection) as queries:
        content_of(version)
    assert 15 < len(queries) < 30  # one for each table that has rows
