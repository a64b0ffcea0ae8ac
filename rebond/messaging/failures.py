"""Why a message did not leave, in words for the people who read it."""

from django.db import models


class Failure(models.TextChoices):
    UNREACHABLE = "unreachable", "Le service d'envoi ne répond pas."
    NOT_SET_UP = "not_set_up", "L'envoi de SMS n'est pas installé."
    ADDRESS_REFUSED = "address_refused", "Cette adresse est refusée."
    MESSAGE_REFUSED = "message_refused", "Le service d'envoi refuse ce message."
    UNWRITABLE = "unwritable", "Ce message ne peut pas être mis en forme."


class NotDelivered(Exception):
    """A message was not handed over. `is_final`: trying again would change nothing."""

    def __init__(self, failure: Failure, *, is_final: bool = False) -> None:
        super().__init__(failure)
        self.failure = failure
        self.is_final = is_final
