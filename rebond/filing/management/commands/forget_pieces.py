"""`manage.py forget_pieces`: what the retention asks to erase, by nature; with --erase, erases it."""

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from rebond.core import clock
from rebond.documents.models import Retention
from rebond.filing.actions.forgetting import forget_pieces
from rebond.filing.retention import NOTICE_DAYS, Count, counts


class Command(BaseCommand):
    help = "Compte les pièces arrivées au bout de leur conservation. N'efface rien sans --erase."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--erase", action="store_true", help="effacer ce qui est dû aujourd'hui")
        parser.add_argument(
            "--on", type=date.fromisoformat, help="compter comme si c'était ce jour (AAAA-MM-JJ)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        day = options["on"] or clock.today()
        if options["erase"] and day > clock.today():
            self.stderr.write("On n'efface pas d'avance : sans --on, ou avec un jour passé.")
            return
        self.stdout.write(f"Au {day:%d/%m/%Y} : à effacer / à effacer sous {NOTICE_DAYS} jours / gardées")
        for line in counts(day):
            self.stdout.write(_in_words(line))
        if options["erase"]:
            self.stdout.write(f"Pièces effacées : {forget_pieces(on=day)}.")
        else:
            self.stdout.write("Rien n'est effacé : ajoutez --erase.")


def _in_words(line: Count) -> str:
    kept_as = " (justificatif)" if line.retention == Retention.EVIDENCE else ""
    return f"- {line.nature}{kept_as} : {line.now} / {line.soon} / {line.kept}"
