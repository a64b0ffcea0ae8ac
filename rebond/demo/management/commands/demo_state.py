"""`manage.py demo_state`: what `make run` asks before it dares to offer « entrer comme … »."""

from typing import Any

from django.core.management.base import BaseCommand

from rebond.people.models import User


def demo_state() -> str:
    """`empty` (nobody may sign in), `demo` (invented people only), or `real` as soon as one person is not invented."""
    if User.objects.filter(is_demo=False).exists():
        return "real"
    return "demo" if User.objects.exists() else "empty"


class Command(BaseCommand):
    help = "Dit ce que contient la base : empty, demo ou real."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(demo_state())
