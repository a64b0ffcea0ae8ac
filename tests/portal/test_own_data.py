"""Everything held about her, in French, with nothing of anybody else and no working note."""

import json

import pytest
from django.urls import reverse

from rebond.audit.models import Entry
from rebond.pathways import actions
from rebond.pathways.own_data import APART, TITLES, label_of, read_own_data, tables_about_people
from rebond.pathways.states import StepState
from tests.pathways.world import World


@pytest.fixture
def world(cast, pathway, hold_clock) -> World:
    from tests.pathways.world import TODAY

    hold_clock(TODAY)
    world = World(cast, pathway)
    actions.report_step(
        step=world.step("rdv3"),
        outcome=StepState.HELD,
        shared_minutes="Un temps partiel est possible.",
        private_note="À rappeler sans faute.",
        by=cast.actor("maiwenn"),
    )
    return world


def test_every_table_about_people_has_a_title_or_a_reason():
    labels = {model._meta.label for model in tables_about_people()}
    assert labels - set(TITLES) - set(APART) == set()
    assert "pathways.ActionComment" in labels


def test_every_column_is_told_in_french():
    from rebond.pathways.own_data import _is_told

    unnamed = {
        f"{model._meta.label}.{field.name}"
        for model in tables_about_people()
        if model._meta.label not in APART
        for field in model._meta.concrete_fields
        if _is_told(field)
        and label_of(field) == field.name.replace("_", " ")
        and field.name not in FRENCH_TOO
    }
    assert unnamed == set()


def test_no_column_of_a_table_hides_another():
    """In the file for another program, a row is told by the names of its columns."""
    from rebond.pathways.own_data import _is_told

    for model in tables_about_people():
        columns = [field for field in model._meta.concrete_fields if _is_told(field)]
        names = [label_of(field) for field in (*columns, *model._meta.many_to_many)]
        assert model._meta.label in APART or len(names) == len(set(names)), model._meta.label


#: Names that are the same word in both languages.
FRENCH_TOO = {
    "document",
    "phase",
    "page",
    "source",
    "session",
    "programme",
    "question",
    "organisation",
}


def test_her_file_holds_what_the_parties_wrote_and_no_working_note(enter, delphine, world):
    page = enter(delphine).get(reverse("show_own_data")).text.replace("&#x27;", "'")
    for words in ("Lavande", "Les Retouches de Delphine", "Un temps partiel est possible.", "Des cours"):
        assert words in page
    assert "À rappeler sans faute." not in page
    assert APART["pathways.PrivateNote"] in page


def test_she_takes_it_away_in_two_forms(enter, delphine, world):
    client = enter(delphine)
    readable = client.get(reverse("download_own_data", args=["html"]))
    assert readable.headers["Content-Disposition"] == 'attachment; filename="mes-donnees.html"'
    assert "Un temps partiel est possible." in readable.text
    for_machines = json.loads(client.get(reverse("download_own_data", args=["json"])).content)
    assert for_machines["donnees"]["Vous"][0]["prénom"] == "Delphine"
    assert "À rappeler" not in str(for_machines)


def test_nothing_of_gaspard_is_in_it(enter, delphine, gaspard, gaspard_pathway):
    text = str(read_own_data(delphine).as_json())
    assert "Gaspard" not in text
    assert "Garance" not in text


def test_secrets_and_machine_columns_stay_out(enter, delphine, world):
    columns = {label for table in read_own_data(delphine).tables for row in table.rows for label, _ in row}
    assert columns & {"secret hash", "id", "revision", "search text", "dedupe key"} == set()
    assert Entry.objects.filter(beneficiary=delphine).exists()
    assert any(table.code == "audit.Entry" for table in read_own_data(delphine).tables)
