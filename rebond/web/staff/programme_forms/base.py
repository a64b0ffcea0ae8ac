"""What the small forms of a draft share: reading a thing of the opened document, and giving one back."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import slugify

from rebond.programmes.editing import Content, Edit, EditVerb, Thing, mark_of
from rebond.programmes.incoherence import Place
from rebond.web.acts import Conflict, Difference, RevisionForm

CODE_HELP = "Lettres sans accent, chiffres et tirets. Il relie ce point d'une version à l'autre ; vide, il se déduit du nom."


def choices_of(things: Iterable[Thing]) -> list[tuple[str, str]]:
    return [(thing["code"], thing["label"]) for thing in things]


def with_none(label: str, choices: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [("", label), *choices]


def number(label: str, *, least: int = 1, required: bool = False, help_text: str = "") -> forms.IntegerField:
    return forms.IntegerField(
        label=label, min_value=least, max_value=9999, required=required, help_text=help_text
    )


class NumbersField(forms.CharField):
    """Whole numbers separated by commas: « 6, 12 »."""

    def __init__(self, *, least: int, most: int, is_descending: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.least, self.most, self.is_descending = least, most, is_descending

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(map(str, value)) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[int]:
        words = str(super().clean(value)).replace(";", ",").split(",")
        try:
            numbers = sorted({int(word) for word in words if word.strip()}, reverse=self.is_descending)
        except ValueError:
            raise ValidationError("Écrivez des nombres entiers séparés par des virgules.") from None
        if any(not self.least <= one <= self.most for one in numbers):
            raise ValidationError(f"Chaque nombre va de {self.least} à {self.most}.")
        return numbers


class PartForm(RevisionForm):
    """One thing of a draft. `revision` is the mark of the thing as it was read (empty for a new one)."""

    revision = forms.CharField(widget=forms.HiddenInput, required=False)  # type: ignore[assignment]
    refusal_fields: ClassVar[dict[str, str]] = {}
    #: Columns that the document has even when they are false, and those it leaves out when they are empty.
    keeps_false: ClassVar[tuple[str, ...]] = ()

    def __init__(
        self, *args: Any, content: Content, place: Place, thing: Thing | None, **kwargs: Any
    ) -> None:
        kwargs["initial"] = {**self.read(thing), "revision": mark_of(thing)} if thing else {}
        super().__init__(*args, **kwargs)
        self.place, self.thing, self.is_new = place, thing, thing is None
        self.fill(content)

    def fill(self, content: Content) -> None:
        """Give the fields their choices from the rest of the programme."""

    def read(self, thing: Thing) -> dict[str, Any]:
        """What the fields show of a thing."""
        return dict(thing)

    def value(self) -> Thing:
        """The thing as typed."""
        typed = {name: value for name, value in self.cleaned_data.items() if name != "revision"}
        return {
            name: value
            for name, value in typed.items()
            if name in self.keeps_false or (value not in (None, "", []) and value is not False)
        }

    def edit(self) -> Edit:
        verb = EditVerb.ADD if self.is_new else EditVerb.CHANGE
        return Edit(verb, self.place, self.value(), self.cleaned_data["revision"])

    def show_conflict(self, current: models.Model | Thing) -> None:
        """Somebody else changed the same thing: show both, and let the person choose."""
        assert isinstance(current, dict)
        saved = self.read(current)
        names = [name for name in self.fields if name != "revision" and name in self.cleaned_data]
        pairs = [(name, _worded(saved.get(name)), _worded(self.cleaned_data[name])) for name in names]
        differences = [
            Difference(str(self.fields[n].label), one, other) for n, one, other in pairs if one != other
        ]
        self.conflict = Conflict(by="Quelqu'un", at=None, differences=differences)
        data: Any = self.data
        self.data = data.copy()
        self.data[self.add_prefix("revision")] = mark_of(current)  # type: ignore[index]
        self.add_error(
            None, "Quelqu'un d'autre a modifié ce point pendant votre saisie : comparez, puis choisissez."
        )


def _worded(value: Any) -> str:
    if isinstance(value, bool):
        return "oui" if value else "non"
    if value in (None, "", []):
        return "(vide)"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


class CodedForm(PartForm):
    """A thing with a name, and a code deduced from it when none is typed."""

    label = forms.CharField(label="Nom", max_length=80)
    code = forms.CharField(label="Code", max_length=40, required=False, help_text=CODE_HELP)
    names: ClassVar[str] = "label"

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        data["code"] = slugify(data.get("code") or data.get(self.names) or "")[:40].strip("-")
        if not data["code"] and data.get(self.names):
            self.add_error("code", "Donnez un code : ce nom n'a ni lettre ni chiffre.")
        return data
