"""Certificates: numbered, kept and sealed once; a correction of the hours issues another that says so."""

import logging

from django.db import transaction
from django.db.models import prefetch_related_objects

from rebond.audit.journal import record
from rebond.core import clock
from rebond.core.acts import ActRefused
from rebond.documents.certificate import SealUnavailable
from rebond.documents.models import Document, Kind
from rebond.documents.seal import seal
from rebond.documents.store import keep
from rebond.pathways.locking import lock
from rebond.people.actor import Actor, Anybody
from rebond.people.models import Organisation
from rebond.trainings import policy
from rebond.trainings.attendance import attended_minutes, is_certifiable, is_fully_noted
from rebond.trainings.models import Certificate, CertificateCounter, Enrolment, Session
from rebond.trainings.papers import certificate as typeset

logger = logging.getLogger(__name__)


@transaction.atomic
def issue_certificate(*, enrolment: Enrolment, by: Anybody) -> Certificate:
    """Certify the hours that the person really attended. Asked again, the certificate that holds is given.

    Raises ActRefused before the last day of the session, or when nobody noted that they were there.
    """
    lock(enrolment.session)
    policy.require(by, "issue_certificate", enrolment)
    if already := enrolment.certificates.filter(voided_at__isnull=True).first():
        return already
    if enrolment.session.last_day > clock.today():
        raise ActRefused("Cette formation n'est pas finie : l'attestation se fait après.")
    minutes = attended_minutes(enrolment)
    if not minutes:
        raise ActRefused("Aucune présence n'est notée : l'attestation se fait après la formation.")
    if not is_fully_noted(enrolment):
        raise ActRefused("Une demi-journée n'est pas encore notée : l'attestation se fait ensuite.")
    return _issue(enrolment, minutes=minutes, replaces=None, by=by)


@transaction.atomic
def issue_certificates(*, session: Session, by: Actor) -> list[Certificate]:
    """Certify the hours of everyone who attended the session and has no certificate yet, once all is noted. Raises ActRefused."""
    lock(session)
    policy.require(by, "issue_certificates", session)
    waiting = session.enrolments.exclude(
        pk__in=Certificate.objects.filter(voided_at=None).values("enrolment")
    )
    waiting = waiting.select_related("pathway__beneficiary").prefetch_related("presences__half_day")
    prefetch_related_objects([session], "half_days")
    ready = [enrolment for enrolment in waiting if is_certifiable(enrolment)]
    return [issue_certificate(enrolment=enrolment, by=by) for enrolment in ready]


def correct_certificate(enrolment: Enrolment, *, by: Anybody) -> Certificate | None:
    """Replace a certificate whose hours are no more those that are noted; void it when none are left.

    Called inside the act that notes them. Returns the new one, if one was issued.
    """
    held = enrolment.certificates.filter(voided_at__isnull=True).first()
    if held is None:
        return None
    enrolment = Enrolment.objects.prefetch_related("presences__half_day").get(pk=enrolment.pk)
    minutes = attended_minutes(enrolment)
    if minutes == held.minutes:
        return None
    held.voided_at = clock.now()
    held.save(update_fields=["voided_at"])
    if minutes:
        return _issue(enrolment, minutes=minutes, replaces=held, by=by)
    beneficiary_id = enrolment.pathway.beneficiary_id
    record("void_certificate", on=enrolment, by=by, beneficiary_id=beneficiary_id, number=held.reference)
    return None


def _issue(enrolment: Enrolment, *, minutes: int, replaces: Certificate | None, by: Anybody) -> Certificate:
    organisation, year = enrolment.session.course.organiser, clock.today().year
    issued = Certificate(
        enrolment=enrolment,
        organisation=organisation,
        year=year,
        number=_next_number(organisation, year),
        minutes=minutes,
        replaces=replaces,
    )
    issued.document = _kept(issued)
    issued.save(force_insert=True)
    record(
        "issue_certificate",
        on=enrolment,
        by=by,
        beneficiary_id=enrolment.pathway.beneficiary_id,
        number=issued.reference,
        minutes=minutes,
        replaces=replaces.reference if replaces else "",
    )
    return issued


def _next_number(organisation: Organisation, year: int) -> int:
    """The next one: the counter is locked until the end of the transaction, and a rollback gives the number back."""
    CertificateCounter.objects.get_or_create(organisation=organisation, year=year)
    counter = CertificateCounter.objects.select_for_update().get(organisation=organisation, year=year)
    counter.last_number += 1
    counter.save(update_fields=["last_number"])
    return counter.last_number


def _kept(issued: Certificate) -> Document:
    """Sealed where a certificate of the house is at hand; what was not sealed is told apart by its words."""
    try:
        content = seal(typeset(issued, is_sealed=True), reason=str(issued))
    except SealUnavailable as error:
        logger.warning("certificate %s is not sealed: %s", issued.pk, error)
        content = typeset(issued, is_sealed=False)
    name = f"attestation-{issued.reference}.pdf"
    return keep(content, kind=Kind.CERTIFICATE, name=name, beneficiary=issued.enrolment.pathway.beneficiary)
