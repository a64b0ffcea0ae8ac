"""`manage.py load_demo`: fill an empty database with invented people and their paths."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from rebond.demo.closed_paths import COHORT_SETTLED_ON
from rebond.demo.loading import DEFAULT_PEOPLE, DEFAULT_SEED, AlreadyLoaded, TooEarly, load
from rebond.pathways.models import Pathway, Referral


class Command(BaseCommand):
    help = (
        "Charge la démonstration : le parcours de Delphine, une cohorte terminée de 300 personnes, un portefeuille "
        "vivant autour d'aujourd'hui. Sans effet si la base contient déjà des parcours."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--seed", type=int, default=DEFAULT_SEED, help="graine du tirage")
        parser.add_argument(
            "--people",
            type=int,
            default=DEFAULT_PEOPLE,
            help="personnes de la cohorte terminée (300 par défaut ; autrement, les parts publiées sont arrondies)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["people"] < 1:
            raise CommandError("La cohorte compte au moins une personne : Delphine.")
        try:
            load(seed=options["seed"], people_count=options["people"])
        except AlreadyLoaded:
            self.stdout.write("La base contient déjà des parcours : rien n'a été changé.")
            return
        except TooEarly:
            raise CommandError(
                f"La démonstration se charge à partir du {COHORT_SETTLED_ON:%d/%m/%Y}."
            ) from None
        self.stdout.write(
            f"{Pathway.objects.count()} parcours et {Referral.objects.count()} orientations chargés."
        )
        call_command("demo_people", stdout=self.stdout)
