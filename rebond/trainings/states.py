"""The lives of a session and of a place in it."""

from django.db import models

from rebond.core.lifecycle import Lifecycle, move


class SessionState(models.TextChoices):
    OPEN = "open", "Programmée"
    CANCELLED = "cancelled", "Annulée"


class EnrolmentState(models.TextChoices):
    ENROLLED = "enrolled", "Inscrit"
    WAITING = "waiting", "En liste d'attente"
    WITHDRAWN = "withdrawn", "Désisté"


class PresenceState(models.TextChoices):
    PRESENT = "present", "Présent"
    LATE = "late", "En retard"
    EXCUSED = "excused", "Excusé"
    ABSENT = "absent", "Absent"


#: Who was there, so whose hours count.
ATTENDED = (PresenceState.PRESENT, PresenceState.LATE)

_S, _E = SessionState, EnrolmentState

SESSION = Lifecycle(
    noun="la session",
    state_labels=dict(_S.choices),
    moves={
        "change_session": move({_S.OPEN}, _S.OPEN, "modifier la session"),
        "enrol": move({_S.OPEN}, _S.OPEN, "inscrire quelqu'un"),
        "record_presence": move({_S.OPEN}, _S.OPEN, "noter les présences"),
        "cancel_session": move({_S.OPEN}, _S.CANCELLED, "annuler la session"),
    },
)

ENROLMENT = Lifecycle(
    noun="cette inscription",
    state_labels=dict(_E.choices),
    moves={
        "give_place": move({_E.WAITING}, _E.ENROLLED, "donner une place"),
        "withdraw": move({_E.ENROLLED, _E.WAITING}, _E.WITHDRAWN, "retirer l'inscription"),
    },
)
