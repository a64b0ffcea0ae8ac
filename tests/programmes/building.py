"""The shortest programmes that hold together, to write in a line what a test is about."""

from typing import Any

PERSON_AND_ADVISER = ["beneficiary", "business_adviser"]
ALL_THREE = ["beneficiary", "lead_worker", "business_adviser"]


def step(code: str = "rdv", **more: Any) -> dict[str, Any]:
    return {
        "code": code,
        "label": f"Étape {code}",
        "kind": "appointment",
        "parties": PERSON_AND_ADVISER,
    } | more


def review(code: str = "bilan", **more: Any) -> dict[str, Any]:
    return step(code, kind="tripartite_review", parties=ALL_THREE) | more


def choice(code: str = "sortir", effect: str = "exit", **more: Any) -> dict[str, Any]:
    return {"code": code, "label": f"Choix {code}", "effect": effect} | more


def phase(
    *steps: dict[str, Any],
    code: str = "suivi",
    duration_months: int | None = 6,
    choices: list[dict[str, Any]] | None = None,
    **more: Any,
) -> dict[str, Any]:
    return {
        "code": code,
        "label": f"Phase {code}",
        "rank": 1,
        "duration_months": duration_months,
        "places": ["organisme"],
        "steps": list(steps),
        "choices": choices if choices is not None else [choice()],
    } | more


def rate(code: str, **more: Any) -> dict[str, Any]:
    return {
        "code": code,
        "label": f"Taux {code}",
        "definition": "Sortie du RSA.",
        "clauses": [{"activity_status": "self_employed_only", "rsa_status": "out"}],
    } | more


def document(*phases: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "slug": "landes-bleues",
        "name": "Essai",
        "territory": "Landes bleues",
        "delays": {"phase_end_warning_days": 21},
        "follow_up_months": [6],
        "rates": [
            rate("positive_exit_rate", observed_within_months=6),
        ],
        "lists": {"obstacle": {}, "decline_reason": {"autre": "Autre"}, "place": {"organisme": "Organisme"}},
        "phases": list(phases) or [phase()],
    } | more
