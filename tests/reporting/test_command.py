"""`manage.py results`: what goes to the terminal, and what it says when asked badly."""

import json
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from rebond.core import clock
from tests.cohorts import told


def run(*arguments: str) -> str:
    written = StringIO()
    with clock.held(date(2024, 6, 1)):
        call_command("results", "--programme", "ille-et-vilaine", *arguments, stdout=written)
    return written.getvalue()


def test_json_is_the_figures_and_nothing_else(make, results):
    make(told("combined", "out"), told("job_seeking"), told(entered_on=date(2023, 5, 2)))
    document = json.loads(
        run("--format", "json", "--entered-to", "31/12/2022", "--entered-from", "2019-01-01")
    )
    assert document == results(entered_from=date(2019, 1, 1), entered_to=date(2022, 12, 31)).as_json()
    assert list(document) == [
        "programme",
        "version",
        "entered_from",
        "entered_to",
        "exited_from",
        "exited_to",
        "territory",
        "computed_on",
        "indicators",
    ]
    assert document["computed_on"] == "2024-06-01"
    assert document["indicators"][2]["value"] == 50
    assert {"code", "label", "numerator", "denominator", "value", "definition", "unknown"} <= set(
        document["indicators"][0]
    )


def test_accents_stay_readable(make):
    make(told("combined", "out"))
    assert "Personnes accompagnées" in run("--format", "json")


def test_the_table_is_aligned(make):
    make(told("combined", "out"), told("job_seeking"), told("job_seeking"))
    table = run("--format", "table")
    assert "Parcours du dirigeant — depuis le début" in table
    lines = [line for line in table.splitlines()[2:] if line]
    assert len({len(line) for line in lines}) == 1
    line = next(line for line in lines if line.startswith("Sorties positives"))
    assert line.split("  ")[-1].strip() == "0"
    assert "33\u202f%" in line
    assert "1 / 3" in line


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--entered-to", "31/02/2022"], "n'existe pas dans le calendrier"),
        (["--entered-from", "hier"], "n'est pas comprise"),
        (["--entered-from", "2022-01-01", "--entered-to", "2021-01-01"], "avant de commencer"),
        (["--programme", "inconnu"], "n'existe pas. Programmes connus : ille-et-vilaine"),
        (["--format", "xml"], "xml"),
    ],
)
def test_a_bad_question_gets_a_clear_answer(programme, arguments, message):
    with pytest.raises(CommandError, match=message):
        run(*arguments)
