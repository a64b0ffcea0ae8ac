"""Programmes as readable files: one YAML document gives one version of one programme."""

from pathlib import Path
from typing import Any

import yaml
from django.db import transaction
from django.db.models import Max

from rebond.core import clock
from rebond.people.models import Organisation
from rebond.programmes.models import (
    ChoiceSpec,
    ExitClause,
    ExitWithdrawal,
    FollowUpSpec,
    ListItem,
    ListKind,
    PhaseSpec,
    Programme,
    StepPartySpec,
    StepSpec,
    Version,
    VersionState,
)

SHIPPED = Path(__file__).resolve().parent.parent.parent / "programmes"


def read_document(path: Path) -> dict[str, Any]:
    """The document of a file. Raises yaml.YAMLError, with the line, when it is not YAML."""
    document = yaml.safe_load(path.read_text(encoding="utf-8"))
    if not isinstance(document, dict):
        raise yaml.YAMLError(f"{path.name}: un programme est un document à clés.")
    return document


@transaction.atomic
def publish_document(document: dict[str, Any], *, commissioner: Organisation) -> Version:
    """Add the document as the programme's next version, published; the one before is retired."""
    programme, _ = Programme.objects.update_or_create(
        slug=document["slug"],
        defaults={"name": document["name"], "territory": document["territory"], "commissioner": commissioner},
    )
    programme.versions.filter(state=VersionState.PUBLISHED).update(state=VersionState.RETIRED)
    number = (programme.versions.aggregate(last=Max("number"))["last"] or 0) + 1
    rule = document["positive_exit"]
    version = Version.objects.create(
        programme=programme,
        number=number,
        state=VersionState.PUBLISHED,
        published_at=clock.now(),
        funder_mention=document.get("funder_mention", ""),
        positive_exit_definition=rule["definition"],
        minimum_stay_days=rule["minimum_stay_days"],
        observed_within_months=rule["observed_within_months"],
        unknown_counts=rule["unknown_counts"],
        **document["delays"],
    )
    ExitClause.objects.bulk_create(ExitClause(version=version, **clause) for clause in rule["clauses"])
    ExitWithdrawal.objects.bulk_create(
        ExitWithdrawal(version=version, exit_reason=reason) for reason in rule["withdrawn"]
    )
    FollowUpSpec.objects.bulk_create(
        FollowUpSpec(version=version, months=months) for months in document["follow_up_months"]
    )
    _add_lists(version, document["lists"])
    _add_phases(version, document["phases"])
    return version


def _add_lists(version: Version, lists: dict[str, dict[str, Any]]) -> None:
    aims: dict[str, ListItem] = {}
    for kind in ListKind.values:  # in the order of ListKind: aims come before the actions under them
        for position, (code, value) in enumerate(lists.get(kind, {}).items(), start=1):
            label, under = (value, None) if isinstance(value, str) else (value["label"], value["under"])
            item = ListItem.objects.create(
                version=version,
                kind=kind,
                code=code,
                label=label,
                position=position,
                parent=aims[under] if under else None,
            )
            if kind == ListKind.AIM:
                aims[code] = item


def _add_phases(version: Version, documents: list[dict[str, Any]]) -> None:
    places = {item.code: item for item in version.list_items.filter(kind=ListKind.PLACE)}
    phases: dict[str, PhaseSpec] = {}
    for position, document in enumerate(documents, start=1):
        phase = PhaseSpec.objects.create(
            version=version,
            code=document["code"],
            label=document["label"],
            position=position,
            rank=document["rank"],
            duration_months=document["duration_months"],
        )
        phase.places.set(places[code] for code in document["places"])
        _add_steps(phase, document["steps"])
        phases[phase.code] = phase
    for document in documents:
        for position, choice in enumerate(document["choices"], start=1):
            ChoiceSpec.objects.create(
                phase=phases[document["code"]],
                position=position,
                **{**choice, "opens": phases[choice["opens"]] if "opens" in choice else None},
            )


def _add_steps(phase: PhaseSpec, documents: list[dict[str, Any]]) -> None:
    for position, document in enumerate(documents, start=1):
        fields = {key: value for key, value in document.items() if key != "parties"}
        step = StepSpec.objects.create(phase=phase, position=position, **fields)
        StepPartySpec.objects.bulk_create(StepPartySpec(step=step, role=role) for role in document["parties"])
