"""« Pour quand »: a day, or « avant les vacances de la Toussaint », understood by the school calendar of the programme."""

from datetime import date, timedelta
from typing import Any

from django import forms

from rebond.core import clock
from rebond.core.dates import is_working_day
from rebond.pathways.models import Pathway
from rebond.programmes.school import school_holidays
from rebond.web.forms import DateField

#: Periods offered: about a school year.
OFFERED = 4


class DueForm(forms.Form):
    """A form with a due date: `due_on` once cleaned, whichever way it was given."""

    due_on = DateField(label="Pour le", required=False)
    before_holidays = forms.TypedChoiceField(
        label="Ou avant des vacances scolaires", required=False, coerce=date.fromisoformat, empty_value=None
    )

    def offer_holidays(self, pathway: Pathway) -> None:
        """The periods to come in the zone of the programme; the field goes where no calendar is known."""
        if choices := _choices(pathway.programme.school_zone, clock.today()):
            self.fields["before_holidays"].choices = [("", "Non"), *choices]  # type: ignore[attr-defined]
        else:
            del self.fields["before_holidays"]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        before = values.pop("before_holidays", None)
        if before and values.get("due_on") and values["due_on"] != before:
            self.add_error("due_on", "Choisissez une date, ou des vacances : pas les deux.")
        values["due_on"] = values.get("due_on") or before
        return values


def _choices(zone: str, today: date) -> list[tuple[str, str]]:
    """The last day people work before each, and « Avant les vacances de Noël (18/12/2026) »."""
    if not zone:
        return []
    named = [(worked_before(period.first_day), period.name) for period in school_holidays(zone)]
    coming = [(day, name) for day, name in named if day >= today][:OFFERED]
    return [(day.isoformat(), f"Avant {_with_article(name)} ({day:%d/%m/%Y})") for day, name in coming]


def worked_before(day: date) -> date:
    """The last day before this one on which people work."""
    day -= timedelta(days=1)
    while not is_working_day(day):
        day -= timedelta(days=1)
    return day


def _with_article(name: str) -> str:
    """« Vacances de Noël » as « les vacances de Noël », « Pont de l'Ascension » as « le pont de l'Ascension »."""
    lowered = f"{name[:1].lower()}{name[1:]}"
    if lowered.startswith("vacances"):
        return f"les {lowered}"
    return f"le {lowered}" if lowered.startswith("pont") else f"« {name} »"
