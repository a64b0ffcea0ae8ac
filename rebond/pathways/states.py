"""The lives of what runs: each is a table, printed in docs/lifecycles.md."""

from django.db import models

from rebond.core.lifecycle import Lifecycle, move
from rebond.messaging.models import MessageState
from rebond.programmes.models import VersionState


class ReferralState(models.TextChoices):
    SENT = "sent", "À traiter"
    WAITING = "waiting", "En liste d'attente"
    ACCEPTED = "accepted", "Acceptée"
    DECLINED = "declined", "Refusée"
    WITHDRAWN = "withdrawn", "Retirée"


class PathwayState(models.TextChoices):
    OPEN = "open", "En cours"
    SUSPENDED = "suspended", "Suspendu"
    CLOSED = "closed", "Terminé"


class StepState(models.TextChoices):
    DUE = "due", "À planifier"
    PLANNED = "planned", "Planifié"
    HELD = "held", "Honoré"
    NO_SHOW = "no_show", "Absence"
    EXCUSED = "excused", "Excusé"
    CANCELLED = "cancelled", "Annulé"
    SKIPPED = "skipped", "Non nécessaire"


class DecisionState(models.TextChoices):
    WAITING = "waiting", "En attente d'approbation"
    EFFECTIVE = "effective", "Prise"
    REFUSED = "refused", "Non approuvée"


class ActionState(models.TextChoices):
    #: The person would like to; somebody of the path answers.
    PROPOSED = "proposed", "Proposée"
    TO_DO = "to_do", "À faire"
    IN_PROGRESS = "in_progress", "En cours"
    DONE = "done", "Fait"
    DROPPED = "dropped", "Abandonné"


class CorrectionState(models.TextChoices):
    WAITING = "waiting", "En attente d'une réponse"
    MADE = "made", "Corrigé"
    REFUSED = "refused", "Non corrigé"


class SignatureState(models.TextChoices):
    AWAITED = "awaited", "En attente"
    SIGNED = "signed", "Signé"
    REFUSED = "refused", "Refusé"
    LAPSED = "lapsed", "Sans réponse"


_R, _P, _S, _A = ReferralState, PathwayState, StepState, ActionState

REFERRAL = Lifecycle(
    noun="l'orientation",
    state_labels=dict(_R.choices),
    moves={
        "accept_referral": move({_R.SENT, _R.WAITING}, _R.ACCEPTED, "accepter l'orientation"),
        "decline_referral": move({_R.SENT, _R.WAITING}, _R.DECLINED, "refuser l'orientation"),
        "put_referral_on_waiting_list": move({_R.SENT}, _R.WAITING, "mettre en liste d'attente"),
        "withdraw_referral": move({_R.SENT, _R.WAITING}, _R.WITHDRAWN, "retirer l'orientation"),
    },
)

PATHWAY = Lifecycle(
    noun="le parcours",
    state_labels=dict(_P.choices),
    moves={
        "decide": move({_P.OPEN}, _P.OPEN, "décider de la suite"),
        "suspend_pathway": move({_P.OPEN}, _P.SUSPENDED, "suspendre le parcours"),
        "resume_pathway": move({_P.SUSPENDED}, _P.OPEN, "reprendre le parcours"),
        "record_exit": move({_P.OPEN, _P.SUSPENDED}, _P.CLOSED, "enregistrer la sortie"),
    },
)

_REPORTED = {_S.HELD, _S.NO_SHOW, _S.EXCUSED}

STEP = Lifecycle(
    noun="ce rendez-vous",
    state_labels=dict(_S.choices),
    moves={
        "plan_step": move({_S.DUE}, _S.PLANNED, "planifier le rendez-vous"),
        # To plan, and the person is asked to choose when: see Invitation.
        "invite_person": move({_S.DUE}, _S.DUE, "inviter la personne à choisir un créneau"),
        "withdraw_invitation": move({_S.DUE}, _S.DUE, "retirer l'invitation"),
        "remind_person": move({_S.DUE}, _S.DUE, "rappeler l'invitation"),
        "convene_person": move({_S.DUE}, _S.PLANNED, "donner une date"),
        "choose_slot": move({_S.DUE}, _S.PLANNED, "choisir un créneau"),
        "move_step": move({_S.PLANNED}, _S.PLANNED, "déplacer le rendez-vous"),
        "reschedule_step": move({_S.PLANNED}, _S.PLANNED, "changer la date du rendez-vous"),
        "remind_step": move({_S.PLANNED}, _S.PLANNED, "rappeler le rendez-vous"),
        "confirm_step": move({_S.PLANNED}, _S.PLANNED, "confirmer le rendez-vous"),
        "report_held": move({_S.DUE, _S.PLANNED}, _S.HELD, "noter le rendez-vous comme honoré"),
        "report_no_show": move({_S.DUE, _S.PLANNED}, _S.NO_SHOW, "noter une absence"),
        "report_excused": move({_S.DUE, _S.PLANNED}, _S.EXCUSED, "noter une absence excusée"),
        "cancel_step": move({_S.PLANNED}, _S.CANCELLED, "annuler le rendez-vous"),
        "skip_step": move({_S.DUE, _S.PLANNED}, _S.SKIPPED, "passer ce rendez-vous"),
        "restore_step": move({_S.SKIPPED}, _S.DUE, "rétablir le rendez-vous"),
        # An absence can be put right, by an act of its own and with a reason (C20).
        "correct_to_held": move(_REPORTED, _S.HELD, "corriger le compte rendu"),
        "correct_to_no_show": move(_REPORTED, _S.NO_SHOW, "corriger le compte rendu"),
        "correct_to_excused": move(_REPORTED, _S.EXCUSED, "corriger le compte rendu"),
    },
)

ACTION = Lifecycle(
    noun="cette action",
    state_labels=dict(_A.choices),
    moves={
        "start_action": move({_A.TO_DO}, _A.IN_PROGRESS, "commencer l'action"),
        "accept_action": move({_A.PROPOSED}, _A.TO_DO, "accepter l'action"),
        "finish_action": move({_A.PROPOSED, _A.TO_DO, _A.IN_PROGRESS}, _A.DONE, "terminer l'action"),
        "drop_action": move({_A.PROPOSED, _A.TO_DO, _A.IN_PROGRESS}, _A.DROPPED, "abandonner l'action"),
        "reopen_action": move({_A.DONE, _A.DROPPED}, _A.TO_DO, "rouvrir l'action"),
    },
)

_D = DecisionState

DECISION = Lifecycle(
    noun="cette décision",
    state_labels=dict(_D.choices),
    moves={
        "approve_decision": move({_D.WAITING}, _D.EFFECTIVE, "approuver la décision"),
        "refuse_decision": move({_D.WAITING}, _D.REFUSED, "ne pas approuver la décision"),
    },
)

_M = MessageState

MESSAGE = Lifecycle(
    noun="ce message",
    state_labels=dict(_M.choices),
    moves={
        "retry_message": move({_M.DEAD}, _M.WAITING, "réessayer"),
        "post_letter": move({_M.WAITING}, _M.SENT, "noter ce message comme posté ou dit"),
        # The worker's own: messaging.sending does them by conditional updates, several workers at once.
        "send_message": move({_M.WAITING}, _M.SENT, "envoyer le message"),
        "give_up_message": move({_M.WAITING}, _M.DEAD, "renoncer après plusieurs essais"),
        "drop_message": move({_M.WAITING, _M.DEAD}, _M.WITHDRAWN, "retirer le message"),
    },
)

_G = SignatureState

SIGNATURE = Lifecycle(
    noun="cette signature",
    state_labels=dict(_G.choices),
    moves={
        "sign": move({_G.AWAITED}, _G.SIGNED, "signer"),
        "refuse_to_sign": move({_G.AWAITED}, _G.REFUSED, "refuser de signer"),
        "close_signing": move({_G.AWAITED}, _G.LAPSED, "clore sans cette signature"),
    },
)

_V = VersionState

VERSION = Lifecycle(
    noun="cette version",
    state_labels=dict(_V.choices),
    moves={
        "edit_version": move({_V.DRAFT}, _V.DRAFT, "modifier la version"),
        "publish_version": move({_V.DRAFT}, _V.PUBLISHED, "publier la version"),
        "retire_version": move({_V.PUBLISHED}, _V.RETIRED, "retirer la version"),
    },
)

_C = CorrectionState

CORRECTION = Lifecycle(
    noun="cette demande de correction",
    state_labels=dict(_C.choices),
    moves={
        "make_correction": move({_C.WAITING}, _C.MADE, "répondre que c'est corrigé"),
        "refuse_correction": move({_C.WAITING}, _C.REFUSED, "répondre pourquoi rien ne change"),
    },
)

LIFECYCLES = {
    "referral": REFERRAL,
    "pathway": PATHWAY,
    "step": STEP,
    "action": ACTION,
    "correctionrequest": CORRECTION,
    "decision": DECISION,
    "message": MESSAGE,
    "signature": SIGNATURE,
    "version": VERSION,
}
