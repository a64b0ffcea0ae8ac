"""`manage.py import_template OUT.xlsx`: the empty model that `import_pathways` reads."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from rebond.imports.console import acting, programme_named
from rebond.imports.template import write_template


class Command(BaseCommand):
    help = "Écrit le modèle de tableur à remplir pour reprendre des parcours, avec ses listes déroulantes."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("out", type=Path, metavar="SORTIE.xlsx")
        parser.add_argument("--programme", metavar="SLUG", help="inutile quand il n'y en a qu'un")
        parser.add_argument("--as", dest="email", metavar="COURRIEL", help="la personne au nom de qui agir")

    def handle(self, *args: Any, **options: Any) -> None:
        programme = programme_named(options["programme"])
        out: Path = options["out"]
        write_template(programme, str(out), by=acting(options["email"], programme))
        self.stdout.write(f"Modèle écrit : {out}")
