"""From a document to the rows of a version (the way back is rebond/programmes/content.py)."""

from typing import Any

from django.db import transaction
from django.db.models import Max

from rebond.core import clock
from rebond.core.identifiers import clean_phone
from rebond.people.models import Organisation
from rebond.programmes.content import (
    CHOICE_COLUMNS,
    DELAYS,
    PHASE_COLUMNS,
    RATE_COLUMNS,
    STEP_COLUMNS,
    content_of,
)
from rebond.programmes.documents import Document, FaultyDocument, problems_of
from rebond.programmes.logos import decoded, type_of
from rebond.programmes.models import (
    ActivitySpec,
    Body,
    ChoiceAuthorSpec,
    ChoicePartySpec,
    ChoiceSpec,
    EligibilityQuestion,
    FollowUpSpec,
    HourAccount,
    Letter,
    ListItem,
    ListKind,
    Logo,
    PhaseSpec,
    Programme,
    RateClause,
    RateSpec,
    RateWithdrawal,
    ReminderSpec,
    Repeat,
    StepPartySpec,
    StepSpec,
    Version,
    VersionState,
)


def _given(document: dict[str, Any], columns: tuple[str, ...]) -> dict[str, Any]:
    return {column: document[column] for column in columns if column in document}


@transaction.atomic
def add_version(document: Document, *, commissioner: Organisation) -> Version:
    """Write the document as the programme's next version, in draft.

    Raises FaultyDocument when it has a fault.
    """
    if problems := problems_of(document):
        raise FaultyDocument(problems)
    content = document.content
    programme, _ = Programme.objects.get_or_create(
        slug=content["slug"], defaults={"commissioner": commissioner}
    )
    fill_programme(programme, content)
    last = programme.versions.aggregate(last=Max("number"))["last"] or 0
    version = Version(programme=programme, number=last + 1)
    fill_version(version, content)
    return version


def fill_programme(programme: Programme, content: dict[str, Any]) -> None:
    """Write what is said once for all versions: names, school zone, and the bodies, of which none is ever removed."""
    programme.name, programme.territory = content["name"], content["territory"]
    programme.school_zone = content.get("school_zone", "")
    programme.save()
    for body in content.get("organisations", []):
        known = {"kind": body["kind"], "phone": clean_phone(body["phone"]) if body.get("phone") else ""}
        organisation, _ = Organisation.objects.get_or_create(name=body["name"], defaults=known)
        Body.objects.get_or_create(programme=programme, organisation=organisation, part=body["part"])


def rewrite_version(version: Version, content: dict[str, Any]) -> None:
    """Replace all that a draft holds by the content of a document that has nothing unwritable."""
    empty_version(version)
    fill_version(version, content)


def empty_version(version: Version) -> None:
    """Remove all that a draft holds; steps go before the hour accounts that they consume."""
    for rows in (
        version.phase_specs,
        version.activities,
        version.hour_accounts,
        version.list_items,
        version.eligibility_questions,
        version.rates,
        version.follow_up_specs,
        version.letters,
        version.logos,
    ):
        rows.all().delete()


def fill_version(version: Version, content: dict[str, Any]) -> None:
    """Write the content of a checked document into a version that holds nothing yet."""
    version.funder_mention = content.get("funder_mention", "")
    version.contractor_leads = content.get("contractor_leads", False)
    usual = Version()
    for name in DELAYS:  # one that is left out goes back to its default: a draft written again forgets it
        setattr(version, name, content["delays"].get(name, getattr(usual, name)))
    version.save()
    _add_rates(version, content["rates"])
    FollowUpSpec.objects.bulk_create(
        FollowUpSpec(version=version, months=months) for months in content["follow_up_months"]
    )
    HourAccount.objects.bulk_create(
        HourAccount(version=version, **account) for account in content.get("hour_accounts", [])
    )
    EligibilityQuestion.objects.bulk_create(
        EligibilityQuestion(version=version, position=position, **question)
        for position, question in enumerate(content.get("eligibility", []), start=1)
    )
    Letter.objects.bulk_create(
        Letter(version=version, code=code, **text) for code, text in content.get("letters", {}).items()
    )
    _add_logos(version, content.get("logos", []))
    _add_lists(version, content["lists"])
    phases = _add_phases(version, content["phases"])
    _add_activities(version, content.get("activities", []), phases)


def _add_rates(version: Version, documents: list[dict[str, Any]]) -> None:
    rates: dict[str, RateSpec] = {}
    for position, document in enumerate(documents, start=1):
        rate = RateSpec.objects.create(version=version, position=position, **_given(document, RATE_COLUMNS))
        RateClause.objects.bulk_create(RateClause(rate=rate, **clause) for clause in document["clauses"])
        RateWithdrawal.objects.bulk_create(
            RateWithdrawal(rate=rate, exit_reason=reason) for reason in document.get("withdrawn", [])
        )
        rates[rate.code] = rate
    for document in documents:  # once all exist: a rate may stand above the one that it is among
        if "among" in document:
            rate = rates[document["code"]]
            rate.among = rates[document["among"]]
            rate.save(update_fields=["among"])


def _add_logos(version: Version, documents: list[dict[str, Any]]) -> None:
    for position, document in enumerate(documents, start=1):
        content = decoded(document["content"])
        Logo.objects.create(
            version=version,
            position=position,
            label=document["label"],
            media_type=type_of(content),
            content=content,
        )


def _add_lists(version: Version, lists: dict[str, dict[str, Any]]) -> None:
    aims: dict[str, ListItem] = {}
    for kind in ListKind.values:  # in the order of ListKind: aims come before the actions under them
        for position, (code, value) in enumerate(lists.get(kind, {}).items(), start=1):
            said = {"label": value} if isinstance(value, str) else value
            item = ListItem(version=version, kind=kind, code=code, label=said["label"], position=position)
            item.parent = aims[said["under"]] if "under" in said else None
            item.counts_as = said.get("counts_as", "")
            item.save()
            if kind == ListKind.AIM:
                aims[code] = item


def _add_phases(version: Version, documents: list[dict[str, Any]]) -> dict[str, PhaseSpec]:
    places = {item.code: item for item in version.list_items.filter(kind=ListKind.PLACE)}
    accounts = {account.code: account for account in version.hour_accounts.all()}
    phases: dict[str, PhaseSpec] = {}
    for position, document in enumerate(documents, start=1):
        phase = PhaseSpec.objects.create(
            version=version, position=position, **_given(document, PHASE_COLUMNS)
        )
        phase.places.set(places[code] for code in document["places"])
        _add_steps(phase, document["steps"], accounts, places)
        phases[phase.code] = phase
    for document in documents:
        _add_choices(phases[document["code"]], document["choices"], phases)
    return phases


def _add_steps(
    phase: PhaseSpec,
    documents: list[dict[str, Any]],
    accounts: dict[str, HourAccount],
    places: dict[str, ListItem],
) -> None:
    steps: dict[str, StepSpec] = {}
    for position, document in enumerate(documents, start=1):
        step = StepSpec(phase=phase, position=position, **_given(document, STEP_COLUMNS))
        if "times" in document:
            step.repeat = Repeat.COUNT
            step.count_min, step.count_max = document["times"]["min"], document["times"]["max"]
        elif "every_months" in document:
            step.repeat, step.every_months = Repeat.EVERY, document["every_months"]
        if "hour_account" in document:
            step.hour_account = accounts[document["hour_account"]]
        step.save()
        step.places.set(places[code] for code in document.get("places", []))
        StepPartySpec.objects.bulk_create(StepPartySpec(step=step, role=role) for role in document["parties"])
        ReminderSpec.objects.bulk_create(
            ReminderSpec(step=step, days_before=days) for days in document.get("reminders", [])
        )
        steps[step.code] = step
    for document in documents:  # once all exist: a step may come after one that is written below it
        if after := document.get("after"):
            step = steps[document["code"]]
            step.after_step, step.after_which = steps[after["step"]], after["which"]
            step.save(update_fields=["after_step", "after_which"])


def _add_choices(phase: PhaseSpec, documents: list[dict[str, Any]], phases: dict[str, PhaseSpec]) -> None:
    for position, document in enumerate(documents, start=1):
        choice = ChoiceSpec.objects.create(
            phase=phase,
            position=position,
            opens=phases[document["opens"]] if "opens" in document else None,
            **_given(document, CHOICE_COLUMNS),
        )
        ChoicePartySpec.objects.bulk_create(
            ChoicePartySpec(choice=choice, role=role) for role in document.get("parties", [])
        )
        ChoiceAuthorSpec.objects.bulk_create(
            ChoiceAuthorSpec(choice=choice, role=role) for role in document.get("authors", [])
        )


def _add_activities(version: Version, documents: list[dict[str, Any]], phases: dict[str, PhaseSpec]) -> None:
    for position, document in enumerate(documents, start=1):
        activity = ActivitySpec.objects.create(
            version=version,
            position=position,
            code=document["code"],
            label=document["label"],
            kind=document["kind"],
        )
        activity.phases.set(phases[code] for code in document.get("phases", []))


@transaction.atomic
def publish_version(version: Version) -> None:
    """Publish a draft; the version published until now is retired: its paths go on, no new one starts on it.

    Raises FaultyDocument when the draft does not hold together.
    """
    if problems := problems_of(Document(content_of(version))):
        raise FaultyDocument(problems)
    version.programme.versions.filter(state=VersionState.PUBLISHED).update(state=VersionState.RETIRED)
    version.state, version.published_at = VersionState.PUBLISHED, clock.now()
    version.save(update_fields=["state", "published_at"])


def copy_version(version: Version) -> Version:
    """A new draft with the same content, whatever the state of the original."""
    programme = version.programme
    last = programme.versions.aggregate(last=Max("number"))["last"] or 0
    draft = Version(programme=programme, number=last + 1)
    fill_version(draft, content_of(version))
    return draft
