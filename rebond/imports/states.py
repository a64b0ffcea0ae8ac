"""The life of a take-over: a file is uploaded, checked, confirmed by somebody, then imported or not."""

from django.db import models

from rebond.core.lifecycle import Lifecycle, move


class ImportState(models.TextChoices):
    UPLOADED = "uploaded", "En attente de vérification"
    CHECKING = "checking", "Vérification en cours"
    CHECKED = "checked", "Vérifié, à confirmer"
    CONFIRMED = "confirmed", "En attente de reprise"
    IMPORTING = "importing", "Reprise en cours"
    DONE = "done", "Terminé"
    FAILED = "failed", "Arrêté"
    CANCELLED = "cancelled", "Annulé"


_S = ImportState
#: Waiting for the worker, or in its hands.
WORKING = (_S.UPLOADED, _S.CHECKING, _S.CONFIRMED, _S.IMPORTING)

IMPORT = Lifecycle(
    noun="la reprise",
    state_labels=dict(_S.choices),
    moves={
        # A worker that was killed leaves a state that another takes up again.
        "start_check": move({_S.UPLOADED, _S.CHECKING}, _S.CHECKING, "vérifier le fichier"),
        "finish_check": move({_S.CHECKING}, _S.CHECKED, "rendre la vérification"),
        "confirm_import": move({_S.CHECKED}, _S.CONFIRMED, "lancer la reprise"),
        "start_import": move({_S.CONFIRMED, _S.IMPORTING}, _S.IMPORTING, "commencer la reprise"),
        "take_over_pathways": move({_S.IMPORTING}, _S.DONE, "reprendre les parcours"),
        "fail_import": move(WORKING, _S.FAILED, "arrêter la reprise"),
        "cancel_import": move({*WORKING, _S.CHECKED}, _S.CANCELLED, "annuler la reprise"),
    },
)
