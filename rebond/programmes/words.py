"""A programme in words: for each of its things, a title and facts (what it is about → what it says).

A fact that says nothing more than the usual is left out. Works on opened documents (rebond.programmes.editing).
"""

import hashlib
from collections.abc import Iterable
from typing import Any

from django.db import models

from rebond.people.models import OrganisationKind, Role
from rebond.programmes.logos import decoded, in_words
from rebond.programmes.models import (
    AccountScope,
    BodyPart,
    ClockStart,
    Denominator,
    SchoolZone,
    UnknownCounts,
)
from rebond.programmes.vocabulary import (
    ActivityStatus,
    Effect,
    ExitReason,
    JobQuality,
    PartyRole,
    RsaStatus,
    StepKind,
)

Facts = dict[str, str]
Thing = dict[str, Any]


def months(count: int) -> str:
    return f"{count} mois"


def days(count: int) -> str:
    return f"{count} jour{'s' if count > 1 else ''}"


def minutes(count: int) -> str:
    """« 45 min », « 1 h », « 1 h 30 »."""
    hours, rest = divmod(count, 60)
    if not hours:
        return f"{rest} min"
    return f"{hours} h {rest:02d}" if rest else f"{hours} h"


def _listed(words: Iterable[str]) -> str:
    return ", ".join(words)


def _said(facts: dict[str, str | None]) -> Facts:
    return {about: says for about, says in facts.items() if says}


def general_facts(general: Thing) -> Facts:
    watched = {
        "premier rendez-vous": ("first_appointment_days", "attendu dans les {}"),
        "contrat d'engagement": ("contract_days", "attendu dans les {}"),
        "sans contact": ("no_contact_days", "signalé après {}"),
        "chiffre d'affaires non déclaré": ("undeclared_months", "signalé après {}"),
        "fin de phase": ("phase_end_warning_days", "annoncée {} avant"),
        "créneau non choisi, relance": ("remind_after_days", "après {}"),
        "créneau non choisi, convocation": ("convene_after_days", "après {}"),
    }
    told_when_set = ("undeclared_months", "phase_end_warning_days", "remind_after_days", "convene_after_days")
    delays = {
        about: words.format((months if name.endswith("_months") else days)(general[name]))
        if general.get(name) is not None
        else "non surveillé"
        for about, (name, words) in watched.items()
        if name not in told_when_set or general.get(name) is not None
    }
    leads = (
        "référent unique des personnes qu'il accepte" if general.get("contractor_leads") else "prestataire"
    )
    follow_ups = _listed(months(term) for term in general["follow_up_months"]) or "aucun"
    return _said(
        {
            "nom": general["name"],
            "territoire": general["territory"],
            "zone scolaire": str(SchoolZone(general["school_zone"]).label)
            if general.get("school_zone")
            else "aucune",
            "mention du financeur": general.get("funder_mention"),
            "titulaire": leads,
            **delays,
            "suivis après la sortie": follow_ups,
        }
    )


def rate_facts(rate: Thing, labels: dict[str, str]) -> Facts:
    among, withdrawn = rate.get("among"), rate.get("withdrawn", [])
    population = str(Denominator(rate.get("denominator", Denominator.EXITED)).label)
    return _said(
        {
            "définition": rate["definition"],
            "rapporté à": f"« {labels.get(among, among)} »" if among else population,
            "sorties écartées": _listed(str(ExitReason(code).label) for code in withdrawn),
            "durée minimale de parcours": days(rate["minimum_stay_days"])
            if rate.get("minimum_stay_days")
            else None,
            "constaté": _observed(rate),
            "situations inconnues": str(
                UnknownCounts(rate.get("unknown_counts", UnknownCounts.NEGATIVE)).label
            ),
        }
    )


def _observed(rate: Thing) -> str:
    if at := rate.get("observed_at_months"):
        return f"au suivi à {months(at)}"
    if within := rate.get("observed_within_months"):
        return f"à la sortie, ou au suivi jusqu'à {months(within)} après"
    return "à la sortie seulement"


def clause_title(clause: Thing) -> str:
    """« Indépendant uniquement, sorti du RSA »."""
    labels = [
        str(vocabulary(clause[name]).label)
        for name, vocabulary in _CLAUSE_VOCABULARIES.items()
        if clause.get(name)
    ]
    return (
        _listed([*labels[:1], *(f"{label[0].lower()}{label[1:]}" for label in labels[1:])])
        or "Toute situation"
    )


_CLAUSE_VOCABULARIES: dict[str, type[models.TextChoices]] = {
    "activity_status": ActivityStatus,
    "rsa_status": RsaStatus,
    "job_quality": JobQuality,
    "exit_reason": ExitReason,
}


def organisation_facts(body: Thing) -> Facts:
    part, kind = str(BodyPart(body["part"]).label), str(OrganisationKind(body["kind"]).label)
    return _said({"place": part, "nature": kind, "téléphone": body.get("phone")})


def question_facts(question: Thing) -> Facts:
    answer = "oui" if question["warns_on"] == "yes" else "non"
    return _said({"aide": question.get("guidance"), f"avertit si « {answer} »": question["warning"]})


def activity_facts(activity: Thing, phases: dict[str, str]) -> Facts:
    opened_in = _listed(phases.get(code, code) for code in activity.get("phases", []))
    return {
        "nature": str(StepKind(activity["kind"]).label),
        "ouverte": f"pendant {opened_in}" if opened_in else "toujours",
    }


def account_facts(account: Thing) -> Facts:
    return {"volume": f"{account['hours']} h", "compté": str(AccountScope(account["scope"]).label)}


def phase_facts(phase: Thing, places: dict[str, str]) -> Facts:
    limit, minimum = phase.get("duration_months"), phase.get("duration_min_months")
    age = phase.get("min_business_months")
    return _said(
        {
            "rang": str(phase["rank"]),
            "durée limite": months(limit) if limit else "non fixée (rien n'est en retard)",
            "durée minimale": months(minimum) if minimum else None,
            "durée comptée depuis": str(ClockStart(phase.get("clock", ClockStart.PREVIOUS)).label),
            "âge de l'entreprise": f"au moins {months(age)} (conseillé)" if age else None,
            "peut être sautée": "oui" if phase.get("can_be_skipped") else None,
            "lieux": _listed(places.get(code, code) for code in phase["places"]),
        }
    )


def step_facts(step: Thing, phase: Thing, accounts: dict[str, str], places: dict[str, str]) -> Facts:
    account = step.get("hour_account")
    return _said(
        {
            "thème": step.get("topic"),
            "nature": str(StepKind(step["kind"]).label).lower(),
            "avec": _listed(str(PartyRole(role).label) for role in step["parties"]),
            "durée prévue": minutes(step.get("expected_minutes", 60)),
            "date attendue": _expected(step, phase),
            "répétition": _repeat(step),
            "caractère": "facultative" if step.get("is_optional") else None,
            "quorum": f"quorum de {step['quorum']}" if step.get("quorum") else None,
            "rappels": _reminders(step.get("reminders", [])),
            "lieux": _listed(places.get(code, code) for code in step.get("places", [])),
            "compte d'heures": accounts.get(account, account) if account else None,
        }
    )


def _reminders(before: list[int]) -> str | None:
    """« rappel 7 jours avant, et le jour même »."""
    told = [f"{days(count)} avant" if count else "le jour même" for count in before]
    return f"rappel {', et '.join(told)}" if told else None


def letter_facts(letter: Thing) -> Facts:
    if "body" not in letter:
        return {"texte": "le texte habituel"}
    return {"titre": letter["title"], "texte": " ".join(letter["body"].split())}


def logo_facts(logo: Thing) -> Facts:
    content = decoded(logo["content"])
    return {"image": f"{in_words(content)}, empreinte {hashlib.sha256(content).hexdigest()[:8]}"}


def _expected(step: Thing, phase: Thing) -> str:
    if "offset_days" not in step:
        return "sans date attendue"
    after = step.get("after")
    if not after:
        return f"{days(step['offset_days'])} après l'ouverture de la phase"
    label = next(
        (other["label"] for other in phase["steps"] if other["code"] == after["step"]), after["step"]
    )
    which = "le premier" if after["which"] == "first" else "le dernier"
    return f"{days(step['offset_days'])} après {which} « {label} »"


def _repeat(step: Thing) -> str | None:
    if times := step.get("times"):
        least, most = times["min"], times["max"]
        return f"{least} fois" if least == most else f"de {least} à {most} fois"
    if every := step.get("every_months"):
        return "chaque mois" if every == 1 else f"tous les {months(every)}"
    return None


def choice_facts(choice: Thing, phases: dict[str, str]) -> Facts:
    times = choice.get("times_max")
    return _said(
        {
            "effet": _effect(choice, phases),
            "nombre de fois": f"{times} fois au plus" if times else None,
            "bilan tripartite": "demandé" if choice.get("needs_review") else None,
            "raisons": None if choice.get("needs_reasons", True) else "non demandées",
            "avis demandés": _listed(str(PartyRole(role).label) for role in choice.get("parties", [])),
            "auteurs": _authors(choice.get("authors", [])),
            "approbation": str(Role(choice["approver_role"]).label) if choice.get("approver_role") else None,
        }
    )


def _authors(roles: list[str]) -> str | None:
    """« décidé par Conseiller-formateur ou Directrice »."""
    return f"décidé par {' ou '.join(str(Role(role).label) for role in roles)}" if roles else None


def _effect(choice: Thing, phases: dict[str, str]) -> str:
    most = f", {months(choice['months_max'])} au plus" if choice.get("months_max") else ""
    if choice["effect"] == Effect.OPEN_PHASE:
        return f"ouvre « {phases.get(choice['opens'], choice['opens'])} »"
    return str(Effect(choice["effect"]).label).lower() + most
