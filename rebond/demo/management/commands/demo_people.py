"""`manage.py demo_people`: who one may become on the login page, printed by `make run`."""

from typing import Any

from django.core.management.base import BaseCommand

from rebond.people.models import Membership


class Command(BaseCommand):
    help = "Liste les personnes de la démonstration, leur rôle et leur structure."

    def handle(self, *args: Any, **options: Any) -> None:
        members = Membership.objects.filter(user__is_demo=True, is_active=True)
        self.stdout.write("Personnes de la démonstration (page de connexion, « Entrer comme… ») :")
        for member in members.select_related("user", "organisation").order_by("user_id", "id"):
            self.stdout.write(f"  {member.user!s:<22} {member.get_role_display():<42} {member.organisation}")
