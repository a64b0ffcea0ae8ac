"""The rates of a programme, from the rows of the versions that its paths follow (E8).

Each path is judged by its own version. What a rate asks of a path is answered by the database, in three columns: is the
path in the rate's population, does it meet a clause, is its situation known well enough to say.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from rebond.pathways.models import FollowUp
from rebond.pathways.models.outcome import FollowUpState
from rebond.programmes.content import rate_content
from rebond.programmes.models import Denominator, RateClause, RateSpec, Version
from rebond.programmes.vocabulary import ActivityStatus, JobQuality, RsaStatus

EXITED = Q(exited_on__isnull=False)
#: The column of a clause → that of a path at its exit, that of a follow-up, and what an unknown situation is.
_VARIABLES = {
    "activity_status": ("activity_at_exit", "activity_status", ActivityStatus.UNKNOWN),
    "rsa_status": ("rsa_at_exit", "rsa_status", RsaStatus.UNKNOWN),
    "job_quality": ("job_at_exit", "job_quality", JobQuality.UNKNOWN),
    "exit_reason": ("reason_at_exit", "reason_at_exit", ""),
}
NOWHERE = Q(pk__in=[])


@dataclass(frozen=True)
class Rate:
    """One rate of a cohort: its wording in the latest version that has it, and that of each version."""

    code: str
    #: Where it stands among the rates of the cohort: names its columns.
    position: int
    #: The latest version first.
    wordings: list[RateSpec]

    @property
    def latest(self) -> RateSpec:
        return self.wordings[0]

    @property
    def base(self) -> str:
        return f"rate_{self.position}_base"

    @property
    def met(self) -> str:
        return f"rate_{self.position}_met"

    @property
    def known(self) -> str:
        return f"rate_{self.position}_known"

    def columns(self) -> dict[str, Q]:
        """The three conditions on a path, of whatever version."""
        base = met = known = NOWHERE
        for spec, versions in self._groups():
            of_version = Q(version__in=versions)
            meets, settled = _meets(spec), _settled(spec)
            base |= of_version & _population(spec)
            met |= of_version & meets
            known |= of_version & (meets | settled)
        return {self.base: base, self.met: met, self.known: known}

    def _groups(self) -> Iterable[tuple[RateSpec, list[int]]]:
        """Versions that define the rate alike are asked together."""
        groups: dict[str, tuple[RateSpec, list[int]]] = {}
        for spec in self.wordings:
            key = json.dumps(rate_content(spec), sort_keys=True)
            groups.setdefault(key, (spec, []))[1].append(spec.version_id)
        return groups.values()


def rates_of(versions: list[Version]) -> list[Rate]:
    """The rates of the versions, in the order of the latest one; those that only earlier ones have come last."""
    wordings: dict[str, list[RateSpec]] = {}
    for version in sorted(versions, key=lambda version: -version.number):
        specs = {spec.pk: spec for spec in version.rates.all()}
        for spec in specs.values():
            if spec.among_id:
                spec.among = specs[spec.among_id]  # read already: costs no query
            wordings.setdefault(spec.code, []).append(spec)
    return [Rate(code, position, specs) for position, (code, specs) in enumerate(wordings.items())]


def _population(spec: RateSpec) -> Q:
    """The paths that the rate divides by (of a rate among another: those of that one, which its indicator adds)."""
    paths = Q() if spec.denominator == Denominator.ENTERED and not spec.among else EXITED
    if reasons := [withdrawal.exit_reason for withdrawal in spec.withdrawals.all()]:
        paths &= ~Q(reason_at_exit__in=reasons)
    if spec.minimum_stay_days:
        paths &= Q(stay__gte=timedelta(days=spec.minimum_stay_days))
    return paths


def _meets(spec: RateSpec) -> Q:
    """A clause holds where the rate looks: at the exit, at a follow-up done early enough, or at one follow-up (A11)."""
    clauses = list(spec.clauses.all())
    found = NOWHERE if spec.observed_at_months else EXITED & _hold(clauses, at_exit=True)
    looks = _looks(spec)
    if looks is not None:
        found |= Q(Exists(looks.filter(_hold(clauses, at_exit=False))))
    return found


def _settled(spec: RateSpec) -> Q:
    """No clause could hold, were the unknown variables known; a path that runs is not there yet, and that is known."""
    clauses = list(spec.clauses.all())
    settled = ~EXITED
    if not spec.observed_at_months:
        settled |= ~_hold(clauses, at_exit=True, doubt=True)
    looks = _looks(spec)
    if looks is not None:
        settled |= Q(Exists(looks.filter(~_hold(clauses, at_exit=False, doubt=True))))
    return settled


def _looks(spec: RateSpec) -> QuerySet[FollowUp] | None:
    """The path's follow-ups that count, done; None when the rate looks at the exit only."""
    if spec.observed_at_months:
        when = {"months": spec.observed_at_months}
    elif spec.observed_within_months:
        when = {"months__lte": spec.observed_within_months}
    else:
        return None
    reason = Coalesce(F("pathway__outcome__exit_reason"), Value(""), output_field=CharField())
    done = FollowUp.objects.filter(pathway=OuterRef("pk"), state=FollowUpState.DONE, **when)
    return done.order_by().annotate(reason_at_exit=reason)


def _hold(clauses: list[RateClause], *, at_exit: bool, doubt: bool = False) -> Q:
    """One of the clauses holds. With `doubt`, an unknown variable of the situation admits anything."""
    found = NOWHERE
    for clause in clauses:
        situation = Q(pk__isnull=False)
        for name, (exit_column, follow_up_column, unknown) in _VARIABLES.items():
            if wanted := getattr(clause, name):
                column = exit_column if at_exit else follow_up_column
                situation &= Q(**{f"{column}__in": [wanted, unknown] if doubt else [wanted]})
        found |= situation
    return found
