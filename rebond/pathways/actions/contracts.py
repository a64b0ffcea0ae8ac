"""The engagement contract, and hours granted beyond an account."""

from datetime import date
from uuid import UUID

from django.db import transaction

from rebond.audit.journal import record
from rebond.core import clock
from rebond.core.acts import ActRefused
from rebond.pathways import policy
from rebond.pathways.locking import lock
from rebond.pathways.models import HourGrant, Pathway
from rebond.pathways.phases import redate_phase
from rebond.people.actor import Actor
from rebond.programmes.models import AccountScope, HourAccount


@transaction.atomic
def record_contract(*, pathway: Pathway, signed_on: date, by: Actor) -> None:
    """Write when the engagement contract was signed (C17); phases counted from it get their dates.

    Writing it again puts it right. Raises ActRefused on a closed path, or a date to come.
    """
    lock(pathway)
    policy.require(by, "record_contract", pathway)
    if pathway.is_closed:
        raise ActRefused("Le parcours est terminé : le contrat ne change plus.")
    if signed_on > clock.today():
        raise ActRefused("La signature ne peut pas être dans le futur.", field="signed_on")
    pathway.contract_signed_on = signed_on
    pathway.save(update_fields=["contract_signed_on"])
    redate_current_phase(pathway)
    record(
        "record_contract",
        on=pathway,
        by=by,
        beneficiary_id=pathway.beneficiary_id,
        signed_on=signed_on.isoformat(),
    )


def redate_current_phase(pathway: Pathway) -> None:
    """After a fact that a clock counts from has changed."""
    if phase := pathway.current_phase():
        phase.pathway = pathway
        redate_phase(phase)


@transaction.atomic
def grant_hours(
    *,
    account: HourAccount,
    hours: int,
    reason: str,
    by: Actor,
    grant_id: UUID,
    pathway: Pathway | None = None,
    year: int | None = None,
) -> HourGrant:
    """Grant hours beyond the account: to one person, or to the programme for a year. A named human does, and says why.

    `year` is a calendar year, this one when not said. Sent twice with the same `grant_id`, it grants once.
    Raises ActRefused with the field at fault.
    """
    lock(account)
    policy.require(by, "grant_hours", pathway or account.version.programme)
    if already := HourGrant.objects.filter(pk=grant_id).first():
        if (already.account_id, already.pathway, already.granted_by) != (account.pk, pathway, by.user):
            raise ActRefused("Ce formulaire a déjà été envoyé : ouvrez-le à nouveau.")
        return already
    if not reason:
        raise ActRefused("Un dépassement doit être motivé.", field="reason")
    if hours < 1:
        raise ActRefused("Accordez au moins une heure.", field="hours")
    is_other = pathway is not None and pathway.programme_id != account.version.programme_id
    if is_other or (account.scope == AccountScope.PERSON) != (pathway is not None):
        raise ActRefused("Ce compte d'heures ne se compte pas ainsi.")
    of_year = None if pathway else year or clock.today().year
    grant = HourGrant.objects.create(
        id=grant_id,
        account=account,
        pathway=pathway,
        year=of_year,
        hours=hours,
        reason=reason,
        granted_by=by.user,
    )
    person_id = pathway.beneficiary_id if pathway else None
    record("grant_hours", on=grant, by=by, beneficiary_id=person_id, account=account.code, hours=hours)
    return grant
