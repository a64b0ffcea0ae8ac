"""Take in one mail on standard input, as a mail server pipes it (docs/settings.md)."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from rebond.tutoring.actions.mails import receive_mail
from rebond.tutoring.mail import SIZE_MAX, Unreadable

#: Exit codes that mail servers understand (sysexits.h): refused for good, and try again later.
DATA_ERROR, TRY_LATER = 65, 75


class Command(BaseCommand):
    help = "Prend sur l'entrée standard un courriel (RFC 5322) envoyé à une adresse de réponse."

    def handle(self, *args: Any, **options: Any) -> None:
        raw = sys.stdin.buffer.read(SIZE_MAX + 1)
        try:
            received = receive_mail(raw)
        except Unreadable as error:
            raise CommandError("Ce n'est pas un courriel lisible.", returncode=DATA_ERROR) from error
        except DatabaseError as error:
            # The class alone: its words may name somebody.
            raise CommandError(f"Réessayez : {type(error).__name__}.", returncode=TRY_LATER) from None
        self.stdout.write(str(received.label))
