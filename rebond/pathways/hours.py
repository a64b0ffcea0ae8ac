"""Hour accounts: what appointments have consumed, what is planned, what is left (A17).

Hours are those of held steps, and separately those of planned ones; a year is the calendar year of the appointment.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import Q, QuerySet, Sum

from rebond.core import clock
from rebond.pathways.models import HourGrant, Pathway, Phase, Step
from rebond.pathways.states import StepState
from rebond.programmes.models import AccountScope, HourAccount, VersionState

#: Share of the account from which it is warned of.
WARNING_SHARE = 0.8


@dataclass(frozen=True)
class Usage:
    """The state of one account, in minutes."""

    account: HourAccount
    held_minutes: int
    planned_minutes: int
    total_minutes: int
    #: The calendar year that it is about; none for a person's account.
    year: int | None = None

    @property
    def taken_minutes(self) -> int:
        return self.held_minutes + self.planned_minutes

    @property
    def left_minutes(self) -> int:
        """What no appointment has taken yet; negative once exceeded."""
        return self.total_minutes - self.held_minutes - self.planned_minutes

    @property
    def share(self) -> float:
        return (self.held_minutes + self.planned_minutes) / self.total_minutes if self.total_minutes else 1.0

    @property
    def is_full(self) -> bool:
        return self.share >= 1

    @property
    def is_warning(self) -> bool:
        return WARNING_SHARE <= self.share < 1

    @property
    def needs_care(self) -> bool:
        return self.share >= WARNING_SHARE

    @property
    def state_words(self) -> str:
        """What is left, and from when to worry: « Plus que 2 h. »."""
        if self.left_minutes < 0:
            return f"Compte dépassé de {hours_words(-self.left_minutes)}."
        if self.is_full:
            return "Compte épuisé : plus rien ne peut être planifié sans dépassement accordé."
        if self.is_warning:
            return f"Plus que {hours_words(self.left_minutes)} : {WARNING_SHARE * 100:.0f}\u202f% du compte est dépassé."
        return f"Reste {hours_words(self.left_minutes)}."

    @property
    def words(self) -> str:
        """« 9 h 30 sur 12 h, dont 2 h planifiées »."""
        planned = f", dont {hours_words(self.planned_minutes)} planifiées" if self.planned_minutes else ""
        taken = hours_words(self.held_minutes + self.planned_minutes)
        return f"{taken} sur {hours_words(self.total_minutes)}{planned}"


def hours_words(minutes: int) -> str:
    """« 2 h », « 1 h 30 », « 30 min »."""
    hours, rest = divmod(minutes, 60)
    if rest and not hours:
        return f"{rest} min"
    return f"{hours} h {rest:02d}" if rest else f"{hours} h"


def usage_of(
    account: HourAccount, *, pathway: Pathway, at: datetime | None = None, besides: Step | None = None
) -> Usage:
    """The account that an appointment of this path would consume at that instant: the person's, or the year's.

    What the step `besides` consumes is left out.
    """
    year = clock.civil_date(at or clock.now()).year
    is_personal = account.scope == AccountScope.PERSON
    steps, grants = _steps(account, year), HourGrant.objects.filter(account__code=account.code)
    if is_personal:
        steps, grants = _all_steps(account).filter(pathway=pathway), grants.filter(pathway=pathway)
    else:
        grants = grants.filter(year=year, account__version__programme=account.version.programme_id)
    if besides:
        steps = steps.exclude(pk=besides.pk)
    granted = grants.aggregate(total=Sum("hours"))["total"] or 0
    return _usage(account, steps, granted, year=None if is_personal else year)


def accounts_of(pathway: Pathway) -> list[HourAccount]:
    """The accounts of the path's version."""
    return list(HourAccount.objects.filter(version=pathway.version_id).select_related("version"))


def usages_in(phase: Phase) -> list[Usage]:
    """The accounts that the steps of a phase consume, as they stand for its path now."""
    accounts = (
        HourAccount.objects.filter(step_specs__phase=phase.spec_id).select_related("version").distinct()
    )
    return [usage_of(account, pathway=phase.pathway) for account in accounts]


def year_accounts(programmes: Iterable[Any]) -> QuerySet[HourAccount]:
    """The accounts that the published versions of these programmes (rows or keys) count by year."""
    published = HourAccount.objects.filter(version__state=VersionState.PUBLISHED, scope=AccountScope.YEAR)
    return published.filter(version__programme__in=programmes).select_related("version__programme")


def usage_around(step: Step, at: datetime) -> Usage | None:
    """The account that this step would consume at that instant, the step itself left out; None when it has none."""
    if step.spec is None or step.spec.hour_account is None:
        return None
    return usage_of(step.spec.hour_account, pathway=step.pathway, at=at, besides=step)


def year_usage(account: HourAccount, year: int) -> Usage:
    """A programme's account for one calendar year."""
    grants = HourGrant.objects.filter(
        account__code=account.code, account__version__programme=account.version.programme_id, year=year
    )
    return _usage(
        account, _steps(account, year), grants.aggregate(total=Sum("hours"))["total"] or 0, year=year
    )


def _all_steps(account: HourAccount) -> QuerySet[Step]:
    # By code and not by row: a path moved to another version keeps what it has consumed.
    return Step.objects.filter(
        spec__hour_account__code=account.code, pathway__programme=account.version.programme_id
    )


def _steps(account: HourAccount, year: int) -> QuerySet[Step]:
    start, end = (datetime(y, 1, 1, tzinfo=clock.ZONE).astimezone(UTC) for y in (year, year + 1))
    return _all_steps(account).filter(starts_at__gte=start, starts_at__lt=end)


def _usage(account: HourAccount, steps: QuerySet[Step], granted_hours: int, *, year: int | None) -> Usage:
    sums = steps.aggregate(
        held=Sum("duration_minutes", filter=Q(state=StepState.HELD)),
        planned=Sum("duration_minutes", filter=Q(state=StepState.PLANNED)),
    )
    return Usage(
        account=account,
        held_minutes=sums["held"] or 0,
        planned_minutes=sums["planned"] or 0,
        total_minutes=(account.hours + granted_hours) * 60,
        year=year,
    )
