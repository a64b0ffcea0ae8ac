"""The definition of a rate, told in French from the rows of each version that holds it (E8)."""

from rebond.programmes.models import POSITIVE_EXIT, Denominator, RateClause, RateSpec, UnknownCounts
from rebond.programmes.vocabulary import ActivityStatus, ExitReason, JobQuality, RsaStatus
from rebond.reporting.rates import Rate

_VOCABULARIES = {
    "activity_status": ActivityStatus,
    "rsa_status": RsaStatus,
    "job_quality": JobQuality,
    "exit_reason": ExitReason,
}


def rate_in_words(rate: Rate) -> str:
    """Its definition; one per version where they differ, each with the version's number."""
    told = {spec.version.number: _rule(spec) for spec in reversed(rate.wordings)}
    if len(set(told.values())) == 1:
        return _rule(rate.latest)
    return " ".join(f"Version {number} : {text}" for number, text in told.items())


def _rule(spec: RateSpec) -> str:
    sentences = [
        spec.definition.strip(),
        _population(spec),
        _clauses(spec),
        _withdrawals(spec),
        _minimum_stay(spec),
        _observation(spec),
        f"Les situations non connues sont {UnknownCounts(spec.unknown_counts).label}.",
    ]
    return " ".join(sentence for sentence in sentences if sentence)


def _population(spec: RateSpec) -> str:
    if spec.among:
        return f"Part parmi « {spec.among.label} »."
    return f"Part parmi {Denominator(spec.denominator).label}."


def _clauses(spec: RateSpec) -> str:
    clauses = list(spec.clauses.all())
    if not clauses:
        return "Aucune situation n'est comptée selon cette règle."
    said = "Sont positives" if spec.code == POSITIVE_EXIT else "Sont comptées"
    return f"{said} : {' ; '.join(map(_clause, clauses))}."


def _clause(clause: RateClause) -> str:
    parts = [
        _lower_first(vocabulary(getattr(clause, name)).label)
        for name, vocabulary in _VOCABULARIES.items()
        if getattr(clause, name)
    ]
    return ", ".join(parts)


def _withdrawals(spec: RateSpec) -> str:
    labels = [_lower_first(ExitReason(row.exit_reason).label) for row in spec.withdrawals.all()]
    return f"Ne sont pas prises en compte les sorties pour : {', '.join(labels)}." if labels else ""


def _minimum_stay(spec: RateSpec) -> str:
    days = spec.minimum_stay_days
    return f"Un parcours compte à partir de {days} jours." if days else ""


def _observation(spec: RateSpec) -> str:
    if at := spec.observed_at_months:
        return f"La situation est celle du suivi fait à {at} mois."
    if within := spec.observed_within_months:
        return f"La situation est celle de la sortie, ou d'un suivi fait jusqu'à {within} mois après."
    return "La situation est celle de la sortie."


_UNKNOWN_BY_VARIABLE = {
    "activity_status": "l'activité n'est pas connue",
    "rsa_status": "la situation au RSA n'est pas connue",
    "job_quality": "l'emploi n'est pas connu",
    "exit_reason": "le motif n'est pas connu",
}


def unknown_in_words(spec: RateSpec) -> str:
    """Whom the unknown of a rate are: « sorties dont l'activité n'est pas connue »."""
    if spec.code == POSITIVE_EXIT:
        return "sorties dont on ne sait pas si elles sont positives"
    asked = {name for clause in spec.clauses.all() for name in _VOCABULARIES if getattr(clause, name)}
    if len(asked) == 1:
        return f"sorties dont {_UNKNOWN_BY_VARIABLE[asked.pop()]}"
    return "sorties dont la situation n'est pas connue"


def _lower_first(label: str) -> str:
    return f"{label[:1].lower()}{label[1:]}"
