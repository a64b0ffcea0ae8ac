"""Referring a person, and answering a referral."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from rebond.audit.journal import record
from rebond.core import clock
from rebond.core.acts import ActRefused
from rebond.messaging.outbox import queue
from rebond.pathways import policy
from rebond.pathways.locking import lock
from rebond.pathways.models import EligibilityAnswer, Pathway, Referral
from rebond.pathways.models.referral import Answer
from rebond.pathways.phases import open_first_phase
from rebond.pathways.states import REFERRAL, PathwayState
from rebond.people.actor import Actor
from rebond.people.models import Beneficiary, Business, Membership, Organisation, Role, User
from rebond.programmes.models import EligibilityQuestion, ListItem, Programme


@transaction.atomic
def refer_person(
    *,
    referral_id: UUID,
    programme: Programme,
    contractor: Organisation,
    person: Mapping[str, Any],
    business: Mapping[str, Any],
    obstacles: Iterable[ListItem],
    reason: str,
    by: Actor,
    known_person: Beneficiary | None = None,
    referred_on: date | None = None,
    answers: Mapping[EligibilityQuestion, str] | None = None,
) -> Referral:
    """Send somebody to the programme; the contractor's managers are told.

    `person` and `business` are cleaned fields; they complete the file of a `known_person`. `answers` maps the questions
    of the programme to an Answer; one may warn, none refuses (D8). The same `referral_id` again returns what was sent.
    Raises ActRefused when this person already has a referral waiting or a path running.
    """
    policy.require(by, "refer_person", programme)
    if sent := _sent_before(referral_id, by):
        return sent
    beneficiary = _person_of(known_person, person, programme)
    referral = Referral.objects.create(
        pk=referral_id,
        programme=programme,
        version=programme.current_version(),
        beneficiary=beneficiary,
        business=_business_of(beneficiary, business),
        referrer=by.user,
        referrer_organisation=by.organisation,
        contractor=contractor,
        referred_on=referred_on or clock.today(),
        reason=reason,
    )
    referral.obstacles.set(obstacles)
    _write_answers(referral, answers or {})
    record("refer_person", on=referral, by=by, beneficiary_id=beneficiary.pk, is_known=bool(known_person))
    _tell_managers(referral, "refer_person", "Une nouvelle orientation attend votre réponse")
    return referral


def _sent_before(referral_id: UUID, by: Actor) -> Referral | None:
    """The referral that this very form made. Raises ActRefused when the identifier is that of somebody else's."""
    lock(by.user)  # the same form sent twice at once: the second waits, and finds the first
    sent = Referral.objects.filter(pk=referral_id).first()
    if sent and sent.referrer_id != by.user_id:
        raise ActRefused("Ce formulaire a déjà été envoyé : ouvrez-le à nouveau.")
    return sent


def _person_of(known: Beneficiary | None, values: Mapping[str, Any], programme: Programme) -> Beneficiary:
    beneficiary = known or Beneficiary()
    _refuse_second_path(beneficiary, programme)
    _fill(beneficiary, values)
    return beneficiary


def _write_answers(referral: Referral, answers: Mapping[EligibilityQuestion, str]) -> None:
    if any(question.version_id != referral.version_id for question in answers):
        raise ActRefused("Les questions du programme ont changé : répondez à celles d'aujourd'hui.")
    EligibilityAnswer.objects.bulk_create(
        EligibilityAnswer(referral=referral, question=question, answer=Answer(answer))
        for question, answer in answers.items()
    )


def _refuse_second_path(beneficiary: Beneficiary, programme: Programme) -> None:
    if beneficiary._state.adding:
        return
    lock(beneficiary)
    if any(referral.is_live for referral in beneficiary.referrals.filter(programme=programme)):
        raise ActRefused("Cette personne a déjà une orientation en attente de réponse.")
    if beneficiary.pathways.filter(programme=programme).exclude(state=PathwayState.CLOSED).exists():
        raise ActRefused("Cette personne a déjà un parcours en cours dans ce programme.")


def _fill(thing: Beneficiary | Business, values: Mapping[str, Any]) -> None:
    """Write what was given; an empty value never erases one that is known."""
    for name, value in values.items():
        if value not in ("", None):
            setattr(thing, name, value)
    thing.save()


def _business_of(beneficiary: Beneficiary, values: Mapping[str, Any]) -> Business:
    known = beneficiary.businesses.filter(siret=values["siret"]).first() if values.get("siret") else None
    business = known or Business(beneficiary=beneficiary)
    _fill(business, values)
    return business


@transaction.atomic
def accept_referral(
    *, referral: Referral, adviser: User, by: Actor, entered_on: date | None = None
) -> Pathway:
    """Open the person's path with this adviser, in the first phase, and tell who referred them.

    Where the programme says that the contractor leads, the adviser is référent unique from that day on (C22).
    Raises NotInThisState when already answered, ActRefused when the adviser is not of the contractor.
    """
    lock(referral)
    policy.require(by, "accept_referral", referral)
    referral.state = REFERRAL.after(referral.state, "accept_referral")
    if not advisers_of(referral.contractor).filter(pk=adviser.pk).exists():
        raise ActRefused("Cette personne n'est pas conseillère de votre organisme.", field="adviser")
    day = entered_on or clock.today()
    if day < referral.referred_on:
        raise ActRefused("L'entrée ne peut pas précéder l'orientation.", field="entered_on")
    referral.answered_on, referral.answered_by = day, by.user
    referral.save()
    contractor_leads = referral.version.contractor_leads
    pathway = Pathway.objects.create(
        referral=referral,
        programme=referral.programme,
        version=referral.version,
        beneficiary=referral.beneficiary,
        business=referral.business,
        contractor=referral.contractor,
        adviser=adviser,
        lead_organisation=referral.contractor if contractor_leads else referral.referrer_organisation,
        lead_worker=adviser if contractor_leads else referral.referrer,
        referred_on=referral.referred_on,
        entered_on=day,
    )
    open_first_phase(pathway, opened_on=day)
    record(
        "accept_referral", on=referral, by=by, beneficiary_id=referral.beneficiary_id, adviser_id=adviser.pk
    )
    _tell_referrer(referral, "accept_referral", "Une de vos orientations est acceptée", adviser=adviser)
    return pathway


@transaction.atomic
def decline_referral(*, referral: Referral, reason: ListItem, text: str, by: Actor) -> None:
    """Say no, with a coded reason and words for the référent. Raises NotInThisState when already answered."""
    lock(referral)
    policy.require(by, "decline_referral", referral)
    referral.state = REFERRAL.after(referral.state, "decline_referral")
    referral.decline_reason, referral.answer_text = reason, text
    referral.answered_on, referral.answered_by = clock.today(), by.user
    referral.save()
    record("decline_referral", on=referral, by=by, beneficiary_id=referral.beneficiary_id, reason=reason.code)
    _tell_referrer(referral, "decline_referral", "Une de vos orientations n'a pas été retenue")


@transaction.atomic
def put_referral_on_waiting_list(*, referral: Referral, text: str, by: Actor) -> None:
    """Keep the person for when a place is free, and tell the référent. Raises NotInThisState."""
    lock(referral)
    policy.require(by, "put_referral_on_waiting_list", referral)
    referral.state = REFERRAL.after(referral.state, "put_referral_on_waiting_list")
    referral.waiting_since, referral.answer_text = clock.today(), text
    referral.save()
    record("put_referral_on_waiting_list", on=referral, by=by, beneficiary_id=referral.beneficiary_id)
    _tell_referrer(referral, "put_referral_on_waiting_list", "Une de vos orientations est en liste d'attente")


@transaction.atomic
def withdraw_referral(*, referral: Referral, text: str, by: Actor) -> None:
    """Take a referral back before it is answered, and tell the contractor. Raises NotInThisState."""
    lock(referral)
    policy.require(by, "withdraw_referral", referral)
    referral.state = REFERRAL.after(referral.state, "withdraw_referral")
    referral.answer_text = text
    referral.answered_on, referral.answered_by = clock.today(), by.user
    referral.save()
    record("withdraw_referral", on=referral, by=by, beneficiary_id=referral.beneficiary_id)
    _tell_managers(referral, "withdraw_referral", "Une orientation a été retirée")


def advisers_of(organisation: Organisation) -> Any:
    """Users who advise in this organisation today."""
    seats = Membership.objects.filter(organisation=organisation, role=Role.BUSINESS_ADVISER, is_active=True)
    return User.objects.filter(pk__in=seats.values("user"), is_active=True)


def _tell_referrer(referral: Referral, template: str, title: str, **context: Any) -> None:
    person = referral.beneficiary
    queue(
        template,
        to=referral.referrer.email,
        title=title,
        beneficiary=person,
        file_id=referral.pk,
        referral=referral,
        **context,
    )


def _tell_managers(referral: Referral, template: str, title: str) -> None:
    managers = Membership.objects.filter(
        organisation=referral.contractor, role=Role.PRODUCTION_MANAGER, is_active=True, user__is_active=True
    )
    for email in managers.values_list("user__email", flat=True):
        queue(
            template,
            to=email,
            title=title,
            beneficiary=referral.beneficiary,
            file_id=referral.pk,
            referral=referral,
        )
