"""The workload at a glance, for those who manage: each adviser's files, and the delays."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Min, Q

from rebond.core import clock
from rebond.pathways import attention, policy
from rebond.pathways.attention import Delays
from rebond.pathways.hours import Usage, year_accounts, year_usage
from rebond.pathways.models.referral import LIVE_STATES
from rebond.pathways.states import PathwayState
from rebond.people.actor import Actor
from rebond.people.models import Role

READERS = {Role.HEAD_OF_SERVICE, *policy.CONTRACTOR_MANAGERS}
#: Advisers shown; the most loaded with late files come first.
SHOWN = 20


@dataclass(frozen=True)
class Workload:
    """The open files of one adviser."""

    adviser_id: int
    adviser: str
    open_count: int
    late_count: int
    silent_count: int


@dataclass(frozen=True)
class Overview:
    workloads: list[Workload]
    live_referral_count: int
    oldest_referral_on: date | None
    overdue_referral_count: int
    #: The programmes' accounts of the year under way (A17).
    usages: list[Usage]


def overview_of(by: Actor) -> Overview | None:
    """None for those who do not manage. Three queries, one for the delays, and a few per hour account."""
    if by.role not in READERS:
        return None
    delays = Delays.read()
    live = policy.referrals_visible_to(by).filter(state__in=LIVE_STATES).order_by()
    counts = live.aggregate(
        count=Count("pk"), oldest=Min("referred_on"), overdue=Count("pk", filter=_beyond_delay(delays))
    )
    return Overview(_workloads(by, delays), counts["count"], counts["oldest"], counts["overdue"], _usages(by))


def _usages(by: Actor) -> list[Usage]:
    accounts = year_accounts(policy.programmes_visible_to(by).values("pk"))
    return [year_usage(account, clock.today().year) for account in accounts]


def _beyond_delay(delays: Delays) -> Q:
    today = clock.today()
    beyond = Q(pk__in=[])
    for days, versions in delays.first_appointment.items():
        beyond |= Q(version__in=versions, referred_on__lt=today - timedelta(days=days))
    return beyond


def _workloads(by: Actor, delays: Delays) -> list[Workload]:
    running = policy.pathways_visible_to(by).filter(state=PathwayState.OPEN).order_by()
    rows = (
        running.values("adviser", "adviser__first_name", "adviser__last_name")
        .annotate(
            open_count=Count("pk"),
            late_count=Count("pk", filter=attention.late()),
            silent_count=Count("pk", filter=attention.without_contact(delays)),
        )
        .order_by("-late_count", "-open_count", "adviser__last_name", "adviser")[:SHOWN]
    )
    return [
        Workload(
            row["adviser"],
            f"{row['adviser__first_name']} {row['adviser__last_name']}",
            row["open_count"],
            row["late_count"],
            row["silent_count"],
        )
        for row in rows
    ]
