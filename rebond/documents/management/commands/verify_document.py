"""`manage.py verify_document FILE`: whether a sealed document is as it was sealed. Ends with 1 when it is not."""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from rebond.core import clock
from rebond.documents.seal import verify


class Command(BaseCommand):
    help = "Dit si un document scellé (PDF) est intact, qui l'a scellé et quand."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="le fichier PDF à vérifier")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            content = options["file"].read_bytes()
        except OSError as error:
            raise CommandError(f"Ce fichier ne se lit pas : {options['file']}") from error
        verdict = verify(content)
        self.stdout.write(verdict.words)
        if verdict.sealed_at:
            sealed_at = verdict.sealed_at.astimezone(clock.ZONE)
            self.stdout.write(f"Scellé le {sealed_at:%d/%m/%Y à %H:%M} par : {verdict.sealed_by}")
        if verdict.kept:
            self.stdout.write(f"C'est, octet pour octet, le document conservé {verdict.kept.pk}.")
        if not verdict.holds:
            sys.exit(1)
