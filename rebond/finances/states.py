"""The life of a statement: sent, sorted line by line, then saved as monthly sums or given up."""

from django.db import models

from rebond.core.lifecycle import Lifecycle, move


class StatementState(models.TextChoices):
    SORTING = "sorting", "À trier"
    SAVED = "saved", "Enregistré"
    CANCELLED = "cancelled", "Abandonné"


_S = StatementState

STATEMENT = Lifecycle(
    noun="le relevé",
    state_labels=dict(_S.choices),
    moves={
        "sort_statement": move({_S.SORTING}, _S.SORTING, "trier ce relevé"),
        "save_statement": move({_S.SORTING}, _S.SAVED, "enregistrer ce relevé"),
        "cancel_statement": move({_S.SORTING}, _S.CANCELLED, "abandonner ce relevé"),
    },
)
