"""Calling an act from a form: refusals land next to their field, and a second editor is told what changed."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.http import QueryDict

from rebond.audit.models import Entry
from rebond.core.acts import ActRefused, StaleEdit


@contextmanager
def refusals_on(form: forms.Form) -> Iterator[None]:
    """Call an act within: what it refuses becomes an error of the form, and the block is left.

    A `return` inside the block is reached only when the act was done. A form whose field is not named as the act
    names it says so in `refusal_fields`: {name in the act: name in the form}.
    """
    try:
        yield
    except StaleEdit as stale:
        if not isinstance(form, RevisionForm):
            raise
        form.show_conflict(stale.current)
    except ActRefused as refusal:
        name = getattr(form, "refusal_fields", {}).get(refusal.field, refusal.field)
        form.add_error(name if name in form.fields else None, refusal.message)
    except ValidationError as error:  # a database constraint, in the user's words
        _add_model_error(form, error)


def _add_model_error(form: forms.Form, error: ValidationError) -> None:
    for name, messages in getattr(error, "message_dict", {"": error.messages}).items():
        form.add_error(name if name in form.fields else None, messages)


@dataclass(frozen=True)
class Difference:
    """One field that two people wrote differently."""

    label: str
    saved: str
    typed: str


@dataclass(frozen=True)
class Conflict:
    """Who saved meanwhile, when, and what differs from what was typed."""

    by: str
    at: datetime | None
    differences: list[Difference]


class RevisionForm(forms.Form):
    """A form over a thing that others may change too: it carries the revision that was read.

    On a conflict the form keeps what was typed and takes the new revision: sending it again is choosing one's own.
    """

    revision = forms.IntegerField(widget=forms.HiddenInput)
    conflict: Conflict | None = None

    def show_conflict(self, current: models.Model) -> None:
        last = (
            Entry.objects.filter(object_kind=current._meta.model_name or "", object_id=str(current.pk))
            .select_related("user")
            .order_by("-at", "-pk")
            .first()
        )
        self.conflict = Conflict(
            by=str(last.user) if last and last.user else "Quelqu'un",
            at=last.at if last else None,
            differences=[d for name in self.fields if (d := self._difference(name, current))],
        )
        data = cast("QueryDict", self.data).copy()
        data[self.add_prefix("revision")] = str(current.revision)  # type: ignore[attr-defined]
        self.data = data
        self.add_error(
            None, "Quelqu'un d'autre a modifié cette fiche pendant votre saisie : comparez, puis choisissez."
        )

    def _difference(self, name: str, current: models.Model) -> Difference | None:
        if name == "revision" or not hasattr(current, name):
            return None
        saved, typed = getattr(current, name), self.cleaned_data.get(name)
        if saved == typed or (saved in ("", None) and typed in ("", None)):
            return None
        return Difference(
            str(self.fields[name].label or name), _worded(current, name, saved), _worded(current, name, typed)
        )


def _worded(thing: models.Model, name: str, value: Any) -> str:
    if value in ("", None):
        return "(vide)"
    choices = dict(getattr(thing._meta.get_field(name), "flatchoices", None) or [])
    if value in choices:
        return str(choices[value])
    if isinstance(value, datetime):
        return f"{value.astimezone():%d/%m/%Y à %H h %M}"
    return f"{value:%d/%m/%Y}" if hasattr(value, "strftime") else str(value)
