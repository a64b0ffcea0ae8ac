"""`manage.py import_pathways FILE`: takes over a spreadsheet of paths. Guide: docs/guide/reprise.md."""

import sys
from pathlib import Path
from typing import Any

from django.core.files.base import File
from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from rebond.core.acts import ActRefused
from rebond.imports.actions import digest, take_over_pathways
from rebond.imports.console import acting, programme_named
from rebond.imports.inspection import Inspection, inspect_file
from rebond.imports.models import ImportBatch
from rebond.imports.reports import write_report
from rebond.imports.sheets import UnreadableFile
from rebond.imports.states import ImportState
from rebond.people.actor import Actor
from rebond.programmes.models import Programme

TOLD_REFUSALS = 20


class Command(BaseCommand):
    help = "Reprend des parcours d'un tableur (.xlsx, .ods, .csv). Tout ou rien, sauf avec --partial."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FICHIER")
        parser.add_argument("--dry-run", action="store_true", help="vérifier, sans rien écrire")
        parser.add_argument("--partial", action="store_true", help="reprendre sans les lignes refusées")
        parser.add_argument(
            "--report", type=Path, metavar="SORTIE.xlsx", help="écrire le rapport de vérification"
        )
        parser.add_argument("--programme", metavar="SLUG", help="inutile quand il n'y en a qu'un")
        parser.add_argument(
            "--as",
            dest="email",
            metavar="COURRIEL",
            help="la personne au nom de qui agir ; sinon le chef de service, puis un responsable du titulaire",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        programme = programme_named(options["programme"])
        by = acting(options["email"], programme)
        path: Path = options["file"]
        if not path.is_file():
            raise CommandError(f"Le fichier {path} n'existe pas.")
        inspection = self._inspect(path, programme, by)
        if options["report"]:
            write_report(inspection, str(options["report"]))
        self._tell(inspection)
        if inspection.refusals and not options["partial"]:
            raise CommandError(
                "Rien n'a été repris : corrigez ces cellules, ou ajoutez --partial pour les laisser."
            )
        if options["dry_run"]:
            self.stdout.write("Vérification seule : rien n'a été écrit.")
        elif inspection.rows:
            self._take_over(inspection, path, programme, by, is_partial=options["partial"])
        elif inspection.refusals:
            raise CommandError("Rien de nouveau à reprendre : les lignes refusées restent à corriger.")
        else:
            self.stdout.write("Tout est déjà dans Rebond : rien n'a changé.")

    def _inspect(self, path: Path, programme: Programme, by: Actor) -> Inspection:
        with tqdm(desc="Vérification", unit="ligne", file=sys.stderr) as bar:

            def advance(count: int, total: int) -> None:
                bar.total = total
                bar.update(count - bar.n)

            try:
                inspection = inspect_file(path, programme=programme, by=by, progress=advance)
            except UnreadableFile as error:
                raise CommandError(error.message) from error
            advance(len(inspection.checked), len(inspection.checked))
            return inspection

    def _tell(self, inspection: Inspection) -> None:
        counts = inspection.counts
        for name in inspection.unknown_headers:
            self.stdout.write(f"Colonne non reprise : {name}")
        for remark in inspection.refusals[:TOLD_REFUSALS]:
            value = f"« {remark.value} »" if remark.value else "vide"
            self.stdout.write(f"Ligne {remark.line}, {remark.column}, {value} : {remark.reason}")
        if (rest := len(inspection.refusals) - TOLD_REFUSALS) > 0:
            self.stdout.write(f"… et {rest} autres cellules refusées (toutes dans le rapport : --report).")
        self.stdout.write(
            f"{len(inspection.checked)} lignes lues : {counts['new']} à reprendre, "
            f"{counts['already']} déjà reprises, {counts['refused']} refusées, "
            f"{len(inspection.warnings)} avertissements."
        )
        if inspection.warnings:
            self.stdout.write("Les avertissements sont dans le rapport (--report).")

    def _take_over(
        self, inspection: Inspection, path: Path, programme: Programme, by: Actor, *, is_partial: bool
    ) -> None:
        with path.open("rb") as content:
            sha256 = digest(File(content))
        batch = ImportBatch(
            programme=programme,
            organisation=by.organisation,
            created_by=by.user,
            role=by.role,
            state=ImportState.IMPORTING,
            sha256=sha256,
            leaves_out_refused=is_partial,
            total_count=len(inspection.checked),
            new_count=inspection.counts["new"],
            already_count=inspection.counts["already"],
            refused_count=inspection.counts["refused"],
        )
        with tqdm(total=len(inspection.rows), desc="Reprise", unit="parcours", file=sys.stderr) as bar:

            def advance(count: int) -> None:
                bar.update(count - bar.n)

            try:
                taken = take_over_pathways(
                    rows=inspection.rows,
                    programme=programme,
                    batch=batch,
                    by=by,
                    progress=advance,
                )
            except ActRefused as refusal:
                raise CommandError(refusal.message) from refusal
        self.stdout.write(f"{taken} parcours repris.")
