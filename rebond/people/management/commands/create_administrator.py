"""The first administrator of an organisation: everybody else is then added on screen."""

from argparse import ArgumentParser
from getpass import getpass
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from rebond.people.models import Membership, Organisation, OrganisationKind, Role, User


class Command(BaseCommand):
    help = "Crée l'organisme s'il n'existe pas, et son premier administrateur (le mot de passe est demandé)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--organisation", required=True, help="nom de l'organisme")
        parser.add_argument("--kind", default=OrganisationKind.DEPARTEMENT, choices=OrganisationKind.values)
        parser.add_argument("--email", required=True)
        parser.add_argument("--first-name", required=True)
        parser.add_argument("--last-name", required=True)

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        if User.objects.filter(email__iexact=options["email"]).exists():
            raise CommandError(
                "Ce courriel a déjà un compte : ajoutez-lui le rôle depuis l'écran « Administration »."
            )
        password = getpass("Mot de passe : ")
        user = User(email=options["email"], first_name=options["first_name"], last_name=options["last_name"])
        try:
            validate_password(password, user)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        user = User.objects.create_user(
            email=user.email, password=password, first_name=user.first_name, last_name=user.last_name
        )
        organisation, _ = Organisation.objects.get_or_create(
            name=options["organisation"], defaults={"kind": options["kind"]}
        )
        Membership.objects.create(user=user, organisation=organisation, role=Role.ADMINISTRATOR)
        self.stdout.write(f"{user} administre maintenant {organisation}.")
