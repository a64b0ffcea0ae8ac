"""What deserves attention in a caseload: one definition each, asked by « À faire », « Dossiers » and its export."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet, TextChoices

from rebond.core import clock
from rebond.core.dates import add_months
from rebond.finances.models import ActivityLine, LineTurnover
from rebond.finances.months import last_expected_month
from rebond.pathways.models import Decision, FollowUp, Invitation, Party, Pathway, Phase, Step
from rebond.pathways.models.outcome import FollowUpState
from rebond.pathways.states import DecisionState, PathwayState, StepState
from rebond.people.actor import Actor
from rebond.people.models import Role
from rebond.programmes.models import StepPartySpec, Version
from rebond.programmes.vocabulary import PartyRole

#: A step or a follow-up is announced this many days before it is expected.
NOTICE_DAYS = 7


class Watch(TextChoices):
    """What may be wrong with a path, or about to be; the code stands in addresses."""

    TO_REPORT = "compte-rendu", "Rendez-vous passé, compte rendu à faire"
    FIRST_APPOINTMENT = "premier-rendez-vous", "Premier rendez-vous hors délai"
    TO_PLAN = "planifier", "Rendez-vous à planifier"
    PHASE_ENDING = "fin-de-phase", "Fin de phase proche ou dépassée"
    LATE = "retard", "Phase ou rendez-vous en retard"
    NO_PHASE = "sortie", "Sortie à enregistrer"
    CONTRACT = "contrat", "Contrat d'engagement à signer"
    NO_CONTACT = "sans-contact", "Sans contact récent"
    UNDECLARED = "chiffres", "Chiffre d'affaires non déclaré"
    SUSPENSION = "suspension", "Suspension au-delà du maximum"
    FOLLOW_UP = "suivi", "Suivi après la sortie à faire"


@dataclass(frozen=True)
class Delays:
    """The delays that each version watches, read once: {days, or months: versions that ask for it}."""

    first_appointment: dict[int, list[int]]
    no_contact: dict[int, list[int]]
    phase_end_warning: dict[int, list[int]]
    contract: dict[int, list[int]]
    undeclared: dict[int, list[int]]

    @classmethod
    def read(cls) -> "Delays":
        delays = cls({}, {}, {}, {}, {})
        columns = (
            "pk",
            "first_appointment_days",
            "no_contact_days",
            "phase_end_warning_days",
            "contract_days",
            "undeclared_months",
        )
        for pk, first, contact, warning, contract, undeclared in Version.objects.order_by("pk").values_list(
            *columns
        ):
            for days, versions in (
                (first, delays.first_appointment),
                (contact, delays.no_contact),
                (warning, delays.phase_end_warning),
                (contract, delays.contract),
                (undeclared, delays.undeclared),
            ):
                if days is not None:
                    versions.setdefault(days, []).append(pk)
        return delays

    def first_appointment_days(self, version_id: int) -> int | None:
        return _days_of(self.first_appointment, version_id)

    def no_contact_days(self, version_id: int) -> int | None:
        return _days_of(self.no_contact, version_id)

    def undeclared_months(self, version_id: int) -> int | None:
        return _days_of(self.undeclared, version_id)

    def contract_days(self, version_id: int) -> int | None:
        return _days_of(self.contract, version_id)


def _note(delays: dict[int, list[int]], days: int | None, version_id: int) -> None:
    if days is not None:
        delays.setdefault(days, []).append(version_id)


def _days_of(delays: dict[int, list[int]], version_id: int) -> int | None:
    return next((days for days, versions in delays.items() if version_id in versions), None)


def start_of(day: date) -> datetime:
    """The first instant of a civil day."""
    return datetime.combine(day, time.min, clock.ZONE)


#: Appointments for which time was set aside: a cancelled or excused one leaves the agenda.
TAKEN = (StepState.PLANNED, StepState.HELD, StepState.NO_SHOW)


def takes_time() -> Q:
    """Appointments that stand in an agenda; those of a suspended path wait outside of it."""
    return Q(state__in=TAKEN) & (~Q(state=StepState.PLANNED) | Q(pathway__state=PathwayState.OPEN))


# --- Steps and follow-ups ---------------------------------------------------------


def steps_to_report(steps: QuerySet[Step]) -> QuerySet[Step]:
    """Planned, and their time has passed."""
    return steps.filter(state=StepState.PLANNED, starts_at__lt=clock.now(), pathway__state=PathwayState.OPEN)


def steps_to_plan(steps: QuerySet[Step]) -> QuerySet[Step]:
    """The next step to plan of each path, late or expected within a week; one without expected date never is (A4).

    One whose date the person is asked to choose is not: it waits for them.
    """
    until = clock.today() + timedelta(days=NOTICE_DAYS)
    return not_invited(_next_due(steps).filter(expected_on__lte=until))


def not_invited(steps: QuerySet[Step]) -> QuerySet[Step]:
    """Those for which nobody waits for the person to choose a date."""
    return steps.filter(~_is_invited())


def invited_steps(steps: QuerySet[Step]) -> QuerySet[Step]:
    """Those whose date the person is asked to choose, or was, without an answer."""
    return steps.filter(_is_invited(), state=StepState.DUE, pathway__state=PathwayState.OPEN)


def to_plan_after_cancelling(steps: QuerySet[Step]) -> QuerySet[Step]:
    """To plan again since the person cancelled, whatever date is expected."""
    cancelled = Step.objects.filter(
        phase=OuterRef("phase"),
        spec=OuterRef("spec"),
        occurrence=OuterRef("occurrence"),
        attempt=OuterRef("attempt") - 1,
        state=StepState.CANCELLED,
        cancelled_by_role=PartyRole.BENEFICIARY,
    )
    return steps.filter(
        ~_is_invited(),
        Exists(cancelled),
        state=StepState.DUE,
        attempt__gt=1,
        pathway__state=PathwayState.OPEN,
        phase__ended_on__isnull=True,
    )


def _is_invited() -> Exists:
    return Exists(Invitation.objects.filter(step=OuterRef("pk"), ended_at__isnull=True))


def first_steps_beyond_delay(steps: QuerySet[Step], delays: Delays) -> QuerySet[Step]:
    """The step to plan of paths where nobody has met the person yet, nor agreed on a date, within the delay."""
    begun = Step.objects.filter(pathway=OuterRef("pathway"), state__in=[StepState.HELD, StepState.PLANNED])
    return _next_due(steps).filter(
        _older(delays.first_appointment, "pathway__referred_on", "pathway__"), ~Exists(begun)
    )


def _next_due(steps: QuerySet[Step]) -> QuerySet[Step]:
    earlier = Step.objects.filter(
        phase=OuterRef("phase"), state=StepState.DUE, spec__position__lt=OuterRef("spec__position")
    )
    running = {"pathway__state": PathwayState.OPEN, "phase__ended_on__isnull": True}
    return steps.filter(~Exists(earlier), state=StepState.DUE, **running)


def steps_in_charge_of(by: Actor, steps: QuerySet[Step]) -> QuerySet[Step]:
    """Those that `by` has to plan: a careers consultant those of that role, an adviser all the others."""
    sits = StepPartySpec.objects.filter(step=OuterRef("spec"))
    if by.role == Role.CAREERS_CONSULTANT:
        return steps.filter(
            Exists(sits.filter(role=PartyRole.CAREERS_CONSULTANT)),
            ~Exists(sits.filter(role=PartyRole.BUSINESS_ADVISER)),
            pathway__careers_consultant=by.user_id,
        )
    for_adviser = Q(spec__isnull=True) | Exists(sits.filter(role=PartyRole.BUSINESS_ADVISER))
    return steps.filter(for_adviser | Q(pathway__careers_consultant__isnull=True))


def steps_where_sits(by: Actor, steps: QuerySet[Step]) -> QuerySet[Step]:
    """Those where `by` is expected in person; one where nobody was named is the adviser's."""
    parties = Party.objects.filter(step=OuterRef("pk"))
    sits = Q(Exists(parties.filter(user=by.user_id, organisation=by.organisation_id)))
    if by.role == Role.BUSINESS_ADVISER:
        sits |= Q(~Exists(parties))
    return steps.filter(sits)


def follow_ups_to_do(follow_ups: QuerySet[FollowUp]) -> QuerySet[FollowUp]:
    """Not yet asked, and due, or within a week."""
    until = clock.today() + timedelta(days=NOTICE_DAYS)
    return follow_ups.filter(state=FollowUpState.DUE, due_on__lte=until)


# --- Paths ------------------------------------------------------------------------


def ending_phases(delays: Delays) -> QuerySet[Phase]:
    """Phases under way whose limit is near or passed, nothing being decided yet; one without limit never is (A4)."""
    today = clock.today()
    near = Q(pk__in=[])
    for days, versions in delays.phase_end_warning.items():
        near |= Q(pathway__version__in=versions, due_on__lte=today + timedelta(days=days))
    decided = Decision.objects.filter(pathway=OuterRef("pathway"), state=DecisionState.WAITING)
    return Phase.objects.filter(
        near, ~Exists(decided), ended_on__isnull=True, pathway__state=PathwayState.OPEN
    )


def without_contact(delays: Delays) -> Q:
    """Running paths without a contact with, or from, the person since the version's delay, entry included."""
    today = clock.today()
    silent = Q(pk__in=[])
    for days, versions in delays.no_contact.items():
        since = today - timedelta(days=days)
        unheard = Q(last_contact_at__isnull=True) | Q(last_contact_at__lt=start_of(since))
        silent |= unheard & Q(version__in=versions, entered_on__lt=since)
    return silent & Q(state=PathwayState.OPEN)


def undeclared(delays: Delays) -> Q:
    """Running paths whose last expected months, as many as the version says, have no turnover at all.

    A month before the entry, or in which no followed activity was under way, is not expected.
    """
    last = last_expected_month()
    silent = Q(pk__in=[])
    for months, versions in delays.undeclared.items():
        first = add_months(last, 1 - months)
        active = ActivityLine.objects.filter(
            Q(ended_on__isnull=True) | Q(ended_on__gte=last),
            business=OuterRef("business"),
            started_on__lte=first,
        )
        declared = LineTurnover.objects.filter(
            figures__business=OuterRef("business"), figures__month__range=(first, last)
        )
        silent |= Q(
            Exists(active), ~Exists(declared), version__in=versions, entered_on__lt=add_months(first, 1)
        )
    return silent & Q(state=PathwayState.OPEN)


def late() -> Q:
    """Running paths whose phase has passed its limit, or with a step expected before today and not planned."""
    today = clock.today()
    phases = Phase.objects.filter(pathway=OuterRef("pk"), ended_on__isnull=True, due_on__lt=today)
    steps = Step.objects.filter(
        pathway=OuterRef("pk"), state=StepState.DUE, expected_on__lt=today, phase__ended_on__isnull=True
    )
    return Q(Exists(phases) | Exists(steps), state=PathwayState.OPEN)


def without_contract(delays: Delays) -> Q:
    """Running paths whose engagement contract is not signed, its delay from the referral being passed or near (C17)."""
    soon = clock.today() + timedelta(days=NOTICE_DAYS)
    unsigned = Q(pk__in=[])
    for days, versions in delays.contract.items():
        unsigned |= Q(version__in=versions, referred_on__lte=soon - timedelta(days=days))
    return unsigned & Q(contract_signed_on__isnull=True, state=PathwayState.OPEN)


def suspended_too_long() -> Q:
    """Paths whose suspension has passed the programme's maximum: to be looked at, and nothing follows from it."""
    return Q(state=PathwayState.SUSPENDED, suspended_until__lt=clock.today())


def without_phase() -> Q:
    """Running paths whose last phase has ended: only the exit remains to be recorded."""
    return Q(
        ~Exists(Phase.objects.filter(pathway=OuterRef("pk"), ended_on__isnull=True)), state=PathwayState.OPEN
    )


def _older(delays: dict[int, list[int]], column: str, prefix: str = "") -> Q:
    """`column` lies further back than the delay of the path's version."""
    today = clock.today()
    beyond = Q(pk__in=[])
    for days, versions in delays.items():
        beyond |= Q(**{f"{prefix}version__in": versions, f"{column}__lt": today - timedelta(days=days)})
    return beyond


_ONE = OuterRef("pk")
_CONDITIONS: dict[str, Callable[[Delays], Q | Exists]] = {
    Watch.TO_REPORT: lambda _: Exists(steps_to_report(Step.objects.filter(pathway=_ONE))),
    Watch.FIRST_APPOINTMENT: lambda delays: Exists(
        first_steps_beyond_delay(Step.objects.filter(pathway=_ONE), delays)
    ),
    Watch.TO_PLAN: lambda _: Exists(steps_to_plan(Step.objects.filter(pathway=_ONE))),
    Watch.PHASE_ENDING: lambda delays: Exists(ending_phases(delays).filter(pathway=_ONE)),
    Watch.LATE: lambda _: late(),
    Watch.NO_PHASE: lambda _: without_phase(),
    Watch.CONTRACT: without_contract,
    Watch.NO_CONTACT: without_contact,
    Watch.UNDECLARED: undeclared,
    Watch.SUSPENSION: lambda _: suspended_too_long(),
    Watch.FOLLOW_UP: lambda _: Exists(follow_ups_to_do(FollowUp.objects.filter(pathway=_ONE))),
}


def watched(pathways: QuerySet[Pathway], watch: str, delays: Delays | None = None) -> QuerySet[Pathway]:
    """Those of the paths that the watch is about."""
    return pathways.filter(_CONDITIONS[watch](delays or Delays.read()))
