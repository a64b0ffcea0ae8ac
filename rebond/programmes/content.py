"""A version as the content of a document: what files, screens, comparison and edits work on."""

from collections.abc import Iterable
from typing import Any, cast

import yaml
from django.db.models import Field, Prefetch

from rebond.core.identifiers import format_phone
from rebond.programmes.logos import encoded
from rebond.programmes.models import (
    ActivitySpec,
    ChoiceSpec,
    EligibilityQuestion,
    ListItem,
    ListKind,
    Logo,
    PhaseSpec,
    Programme,
    RateSpec,
    Repeat,
    StepSpec,
    Version,
)
from rebond.programmes.vocabulary import LetterCode

DELAYS = (
    "first_appointment_days",
    "contract_days",
    "no_contact_days",
    "undeclared_months",
    "phase_end_warning_days",
    "remind_after_days",
    "convene_after_days",
)
#: Rungs that most programmes do not have: left out when they are empty.
_OPTIONAL_DELAYS = ("undeclared_months", "remind_after_days", "convene_after_days")
RATE_COLUMNS = (
    "code",
    "label",
    "definition",
    "denominator",
    "minimum_stay_days",
    "observed_within_months",
    "observed_at_months",
    "unknown_counts",
)
CLAUSE_COLUMNS = ("activity_status", "rsa_status", "job_quality", "exit_reason")
PHASE_COLUMNS = (
    "code",
    "label",
    "rank",
    "duration_months",
    "duration_min_months",
    "clock",
    "min_business_months",
    "can_be_skipped",
)
STEP_COLUMNS = ("code", "label", "topic", "kind", "is_optional", "expected_minutes", "quorum", "offset_days")
CHOICE_COLUMNS = (
    "code",
    "label",
    "effect",
    "months_max",
    "times_max",
    "needs_review",
    "needs_reasons",
    "approver_role",
)


def content_of(version: Version) -> dict[str, Any]:
    """The version as the content of a document; defaults are left out, order is the rows' own."""
    programme, lists = version.programme, _lists_of(version)
    return _trimmed(
        {
            "slug": programme.slug,
            "name": programme.name,
            "territory": programme.territory,
            "school_zone": programme.school_zone or None,
            "contractor_leads": version.contractor_leads or None,
            "funder_mention": version.funder_mention or None,
            "organisations": _bodies_of(programme) or None,
            "delays": {
                name: getattr(version, name)
                for name in DELAYS
                if name not in _OPTIONAL_DELAYS or getattr(version, name) is not None
            },
            "follow_up_months": [spec.months for spec in version.follow_up_specs.all()],
            "rates": [
                rate_content(rate)
                for rate in version.rates.select_related("among").prefetch_related("clauses", "withdrawals")
            ],
            "lists": lists,
            "eligibility": [_question_of(question) for question in version.eligibility_questions.all()]
            or None,
            "activities": [
                _activity_of(activity) for activity in version.activities.prefetch_related("phases")
            ]
            or None,
            "hour_accounts": [
                {"code": a.code, "label": a.label, "hours": a.hours, "scope": a.scope}
                for a in version.hour_accounts.all()
            ]
            or None,
            "phases": [_phase_of(phase) for phase in _phases_of(version)],
            "letters": _letters_of(version) or None,
            "logos": [_logo_of(logo) for logo in version.logos.all()] or None,
        }
    )


def to_yaml(content: dict[str, Any]) -> str:
    """One readable document; the same content always gives the same bytes."""
    return yaml.dump(
        content, Dumper=_Readable, allow_unicode=True, sort_keys=False, width=110, default_flow_style=False
    )


class _Readable(yaml.SafeDumper):
    """Texts of several lines are written as they read."""


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Readable.add_representer(str, _text)


def _trimmed(document: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in document.items() if value is not None}


def _bodies_of(programme: Programme) -> list[dict[str, Any]]:
    bodies = programme.bodies.select_related("organisation").order_by("pk")
    return [
        {"name": body.organisation.name, "kind": body.organisation.kind, "part": body.part}
        | ({"phone": format_phone(body.organisation.phone)} if body.organisation.phone else {})
        for body in bodies
    ]


def rate_content(rate: RateSpec) -> dict[str, Any]:
    """One rate, as the document has it."""
    document = _written(rate, RATE_COLUMNS)
    if rate.among:
        document["among"] = rate.among.code
    document["clauses"] = [
        {name: value for name in CLAUSE_COLUMNS if (value := getattr(clause, name))}
        for clause in rate.clauses.all()
    ]
    withdrawn = [withdrawal.exit_reason for withdrawal in rate.withdrawals.all()]
    return document | ({"withdrawn": withdrawn} if withdrawn else {})


def _lists_of(version: Version) -> dict[str, dict[str, Any]]:
    lists: dict[str, dict[str, Any]] = {kind: {} for kind in ListKind.values}
    for item in version.list_items.select_related("parent").order_by("position"):
        more = _more_of(item)
        lists[item.kind][item.code] = {"label": item.label, **more} if more else item.label
    return lists


def _phases_of(version: Version) -> Iterable[PhaseSpec]:
    """All that a phase says, in a number of queries that does not grow with the programme."""
    steps = StepSpec.objects.select_related("after_step", "hour_account")
    choices = ChoiceSpec.objects.select_related("opens")
    return version.phase_specs.prefetch_related(
        "places",
        Prefetch("step_specs", steps.prefetch_related("places", "party_specs", "reminder_specs")),
        Prefetch("choice_specs", choices.prefetch_related("party_specs", "author_specs")),
    )


def _in_order(things: Iterable[PhaseSpec | ListItem]) -> list[str]:
    """Codes, in the programme's order."""
    return [thing.code for thing in sorted(things, key=lambda thing: thing.position)]


def _more_of(item: ListItem) -> dict[str, str]:
    """What an entry says besides its label."""
    under = {"under": item.parent.code} if item.parent else {}
    return under | ({"counts_as": item.counts_as} if item.counts_as else {})


def _letters_of(version: Version) -> dict[str, Any]:
    written = {letter.code: {"title": letter.title, "body": letter.body} for letter in version.letters.all()}
    return {code: written[code] for code in LetterCode.values if code in written}


def _logo_of(logo: Logo) -> dict[str, Any]:
    return {"label": logo.label, "content": encoded(bytes(logo.content))}


def _question_of(question: EligibilityQuestion) -> dict[str, Any]:
    columns = ("code", "text", "guidance", "warns_on", "warning")
    return {name: getattr(question, name) for name in columns if getattr(question, name)}


def _activity_of(activity: ActivitySpec) -> dict[str, Any]:
    phases = _in_order(activity.phases.all())
    document = {"code": activity.code, "label": activity.label, "kind": activity.kind}
    return document | ({"phases": phases} if phases else {})


def _phase_of(phase: PhaseSpec) -> dict[str, Any]:
    document: dict[str, Any] = _written(phase, PHASE_COLUMNS)
    document["duration_months"] = phase.duration_months  # null is said: « not known » is a statement
    return document | {
        "places": _in_order(phase.places.all()),
        "steps": [_step_of(step) for step in phase.step_specs.all()],
        "choices": [_choice_of(choice) for choice in phase.choice_specs.all()],
    }


def _step_of(step: StepSpec) -> dict[str, Any]:
    document = _written(step, STEP_COLUMNS)
    if step.repeat == Repeat.COUNT:
        document["times"] = {"min": step.count_min, "max": step.count_max}
    if step.repeat == Repeat.EVERY:
        document["every_months"] = step.every_months
    if step.after_step:
        document["after"] = {"step": step.after_step.code, "which": step.after_which}
    if step.hour_account:
        document["hour_account"] = step.hour_account.code
    if step.reminders:
        document["reminders"] = step.reminders
    if places := _in_order(step.places.all()):
        document["places"] = places
    return document | {"parties": [party.role for party in step.party_specs.all()]}


def _choice_of(choice: ChoiceSpec) -> dict[str, Any]:
    document = _written(choice, CHOICE_COLUMNS)
    if choice.opens:
        document["opens"] = choice.opens.code
    parties = [party.role for party in choice.party_specs.all()]
    authors = [author.role for author in choice.author_specs.all()]
    return document | ({"parties": parties} if parties else {}) | ({"authors": authors} if authors else {})


def _written(row: PhaseSpec | StepSpec | ChoiceSpec | RateSpec, columns: tuple[str, ...]) -> dict[str, Any]:
    """The columns that differ from their default, in their order."""
    written = {}
    for name in columns:
        value, column = getattr(row, name), cast("Field[Any, Any]", row._meta.get_field(name))
        if value != column.get_default() and value not in ("", None):
            written[name] = value
    return written
