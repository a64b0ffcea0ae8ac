"""What the person asks to put right: asked from their space, answered with a reason by somebody of their path."""

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from rebond.audit.journal import record
from rebond.core import clock
from rebond.core.acts import ActRefused
from rebond.pathways import policy
from rebond.pathways.locking import lock
from rebond.pathways.models import CorrectionRequest, Pathway
from rebond.pathways.states import CORRECTION, CorrectionState
from rebond.pathways.telling import tell_person
from rebond.people.actor import Actor, PersonActor
from rebond.programmes.vocabulary import LetterCode

#: Requests of one person that may wait at the same time.
WAITING_MAX = 10


@transaction.atomic
def ask_correction(*, pathway: Pathway, subject: str, text: str, by: PersonActor) -> CorrectionRequest:
    """Ask to put something right in one's file. Sent twice, it is asked once. Raises ActRefused when too many wait."""
    lock(pathway)
    policy.require(by, "ask_correction", pathway)
    waiting = pathway.corrections.filter(state=CorrectionState.WAITING)
    if sent := waiting.filter(subject=subject, text=text).first():
        return sent
    if waiting.count() >= WAITING_MAX:
        raise ActRefused(
            "Plusieurs demandes attendent déjà une réponse. Appelez la personne qui vous accompagne."
        )
    asked = CorrectionRequest.objects.create(pathway=pathway, subject=subject, text=text)
    record("ask_correction", on=asked, by=by, beneficiary_id=pathway.beneficiary_id, subject=subject)
    return asked


@transaction.atomic
def answer_correction(*, correction: CorrectionRequest, is_made: bool, answer: str, by: Actor) -> None:
    """Say that it was put right, or why not; the person is told that an answer waits. Raises NotInThisState."""
    lock(correction)
    policy.require(by, "answer_correction", correction.pathway)
    verb = "make_correction" if is_made else "refuse_correction"
    correction.state = CORRECTION.after(correction.state, verb)
    correction.answer, correction.answered_at, correction.answered_by = answer, clock.now(), by.user
    correction.save()
    pathway = correction.pathway
    record("answer_correction", on=correction, by=by, beneficiary_id=pathway.beneficiary_id, is_made=is_made)
    address = f"{settings.SITE_URL}{reverse('show_own_corrections')}"
    tell_person(LetterCode.NEW_MESSAGE, pathway=pathway, values={"lien": address})
