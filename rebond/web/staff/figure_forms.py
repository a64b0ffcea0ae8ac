"""The grid of months: one row per month, one field per figure, sent together; and the forms of an activity line."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, cast
from urllib.parse import parse_qsl, urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.http import QueryDict

from rebond.audit.models import Entry
from rebond.core import clock
from rebond.finances.book import Book
from rebond.finances.models import LINE_CATEGORIES, MOST_EUR, MOST_HOURS, SHARED_LABELS, ActivityLine
from rebond.finances.months import month_name, month_of, month_words, months_from
from rebond.finances.writing import Declaration
from rebond.pathways.figures import figure_words
from rebond.web.acts import Conflict, Difference, RevisionForm
from rebond.web.forms import AmountField, FreeTextField

REASONS = ("Erreur de saisie", "Encaissement oublié", "Montant encaissé un autre mois", "Justificatif reçu")


class FigureField(AmountField):
    """An amount of the grid: « 380 » rather than « 380,00 »."""

    def __init__(self, *, label: str, most: Decimal = MOST_EUR, **kwargs: Any) -> None:
        super().__init__(label=label, required=False, min_value=0, max_value=most, **kwargs)
        self.error_messages["max_value"] = (
            "Ce chiffre n'est pas vraisemblable pour un mois : vérifiez les zéros."
        )
        self.error_messages["min_value"] = "Un chiffre négatif ne se déclare pas ici."

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "inputmode": "decimal", "autocomplete": "off"}

    def prepare_value(self, value: Any) -> Any:
        return in_cell(value) if isinstance(value, Decimal) else value


class HoursField(FigureField):
    """Hours, with one decimal: « 62,5 »."""

    def clean(self, value: Any) -> Decimal | None:
        hours: Decimal | None = super().clean(value)
        if hours is None:
            return None
        rounded = hours.quantize(Decimal("0.1"))
        if hours != rounded:
            raise ValidationError("Une décimale suffit : 62,5 pour 62 h 30.")
        return rounded


def in_cell(amount: Decimal | None) -> str:
    """« 380 », « 45,10 », empty for what is not declared."""
    if amount is None:
        return ""
    return f"{amount:.0f}" if amount == amount.to_integral_value() else str(amount).replace(".", ",")


@dataclass(frozen=True)
class Cell:
    """One figure of the grid on screen; no field where the line was not in activity."""

    label: str
    field: forms.BoundField | None
    #: What is saved, for those who only read.
    words: str


@dataclass(frozen=True)
class Row:
    month: date
    name: str
    cells: list[Cell]
    seen: forms.BoundField
    left_eur: Decimal | None
    is_declared: bool


class GridForm(RevisionForm):
    """The months of one year of a book. Only the months that the person changed are sent to the act.

    `NN-seen` carries what each month held when it was read, with its revision: it tells what was changed here, and
    what somebody else changed meanwhile.
    """

    def __init__(self, *args: Any, book: Book, lines: list[ActivityLine], year: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["revision"]
        self.book, self.lines = book, lines
        self.months = months_of(book, year)
        for month in self.months:
            for key, field in self._columns(month):
                self.fields[self.name(month, key)] = field
                self.initial.setdefault(self.name(month, key), self._value(month, key))
            seen = f"{month.month:02d}-seen"
            self.fields[seen] = forms.CharField(widget=forms.HiddenInput, required=False)
            self.initial.setdefault(seen, self.digest(month))
        self.fields["reason"] = FreeTextField(
            label="Pourquoi, si vous remplacez un chiffre déjà déclaré",
            required=False,
            max_length=200,
            widget=forms.TextInput(attrs={"list": "reasons", "autocomplete": "off"}),
        )

    @staticmethod
    def name(month: date, key: str) -> str:
        return f"{month.month:02d}-{key}"

    def _columns(self, month: date) -> list[tuple[str, forms.Field]]:
        words = month_words(month)
        columns: list[tuple[str, forms.Field]] = [
            (line.pk.hex, FigureField(label=f"{line}, {words}"))
            for line in self.lines
            if line.is_active_in(month)
        ]
        for name, label in SHARED_LABELS.items():
            kind, most = (HoursField, MOST_HOURS) if name == "hours_worked" else (FigureField, MOST_EUR)
            columns.append((name, kind(label=f"{label}, {words}", most=most)))
        return columns

    def _value(self, month: date, key: str) -> Decimal | None:
        if key in SHARED_LABELS:
            return self.book.shared(month, key)
        line = next(line for line in self.lines if line.pk.hex == key)
        return self.book.turnovers.get((line.pk, month))

    def digest(self, month: date) -> str:
        """What the month holds now, and its revision."""
        figures = self.book.figures.get(month)
        values = {key: in_cell(self._value(month, key)) for key, _ in self._columns(month)}
        return urlencode({"revision": figures.revision if figures else 0, **values})

    def keep_touched(self) -> None:
        """After a draft was put back: months that it did not change show what they hold now."""
        for month in self.months:
            seen = dict(parse_qsl(str(self.initial.get(self.name(month, "seen"))), keep_blank_values=True))
            keys = [key for key, _ in self._columns(month)]
            typed = {key: self._typed(self.initial.get(self.name(month, key))) for key in keys}
            if any(typed[key] != seen.get(key, "") for key in keys):
                continue
            self.initial.update({self.name(month, key): self._value(month, key) for key in keys})
            self.initial[self.name(month, "seen")] = self.digest(month)

    @staticmethod
    def _typed(value: Any) -> str:
        return in_cell(value) if isinstance(value, Decimal) or value is None else str(value)

    def declarations(self) -> list[Declaration]:
        """The months that were changed here, and only their changed figures."""
        found = []
        for month in self.months:
            seen = dict(parse_qsl(self.cleaned_data[self.name(month, "seen")], keep_blank_values=True))
            typed = {key: self.cleaned_data[self.name(month, key)] for key, _ in self._columns(month)}
            changed = {key: value for key, value in typed.items() if in_cell(value) != seen.get(key, "")}
            if changed:
                found.append(self._declaration(month, changed, seen))
        return found

    def _declaration(
        self, month: date, changed: Mapping[str, Decimal | None], seen: Mapping[str, str]
    ) -> Declaration:
        revision = seen.get("revision", "")
        return Declaration(
            month,
            turnovers={line: changed[line.pk.hex] for line in self.lines if line.pk.hex in changed},
            shared={name: value for name, value in changed.items() if name in SHARED_LABELS},
            seen_revision=int(revision) if revision.isdecimal() and len(revision) < 9 else 0,
        )

    def show_conflict(self, current: models.Model) -> None:
        """Every month that somebody else changed too; sending again is choosing one's own figures.

        `self.book` must have been read again by then.
        """
        data = cast("QueryDict", self.data).copy()
        differences = []
        for month in self.months:
            seen, now = data.get(self.name(month, "seen"), ""), self.digest(month)
            if seen == now:
                continue
            differences += self._differences(month, dict(parse_qsl(seen, keep_blank_values=True)), data)
            data[self.name(month, "seen")] = now
        self.data = data
        self.conflict = Conflict(*_last_writer(current), differences)
        self.add_error(
            None, "Quelqu'un d'autre a changé un mois pendant votre saisie : comparez, puis choisissez."
        )

    def _differences(self, month: date, seen: Mapping[str, str], data: QueryDict) -> list[Difference]:
        """What was typed against what is saved. A figure left as it was read follows what was saved meanwhile."""
        found = []
        for key, field in self._columns(month):
            name = self.name(month, key)
            saved, typed = self._value(month, key), self.cleaned_data.get(name)
            if in_cell(typed) == seen.get(key, ""):
                data[name] = in_cell(saved)
            elif saved != typed:
                found.append(Difference(str(field.label), figure_words(key, saved), figure_words(key, typed)))
        return found

    @property
    def rows(self) -> list[Row]:
        return [
            Row(
                month,
                month_name(month),
                self._cells(month),
                self[self.name(month, "seen")],
                self.book.left_over(month),
                self.book.is_declared(month),
            )
            for month in self.months
        ]

    def _cells(self, month: date) -> list[Cell]:
        keys = [(line.pk.hex, str(line)) for line in self.lines] + list(SHARED_LABELS.items())
        return [
            Cell(label, self[name], in_cell(self._value(month, key)))
            if (name := self.name(month, key)) in self.fields
            else Cell(label, None, "")
            for key, label in keys
        ]

    @property
    def headers(self) -> list[str]:
        return [*(str(line) for line in self.lines), *SHARED_LABELS.values()]


def months_of(book: Book, year: int) -> list[date]:
    """The months of that year in which something may be declared."""
    first = date(year, 1, 1)
    if created_on := book.business.created_on:
        first = max(first, month_of(created_on))
    return months_from(first, min(date(year, 12, 1), month_of(clock.today())))


def _last_writer(current: models.Model) -> tuple[str, Any]:
    last = (
        Entry.objects.filter(object_kind=current._meta.model_name or "", object_id=str(current.pk))
        .select_related("user")
        .order_by("-at", "-pk")
        .first()
    )
    return (str(last.user) if last and last.user else "La personne", last.at if last else None)


class MonthField(forms.Field):
    """A month, picked or typed as 2019-05 or 05/2019; its first day."""

    widget = forms.TextInput(attrs={"type": "month", "placeholder": "2019-05"})
    default_error_messages = {"invalid": "Ce mois n'est pas compris. Écrivez-le comme 05/2019."}

    def prepare_value(self, value: Any) -> Any:
        return f"{value:%Y-%m}" if isinstance(value, date) else value

    def to_python(self, value: Any) -> date | None:
        if value in self.empty_values:
            return None
        first, _, second = str(value).strip().replace("/", "-").partition("-")
        year, month = (first, second) if len(first) == 4 else (second, first)
        try:
            return date(int(year), int(month), 1)
        except ValueError:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None


class LineForm(RevisionForm):
    """An activity of the business: what kind, under what name, from which month to which."""

    category = forms.ChoiceField(
        label="Nature",
        choices=[(c.value, c.label) for c in LINE_CATEGORIES],
        widget=forms.RadioSelect,
        help_text="La CAF et les impôts demandent chaque nature séparément.",
    )
    label = forms.CharField(
        label="Nom", required=False, max_length=80, help_text="Comme « Cours de couture »."
    )
    started_on = MonthField(label="Premier mois")
    ended_on = MonthField(label="Dernier mois", required=False, help_text="Seulement si elle a cessé.")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        started_on, ended_on = cleaned.get("started_on"), cleaned.get("ended_on")
        if started_on and ended_on and ended_on < started_on:
            self.add_error("ended_on", "Le dernier mois ne peut pas précéder le premier.")
        return cleaned

    @staticmethod
    def initial_of(line: ActivityLine) -> dict[str, Any]:
        names = ("category", "label", "started_on", "ended_on", "revision")
        return {name: getattr(line, name) for name in names}


class PeriodForm(forms.Form):
    """Which months to compare with those of the year before."""

    de = MonthField(label="De")
    a = MonthField(label="à")
