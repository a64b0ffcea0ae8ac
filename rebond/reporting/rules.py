"""The rule of the positive exit, told in French from the rows of the version that hold it (E8)."""

from rebond.programmes.models import ExitClause, UnknownCounts, Version, VersionState
from rebond.programmes.vocabulary import ActivityStatus, ExitReason, JobQuality, RsaStatus
from rebond.reporting.cohorts import Cohort


def versions_of(cohort: Cohort) -> list[Version]:
    """The versions that the cohort's paths are judged by, oldest first; the published one when there is no path."""
    pinned = cohort.programme.versions.filter(pk__in=cohort.members().values("version"))
    ready = ("exit_clauses", "exit_withdrawals")
    if versions := list(pinned.order_by("number").prefetch_related(*ready)):
        return versions
    return list(cohort.programme.versions.filter(state=VersionState.PUBLISHED).prefetch_related(*ready))


def rules_in_words(versions: list[Version]) -> list[str]:
    """One text per version; the version is named only where there are several."""
    several = len(versions) > 1
    return [
        f"Version {version.number} : {_rule(version)}" if several else _rule(version) for version in versions
    ]


def _rule(version: Version) -> str:
    sentences = [
        version.positive_exit_definition.strip(),
        _clauses(version),
        _withdrawals(version),
        _minimum_stay(version),
        _observation(version),
        f"Les situations non connues sont {UnknownCounts(version.unknown_counts).label}.",
    ]
    return " ".join(sentence for sentence in sentences if sentence)


def _clauses(version: Version) -> str:
    clauses = sorted(version.exit_clauses.all(), key=lambda clause: clause.pk)
    if not clauses:
        return "Aucune situation n'est positive selon cette règle."
    return f"Sont positives : {' ; '.join(map(_clause, clauses))}."


def _clause(clause: ExitClause) -> str:
    parts = [_lower_first(ActivityStatus(clause.activity_status).label)]
    if clause.rsa_status:
        parts.append(_lower_first(RsaStatus(clause.rsa_status).label))
    if clause.job_quality:
        parts.append(_lower_first(JobQuality(clause.job_quality).label))
    return ", ".join(parts)


def _withdrawals(version: Version) -> str:
    reasons = sorted(version.exit_withdrawals.all(), key=lambda withdrawal: withdrawal.pk)
    if not reasons:
        return ""
    labels = ", ".join(_lower_first(ExitReason(withdrawal.exit_reason).label) for withdrawal in reasons)
    return f"Ne sont pas prises en compte les sorties pour : {labels}."


def _minimum_stay(version: Version) -> str:
    days = version.minimum_stay_days
    return f"Un parcours compte à partir de {days} jours." if days else ""


def _observation(version: Version) -> str:
    months = version.observed_within_months
    if not months:
        return "La situation est celle de la sortie."
    return f"La situation est celle de la sortie, ou d'un suivi fait jusqu'à {months} mois après."


def _lower_first(label: str) -> str:
    return f"{label[:1].lower()}{label[1:]}"
