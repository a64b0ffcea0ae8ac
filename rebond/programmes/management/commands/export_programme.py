"""Gives a version of a programme as a file that import_programme takes back, the same to the byte."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from rebond.programmes.content import content_of, to_yaml
from rebond.programmes.models import Programme, Version, VersionState


class Command(BaseCommand):
    help = "Écrit une version d'un programme en YAML : la version publiée, ou celle dont on donne le numéro."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", metavar="CODE")
        parser.add_argument("--version", dest="number", type=int, metavar="N", help="numéro de version")
        parser.add_argument(
            "--output", type=Path, metavar="FICHIER.yaml", help="fichier à écrire ; sans lui, à l'écran"
        )

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        # Django's own --version gives its version number: here it names the programme's.
        return super().create_parser(prog_name, subcommand, conflict_handler="resolve", **kwargs)

    def handle(self, *args: Any, slug: str, number: int | None, output: Path | None, **options: Any) -> None:
        text = to_yaml(content_of(_version(slug, number)))
        if output is None:
            self.stdout.write(text, ending="")
        else:
            output.write_text(text, encoding="utf-8")


def _version(slug: str, number: int | None) -> Version:
    """Raises CommandError, in French, saying what exists."""
    programmes = Programme.objects.all()
    programme = programmes.filter(slug=slug).first()
    if programme is None:
        known = ", ".join(programmes.values_list("slug", flat=True)) or "aucun"
        raise CommandError(f"Programme inconnu : {slug}. Programmes connus : {known}.")
    wanted = {"state": VersionState.PUBLISHED} if number is None else {"number": number}
    version = programme.versions.filter(**wanted).first()
    if version is None:
        numbers = ", ".join(f"{v.number} ({v.get_state_display().lower()})" for v in programme.versions.all())
        raise CommandError(
            f"Cette version n'existe pas. Versions de {slug} : {numbers}. Choisissez avec --version."
        )
    return version
