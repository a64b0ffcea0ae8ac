"""Signing, refusing to sign, asking by a link, and closing what nobody answers."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from rebond.audit.journal import record
from rebond.core import clock
from rebond.core.acts import ActRefused
from rebond.core.strokes import clean_strokes
from rebond.links.doors import open_link, revoke_links
from rebond.links.models import Purpose
from rebond.messaging.outbox import queue
from rebond.pathways import policy
from rebond.pathways.actions.papers import await_signatures, freeze, seal_when_answered
from rebond.pathways.contact import note_own_contact
from rebond.pathways.locking import lock
from rebond.pathways.minutes import AnyPaper
from rebond.pathways.models import Addendum, Review, Signature, Step, Way
from rebond.pathways.states import SIGNATURE, SignatureState
from rebond.pathways.telling import tell_person
from rebond.people.actor import Actor, Anybody

#: How long a link to sign stays open.
LINK_DAYS = 30


@transaction.atomic
def sign(
    *, signature: Signature, seen_sha256: str, name: str, way: Way, by: Anybody, strokes: str = ""
) -> None:
    """Sign what was read: the first to answer freezes the paper, the last has it sealed.

    `strokes` is the drawing, empty for somebody who types their name and ticks. Raises NotInThisState for a replay,
    ActRefused when the words changed since they were read.
    """
    _answer(signature, "sign", seen_sha256=seen_sha256, name=name, by=by, way=way)
    try:
        signature.strokes = clean_strokes(strokes)
    except ValueError as reason:
        raise ActRefused(str(reason), field="strokes") from reason
    _save(signature, "sign", by)


@transaction.atomic
def refuse_to_sign(
    *, signature: Signature, seen_sha256: str, name: str, reason: str, way: Way, by: Anybody
) -> None:
    """Say no, and why: the refusal is part of the paper, as a signature would be. Raises as `sign` does."""
    _answer(signature, "refuse_to_sign", seen_sha256=seen_sha256, name=name, by=by, way=way)
    if not reason:
        raise ActRefused("Dites pourquoi vous ne signez pas.", field="reason")
    signature.reason = reason
    _save(signature, "refuse_to_sign", by)


def _answer(signature: Signature, verb: str, *, seen_sha256: str, name: str, by: Anybody, way: Way) -> None:
    """Lock, require, move, freeze; then check that what was read is what is signed."""
    paper = _lock(signature)
    policy.require(by, verb, signature)
    signature.state = SIGNATURE.after(signature.state, verb)
    if not name:
        raise ActRefused("Tapez votre nom.", field="name")
    freeze(paper)
    if paper.content_sha256 != seen_sha256:
        raise ActRefused("Le texte a changé depuis que vous l'avez ouvert : relisez-le, puis répondez.")
    signature.name, signature.way, signature.answered_at = name, way, clock.now()
    signature.content_sha256 = seen_sha256
    if way == Way.ON_THE_SPOT and isinstance(by, Actor):
        signature.collected_by = by.user


def _lock(signature: Signature) -> AnyPaper:
    """The path, then the paper, then the signature: two who answer at once come one after the other."""
    lock(signature.step.pathway)
    paper = signature.paper
    lock(paper)
    lock(signature)
    return paper


def _save(signature: Signature, verb: str, by: Anybody) -> None:
    paper = signature.paper
    signature.save()
    note_own_contact(signature.step.pathway, by=by)
    facts = {"paper": str(paper._meta.model_name), "role": signature.role, "way": str(signature.way)}
    beneficiary_id = signature.step.pathway.beneficiary_id
    record(verb, on=signature, by=by, beneficiary_id=beneficiary_id, sha256=paper.content_sha256, **facts)
    for purpose in (Purpose.SIGN_MINUTES, Purpose.SIGN_ATTENDANCE):
        revoke_links(purpose, object_id=signature.pk)
    seal_when_answered(paper)


@transaction.atomic
def send_signing_links(*, step: Step, by: Actor) -> int:
    """Write to each party who has not answered, with a link of their own for 30 days; returns how many were written to.

    A link sent before stops working. Raises ActRefused when nobody is awaited.
    """
    lock(step.pathway)
    policy.require(by, "send_signing_links", step)
    awaited = list(
        Signature.objects.filter(step=step, state=SignatureState.AWAITED).select_related(
            "user", "review", "addendum__review", "sheet"
        )
    )
    if not awaited:
        raise ActRefused("Plus personne n'a à signer.")
    for signature in awaited:
        signature.step = step
        _send_link(signature, by)
    record("send_signing_links", on=step, by=by, beneficiary_id=step.pathway.beneficiary_id)
    return len(awaited)


def _send_link(signature: Signature, by: Actor) -> None:
    step = signature.step
    purpose = Purpose.SIGN_ATTENDANCE if signature.sheet else Purpose.SIGN_MINUTES
    revoke_links(purpose, object_id=signature.pk)
    secret = open_link(
        purpose,
        expires_at=clock.now() + timedelta(days=LINK_DAYS),
        beneficiary=None if signature.user else step.pathway.beneficiary,
        user=signature.user,
        object_id=signature.pk,
    )
    page = "sign_attendance_by_link" if signature.sheet else "sign_minutes_by_link"
    address = f"{settings.SITE_URL}{reverse(page, args=[secret])}"
    if signature.user is None:
        tell_person(purpose.value, pathway=step.pathway, step=step, values={"lien": address})
        return
    queue(
        "send_signing_links",
        to=signature.user.email,
        title="Un document à relire et à signer",
        beneficiary=step.pathway.beneficiary,
        file_id=step.pathway_id,
        object_id=step.pk,
        step=step,
        paper=signature.paper,
        address=address,
        days=LINK_DAYS,
        by=by,
    )


@transaction.atomic
def close_signing(*, paper: AnyPaper, reason: str, by: Actor) -> None:
    """Seal the paper without those who did not answer, and say why. Raises ActRefused when nobody is awaited."""
    step = paper.step
    lock(step.pathway)
    policy.require(by, "close_signing", step)
    lock(paper)
    awaited = list(paper.signatures.filter(state=SignatureState.AWAITED))
    if not awaited:
        raise ActRefused("Tout le monde a répondu : il n'y a rien à clore.")
    if not reason:
        raise ActRefused("Dites pourquoi la signature est close sans ces réponses.", field="reason")
    freeze(paper)
    for signature in awaited:
        lock(signature)
        signature.state = SIGNATURE.after(signature.state, "close_signing")
        signature.reason, signature.answered_at = reason, clock.now()
        signature.save()
    record("close_signing", on=step, by=by, beneficiary_id=step.pathway.beneficiary_id)
    seal_when_answered(paper)


@transaction.atomic
def add_addendum(*, review: Review, text: str, by: Actor) -> Addendum:
    """Correct or complete signed minutes: a text of its own, which the same parties sign. Raises ActRefused."""
    lock(review.step.pathway)
    step = review.step
    policy.require(by, "add_addendum", step)
    lock(review)
    if not review.frozen_at:
        raise ActRefused("Personne n'a encore signé : corrigez le compte rendu lui-même.")
    if not text:
        raise ActRefused("Écrivez ce qui est corrigé ou ajouté.", field="text")
    if last := review.addenda.filter(text=text).last():
        return last  # sent twice
    addendum = Addendum.objects.create(
        review=review, position=review.addenda.count() + 1, text=text, written_by=by.user
    )
    freeze(addendum)
    signed = {signature.role for signature in review.signatures.all()}
    await_signatures(addendum, [party for party in step.parties.all() if party.role in signed])
    record("add_addendum", on=step, by=by, beneficiary_id=step.pathway.beneficiary_id)
    for signature in addendum.signatures.select_related("user"):
        signature.step = step
        if signature.user_id != by.user_id:
            _send_link(signature, by)
    return addendum
