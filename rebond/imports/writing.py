"""From recognised rows to the rows of a path: beneficiary, business, referral, pathway, phases, exit, follow-ups.

Written by the chunk: the number of queries does not depend on the number of rows. Called inside an act.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from django.db import models
from django.db.models import prefetch_related_objects

from rebond.audit.journal import entry
from rebond.audit.models import Entry
from rebond.core import clock
from rebond.core.text import normalise
from rebond.imports.choices import branches_of
from rebond.imports.recognition import Recognised
from rebond.imports.rows import PathRow
from rebond.pathways.actions.exits import OUTCOME_FIELDS, planned_follow_ups
from rebond.pathways.models import FollowUp, Outcome, Pathway, Phase, Referral, Step
from rebond.pathways.phases import first_steps, new_phase
from rebond.pathways.states import PathwayState, ReferralState
from rebond.people.actor import Actor
from rebond.people.models import Beneficiary, Business
from rebond.programmes.models import PhaseSpec, Programme, Version
from rebond.programmes.vocabulary import ExitReason

CHUNK_ROWS = 500
#: A follow-up whose term passed longer ago than this cannot be told any more: it is not planned.
FOLLOW_UP_GRACE_DAYS = 90
_PERSON = (
    "last_name", "first_name", "birth_date", "phone", "email", "caf_number", "street", "postcode", "city", "rsa_since",
)  # fmt: skip
_BUSINESS = ("siret", "legal_form", "activity", "naf_code", "income_category", "created_on")


@dataclass
class Blueprint:
    """What every path of the programme is made from, read once."""

    programme: Programme
    version: Version
    first: PhaseSpec
    branches: dict[str, PhaseSpec]

    @classmethod
    def of(cls, programme: Programme) -> "Blueprint":
        version = programme.current_version()
        branches = branches_of(version)
        first = version.phase_specs.order_by("position")[0]
        prefetch_related_objects([version], "follow_up_specs")
        prefetch_related_objects([first, *branches], "step_specs")
        return cls(programme, version, first, {spec.code: spec for spec in branches})


@dataclass
class Chunk:
    """What is to be written, kind by kind, in the order in which the database wants it."""

    beneficiaries: list[Beneficiary] = field(default_factory=list)
    businesses: list[Business] = field(default_factory=list)
    referrals: list[Referral] = field(default_factory=list)
    pathways: list[Pathway] = field(default_factory=list)
    phases: list[Phase] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)
    follow_ups: list[FollowUp] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)

    def write(self) -> None:
        kinds: tuple[list[models.Model], ...] = tuple(vars(self).values())
        for things in kinds:
            if things:
                type(things[0])._base_manager.bulk_create(things)


def write_chunk(placed: Sequence[Recognised], blueprint: Blueprint, *, by: Actor) -> None:
    """Write the paths of these rows; each person was found or named by `recognition`."""
    chunk = Chunk()
    known_ids = [place.person.id for place in placed if place.person and not place.person.is_new]
    businesses: dict[UUID, list[Business]] = defaultdict(list)
    for business in Business.objects.filter(beneficiary__in=known_ids).order_by("id"):
        businesses[business.beneficiary_id].append(business)
    for place in placed:
        person = place.person
        assert person is not None, "a refused row is never written"
        if person.is_new:
            chunk.beneficiaries.append(_beneficiary(person.id, place.row))
            person.is_new = False  # a later row of the same person finds them
        business = _business(person.id, place.row, businesses[person.id], chunk)
        _add_path(chunk, blueprint, place.row, business, by)
    chunk.write()


def _beneficiary(pk: UUID, row: PathRow) -> Beneficiary:
    beneficiary = Beneficiary(id=pk, **{name: getattr(row, name) for name in _PERSON})
    beneficiary.derive()
    return beneficiary


def _business(person_id: UUID, row: PathRow, known: list[Business], chunk: Chunk) -> Business:
    """The person's business of this SIRET, or of this name; else a new one."""
    for business in known:
        same_siret = bool(row.siret) and business.siret == row.siret
        one_unknown = not (row.siret and business.siret)
        if same_siret or (one_unknown and normalise(business.name) == normalise(row.business_name)):
            return business
    values = {name: getattr(row, name) for name in _BUSINESS}
    business = Business(beneficiary_id=person_id, name=row.business_name, **values)
    business.derive()
    known.append(business)
    chunk.businesses.append(business)
    return business


def _add_path(chunk: Chunk, blueprint: Blueprint, row: PathRow, business: Business, by: Actor) -> None:
    shared = {
        "programme": blueprint.programme,
        "version": blueprint.version,
        "beneficiary_id": business.beneficiary_id,
        "business": business,
        "contractor_id": row.adviser.organisation_id,
        "referred_on": row.referred_on,
    }
    referral = Referral(
        **shared,
        referrer_id=row.lead_worker.user_id,
        referrer_organisation_id=row.lead_worker.organisation_id,
        state=ReferralState.ACCEPTED,
        answered_on=row.entered_on,
        answered_by=by.user,
    )
    pathway = Pathway(
        **shared,
        referral=referral,
        adviser_id=row.adviser.user_id,
        lead_organisation_id=row.lead_worker.organisation_id,
        lead_worker_id=row.lead_worker.user_id,
        state=PathwayState.CLOSED if row.exited_on else PathwayState.OPEN,
        entered_on=row.entered_on,
        exited_on=row.exited_on,
    )
    chunk.referrals.append(referral)
    chunk.pathways.append(pathway)
    _add_phases(chunk, blueprint, row, pathway)
    _add_exit(chunk, row, pathway, by)
    facts = {"line": row.line, "entered_on": row.entered_on.isoformat()}
    chunk.entries.append(
        entry("take_over_pathways", on=pathway, by=by, beneficiary_id=business.beneficiary_id, **facts)
    )


def _add_phases(chunk: Chunk, blueprint: Blueprint, row: PathRow, pathway: Pathway) -> None:
    """The diagnostic, then the branch. What is still open has its steps to plan; of the past, no step is known."""
    stretches = [(blueprint.first, row.entered_on, row.assessed_on or row.exited_on)]
    if row.branch and row.assessed_on:
        stretches.append((blueprint.branches[row.branch], row.assessed_on, row.exited_on))
    for position, (spec, opened_on, ended_on) in enumerate(stretches, start=1):
        phase = new_phase(pathway, spec, position=position, opened_on=opened_on, ended_on=ended_on)
        chunk.phases.append(phase)
        if ended_on is None:
            chunk.steps += first_steps(phase)


def _add_exit(chunk: Chunk, row: PathRow, pathway: Pathway, by: Actor) -> None:
    if row.exited_on is None:
        return
    values = {name: getattr(row, name) for name in OUTCOME_FIELDS if hasattr(row, name)}
    chunk.outcomes.append(Outcome(pathway=pathway, recorded_by=by.user, **values))
    if row.exit_reason == ExitReason.DEATH:
        return
    oldest = clock.today() - timedelta(days=FOLLOW_UP_GRACE_DAYS)
    chunk.follow_ups += [f for f in planned_follow_ups(pathway, row.exited_on) if f.due_on >= oldest]
