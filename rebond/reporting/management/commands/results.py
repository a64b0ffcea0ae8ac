"""`python manage.py results --programme SLUG`: the figures of the screen « Résultats », on the terminal."""

import json
from argparse import ArgumentTypeError
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from rebond.core.dates import parse_date
from rebond.programmes.models import Programme
from rebond.reporting.cohorts import Cohort
from rebond.reporting.figures import Results, compute
from rebond.reporting.words import counts_in_words, period_in_words, value_in_words

BOUNDS = {
    "entered_from": "premier jour des entrées",
    "entered_to": "dernier jour des entrées",
    "exited_from": "premier jour des sorties",
    "exited_to": "dernier jour des sorties",
}


class Command(BaseCommand):
    help = "Affiche les résultats d'un programme : mêmes indicateurs, mêmes définitions que l'écran « Résultats »."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--programme", required=True, help="identifiant du programme, par exemple ille-et-vilaine"
        )
        for name, meaning in BOUNDS.items():
            option = f"--{name.replace('_', '-')}"
            parser.add_argument(
                option, type=_day, metavar="DATE", help=f"{meaning} (2022-12-31 ou 31/12/2022)"
            )
        parser.add_argument("--format", choices=["json", "table"], default="table")

    def handle(self, *args: Any, **options: Any) -> None:
        programme = _programme(options["programme"])
        try:
            cohort = Cohort(programme, **{name: options[name] for name in BOUNDS})
        except ValueError as reason:
            raise CommandError(str(reason)) from None
        results = compute(cohort)
        if options["format"] == "json":
            self.stdout.write(json.dumps(results.as_json(), ensure_ascii=False, indent=2))
        else:
            self.stdout.write(as_table(results))


def _day(text: str) -> date:
    try:
        return parse_date(text)
    except ValueError as reason:
        raise ArgumentTypeError(f"« {text} » : {reason}") from None


def _programme(slug: str) -> Programme:
    programme = Programme.objects.filter(slug=slug).first()
    if programme is None:
        known = ", ".join(Programme.objects.values_list("slug", flat=True)) or "aucun"
        raise CommandError(f"Le programme « {slug} » n'existe pas. Programmes connus : {known}.")
    return programme


def as_table(results: Results) -> str:
    """The figures in aligned columns: label, value, counts, unknowns."""
    heads = ("Indicateur", "Valeur", "Nombres", "Non connus")
    rows = [heads] + [
        (figure.indicator.label, value_in_words(figure), counts_in_words(figure), str(figure.unknown))
        for figure in results.figures
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(len(heads))]
    lines = [
        "  ".join(
            [
                row[0].ljust(widths[0]),
                *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)),
            ]
        )
        for row in rows
    ]
    rule = "  ".join("-" * width for width in widths)
    return "\n".join(
        [f"{results.cohort.programme} — {period_in_words(results.cohort)}", "", lines[0], rule, *lines[1:]]
    )
