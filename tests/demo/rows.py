"""What the demo writes, as values that two loads can be compared by."""

from io import StringIO
from typing import Any

from django.core.management import call_command
from django.db import models

from rebond.audit.models import Entry
from rebond.finances.models import ActivityLine, Correction, LineTurnover, MonthlyFigures
from rebond.messaging.models import Message
from rebond.pathways.models import Action, Decision, FollowUp, Outcome, Pathway, Phase, Referral, Step
from rebond.people.models import Beneficiary, Business, User


def run(command: str, *arguments: str) -> str:
    out = StringIO()
    call_command(command, *arguments, stdout=out)
    return out.getvalue()


def all_rows() -> dict[str, list[tuple[Any, ...]]]:
    """Every row of what the demo writes, without the numbers that the database gives."""
    tables = (
        User,
        Beneficiary,
        Business,
        Referral,
        Pathway,
        Phase,
        Step,
        Decision,
        Action,
        Outcome,
        FollowUp,
        Entry,
        ActivityLine,
        MonthlyFigures,
        LineTurnover,
        Correction,
    )
    rows = {}
    for model in (*tables, Message):
        names = [
            field.attname
            for field in model._meta.concrete_fields
            if isinstance(field.target_field if field.is_relation else field, models.UUIDField)
            or not (field.is_relation or field.primary_key)
        ]
        found = model.objects.values_list(*names)
        rows[model.__name__] = sorted(repr(tuple(map(_without_number, row))) for row in found)
    return rows


def _without_number(value: Any) -> Any:
    """The journal names a row by its key: where that is a number of the database's own, it tells nothing."""
    return "number" if isinstance(value, str) and value.isdecimal() and len(value) < 7 else value
