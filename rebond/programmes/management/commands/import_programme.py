"""Takes a programme from its file: checked, kept as a draft, published when asked."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from rebond.people.models import Organisation, OrganisationKind
from rebond.programmes.documents import Document, FaultyDocument, Problem, problems_of, read_file
from rebond.programmes.models import Programme
from rebond.programmes.writing import add_version, publish_version


class Command(BaseCommand):
    help = "Reprend un programme écrit dans un fichier YAML (docs/programme-file.md) : un brouillon, ou une version publiée."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FICHIER.yaml")
        parser.add_argument("--check", action="store_true", help="vérifie seulement, n'écrit rien")
        parser.add_argument(
            "--publish", action="store_true", help="publie la version au lieu de la garder en brouillon"
        )
        parser.add_argument(
            "--commissioner",
            metavar="NOM",
            help="organisme qui commande le programme, créé s'il n'existe pas",
        )

    def handle(
        self, *args: Any, file: Path, check: bool, publish: bool, commissioner: str | None, **options: Any
    ) -> None:
        document = self._checked(file)
        if check:
            self.stdout.write(f"{file} : le programme « {document.content['name']} » tient debout.")
            return
        with transaction.atomic():
            version = add_version(
                document, commissioner=_commissioner(document.content["slug"], commissioner)
            )
            if publish:
                publish_version(version)
        state = "publiée" if publish else "gardée en brouillon"
        self.stdout.write(f"{version.programme} : version {version.number} {state}.")

    def _checked(self, file: Path) -> Document:
        """The document, without fault; else each fault is told with its line, and the command fails."""
        try:
            document = read_file(file)
            problems = problems_of(document)
        except FileNotFoundError:
            raise CommandError(f"Le fichier {file} n'existe pas.") from None
        except FaultyDocument as faulty:
            problems = faulty.problems
        if not problems:
            return document
        for problem in problems:
            self.stderr.write(_told(file, problem))
        count = len(problems)
        raise CommandError(f"{count} point{'s' if count > 1 else ''} à corriger : rien n'a été repris.")


def _told(file: Path, problem: Problem) -> str:
    return f"{file}:{problem.line or 1} : {problem.message}"


def _commissioner(slug: str, name: str | None) -> Organisation:
    """The programme's own, the one named, or the only Département. Raises CommandError, in French."""
    programme = Programme.objects.filter(slug=slug).select_related("commissioner").first()
    if programme:
        if name and name != programme.commissioner.name:
            raise CommandError(f"Le programme « {slug} » est commandé par {programme.commissioner}.")
        return programme.commissioner
    if name:
        return Organisation.objects.get_or_create(name=name, defaults={"kind": OrganisationKind.DEPARTEMENT})[
            0
        ]
    departements = list(Organisation.objects.filter(kind=OrganisationKind.DEPARTEMENT)[:2])
    if len(departements) != 1:
        raise CommandError('Dites quel organisme commande le programme, avec --commissioner "NOM".')
    return departements[0]
