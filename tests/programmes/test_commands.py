"""A programme goes in and out as a file, from the command line."""

from io import StringIO

import pytest
import yaml
from django.core.management import CommandError, call_command

from rebond.people.models import Organisation
from rebond.programmes.content import to_yaml
from rebond.programmes.models import Body, Programme, Version, VersionState
from tests.programmes.everything import everything

SLUG = "landes-bleues"
NAME = "Département des Landes bleues"


#: The database of the tests begins with the demo's people: one Département, Ille-et-Vilaine's.
ONLY = "Département d'Ille-et-Vilaine"


def versions():
    return Version.objects.filter(programme__slug=SLUG).order_by("number")


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "programme.yaml"
    path.write_text(to_yaml(everything()), encoding="utf-8")
    return path


def run(name: str, *args, **options) -> str:
    out = StringIO()
    call_command(name, *map(str, args), stdout=out, **options)
    return out.getvalue()


def test_checking_says_that_it_holds_and_writes_nothing(db, file):
    assert "tient debout" in run("import_programme", file, "--check")
    assert not versions()


def test_checking_tells_each_fault_with_file_and_line(db, file):
    text = file.read_text(encoding="utf-8").replace("effect: suspend", "effect: punish", 1)
    text = text.replace("warns_on: 'no'", "warns_on: maybe", 1)
    file.write_text(text, encoding="utf-8")
    errors = StringIO()
    with pytest.raises(CommandError, match="2 points à corriger"):
        run("import_programme", file, "--check", stderr=errors)
    lines = [n for n, words in enumerate(text.splitlines(), 1) if "punish" in words or "maybe" in words]
    told = errors.getvalue().splitlines()
    assert [line.partition(" : ")[0] for line in told] == [f"{file}:{n}" for n in lines]
    assert not versions()


def test_a_faulty_file_is_not_imported(db, file):
    file.write_text(
        file.read_text(encoding="utf-8").replace("opens: cessation", "opens: nulle-part", 1), encoding="utf-8"
    )
    with pytest.raises(CommandError, match="1 point à corriger"):
        run(
            "import_programme",
            file,
            "--publish",
            "--commissioner",
            NAME,
            stderr=StringIO(),
        )
    assert not versions()
    assert not Organisation.objects.filter(name=NAME).exists()


def test_a_file_that_does_not_exist_is_told(db, tmp_path):
    with pytest.raises(CommandError, match="n'existe pas"):
        run("import_programme", tmp_path / "nulle-part.yaml")


def test_without_publish_it_is_a_draft_of_the_only_departement(db, file):
    assert "gardée en brouillon" in run("import_programme", file)
    version = versions().get()
    assert (version.state, version.programme.commissioner.name) == (VersionState.DRAFT, ONLY)


def test_a_new_programme_comes_with_its_bodies(db, file):
    run("import_programme", file, "--publish", "--commissioner", NAME)
    programme = Programme.objects.get(slug=SLUG)
    assert programme.current_version().number == 1
    assert programme.commissioner.name == NAME
    bodies = programme.bodies.order_by("pk").values_list("organisation__name", "part", "organisation__phone")
    assert list(bodies) == [
        ("CCAS des Landes bleues", "referrer", ""),
        ("Appui des Landes", "contractor", "+33261910042"),
    ]


def test_a_second_import_is_the_next_version_and_doubles_no_body(db, file):
    run("import_programme", file, "--publish")
    run("import_programme", file, "--publish")
    assert list(versions().values_list("number", "state")) == [
        (1, "retired"),
        (2, "published"),
    ]
    assert Body.objects.filter(programme__slug=SLUG).count() == 2


def test_nobody_takes_the_programme_of_another_commissioner(db, file):
    run("import_programme", file)
    with pytest.raises(CommandError, match=f"est commandé par {ONLY}"):
        run("import_programme", file, "--commissioner", "Département voisin")


def test_two_departements_must_be_told_apart(commissioner, file):
    with pytest.raises(CommandError, match="--commissioner"):
        run("import_programme", file)


def test_export_then_import_then_export_is_the_same_to_the_byte(db, file, tmp_path):
    run("import_programme", file, "--publish")
    first = run("export_programme", SLUG)
    again = tmp_path / "again.yaml"
    run("export_programme", SLUG, "--output", again)
    assert again.read_text(encoding="utf-8") == first
    run("import_programme", again)
    assert run("export_programme", SLUG, "--version", "2") == first
    assert yaml.safe_load(first)["organisations"][1]["phone"] == "02 61 91 00 42"


@pytest.mark.parametrize(
    ("args", "said"),
    [(["inconnu"], "Programmes connus : .*landes-bleues"), ([SLUG], "1 \\(brouillon\\)")],
)
def test_what_cannot_be_exported_says_what_can(db, file, args, said):
    run("import_programme", file)
    with pytest.raises(CommandError, match=said):
        run("export_programme", *args)
