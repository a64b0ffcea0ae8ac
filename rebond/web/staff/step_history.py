"""Who did what to an appointment, in words. Other organisations' private notes leave no trace here (D11)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from rebond.audit.models import Entry
from rebond.messaging.models import Message
from rebond.pathways.models import Step
from rebond.pathways.states import StepState
from rebond.people.actor import Actor
from rebond.programmes.vocabulary import PartyRole
from rebond.web.templatetags.words import moment

#: What each act reads like; the braces take their words from the facts of the entry.
WORDS = {
    "add_step": "A ajouté ce rendez-vous",
    "plan_step": "A planifié le rendez-vous : {starts_at}",
    "move_step": "A déplacé le rendez-vous : {starts_at}",
    "invite_person": "A invité la personne à choisir un créneau",
    "withdraw_invitation": "A retiré l'invitation",
    "remind_person": "A rappelé l'invitation à la personne",
    "convene_person": "A donné une date, faute de réponse : {starts_at}",
    "remind_step": "A rappelé le rendez-vous à la personne",
    "choose_slot": "A choisi son créneau : {starts_at}",
    "confirm_step": "A confirmé sa venue",
    "reschedule_step": "A changé la date : {starts_at}",
    "report_step": "A rendu compte : {outcome}",
    "correct_step_report": "A corrigé : {before} → {after}",
    "cancel_step": "A annulé le rendez-vous",
    "skip_step": "A noté que le rendez-vous n'est pas nécessaire",
    "restore_step": "A rétabli le rendez-vous",
    "convene_review": "A convoqué les parties",
    "send_signing_links": "A envoyé un lien pour signer",
    "close_signing": "A clos les signatures sans attendre",
    "add_addendum": "A ajouté un avenant au compte rendu",
    "open_attendance_sheet": "A préparé la feuille de présence",
    "attach_scan": "A déposé la feuille signée",
    "write_private_note": "A écrit une note privée",
}


@dataclass(frozen=True)
class Line:
    at: datetime
    who: str
    organisation: str
    words: str


def history_of(step: Step, by: Actor) -> list[Line]:
    """The journal of one step, newest first, as `by` may read it."""
    entries = Entry.objects.filter(object_kind="step", object_id=str(step.pk), verb__in=WORDS)
    readable = entries.filter(~Q(verb="write_private_note") | Q(organisation=by.organisation_id))
    return [
        Line(
            at=entry.at,
            who=_who(entry, step),
            organisation=str(entry.organisation or ""),
            words=WORDS[entry.verb].format(
                **{name: _worded(name, value) for name, value in entry.facts.items()}
            ),
        )
        for entry in readable.select_related("user", "organisation").order_by("-at", "-pk")
    ]


def letters_of(step: Step) -> list[Message]:
    """What was written to the person about one step, newest first; the file shows each in full, with its proof."""
    written = Message.objects.filter(object_id=step.pk, is_to_person=True)
    return list(written.defer("body").order_by("-queued_at", "-pk"))


def _who(entry: Entry, step: Step) -> str:
    """The worker acts in the name of the adviser: the line says that nobody pressed a button."""
    if entry.facts.get("is_automatic"):
        return f"Rebond, pour {entry.user}"
    if entry.role == PartyRole.BENEFICIARY:
        return str(step.pathway.beneficiary)
    return str(entry.user or "Rebond")


def _worded(name: str, value: Any) -> str:
    if name == "starts_at" or (name == "before" and "T" in str(value)):
        return moment(datetime.fromisoformat(value))
    return StepState(value).label if value in StepState.values else str(value)
