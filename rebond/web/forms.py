"""How forms look and what people may type: one renderer, and the fields French habits need."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.forms.renderers import TemplatesSetting
from django.forms.utils import from_current_timezone, to_current_timezone
from django.http import HttpRequest
from django.urls import reverse_lazy

from rebond.core import dates, identifiers, money
from rebond.core.text import holds_nir

T = TypeVar("T")
#: Characters: some ten pages. More is a document, and slows the page for everybody.
MAX_FREE_TEXT = 20_000

_CLASSES = {
    "checkbox": "form-check-input",
    "select": "form-select",
    "textarea": "form-control",
    "hidden": "",
}
_CHOICE_LISTS = {"radio", "checkbox_select"}


class FormRenderer(TemplatesSetting):
    """Gives every form, ours and allauth's, the same look: no form has to ask for it."""

    field_template_name = "forms/field.html"

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> str:
        if "widget" in context:
            _add_classes(context["widget"])
        return super().render(template_name, context, request)


def _add_classes(widget: dict[str, Any]) -> None:
    for part in widget.get("subwidgets", ()):
        _add_classes(part)
    kind = widget["template_name"].rpartition("/")[2].removesuffix(".html")
    if kind in _CHOICE_LISTS or "subwidgets" in widget:
        return
    attrs = widget["attrs"]
    classes = [attrs.get("class", ""), _CLASSES.get(kind, "form-control")]
    if attrs.get("aria-invalid") == "true":
        classes.append("is-invalid")
    if joined := " ".join(filter(None, classes)):
        attrs["class"] = joined


class DateInput(forms.DateInput):
    """The browser's own date picker. It only takes ISO dates, so others are rewritten."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")

    def format_value(self, value: Any) -> str | None:
        try:
            return dates.parse_date(value).isoformat() if value else None
        except ValueError:
            return str(value)


class DateField(forms.DateField):
    """A date, typed as dd/mm/yyyy or ISO, or picked."""

    widget = DateInput

    def to_python(self, value: Any) -> date | None:
        return _parsed(dates.parse_date, value)


class TimeInput(forms.TimeInput):
    input_type = "time"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%H:%M")


class MomentWidget(forms.MultiWidget):
    """A date and an hour, side by side: `name_date` and `name_time`."""

    template_name = "forms/moment.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"date": DateInput(), "time": TimeInput()}, attrs)

    def decompress(self, value: Any) -> list[Any]:
        """An instant is split; a bare date leaves the hour to choose."""
        if not isinstance(value, datetime):
            return [value, None]
        local = to_current_timezone(value)
        return [local.date(), local.time()]


class MomentField(forms.MultiValueField):
    """An instant, typed as a date and an hour of the programme's zone."""

    widget = MomentWidget

    def __init__(self, **kwargs: Any) -> None:
        hours = ["%H:%M", "%H:%M:%S", "%Hh%M", "%H h %M", "%Hh"]
        super().__init__(
            fields=(DateField(), forms.TimeField(input_formats=hours)),
            error_messages={"required": "Indiquez la date et l'heure."},
            **kwargs,
        )

    def compress(self, values: Sequence[Any]) -> datetime | None:
        day: date | None
        hour: time | None
        day, hour = values or (None, None)
        return from_current_timezone(datetime.combine(day, hour)) if day and hour is not None else None


class FreeTextField(forms.CharField):
    """Words about a person: a social security number is refused (D7); sensitive subjects are warned of on screen.

    `data-sensitive` tells the page where to ask about what is being typed (D4).
    """

    widget = forms.Textarea(attrs={"rows": 4, "data-sensitive": reverse_lazy("check_free_text")})

    def __init__(self, *, max_length: int = MAX_FREE_TEXT, **kwargs: Any) -> None:
        super().__init__(max_length=max_length, **kwargs)

    def clean(self, value: Any) -> str:
        text: str = super().clean(value)
        if holds_nir(text):
            raise ValidationError("Ce texte contient un numéro de sécurité sociale : retirez-le.", code="nir")
        return text


class AmountField(forms.DecimalField):
    """An amount in euros, typed as « 1 250,50 » with or without its sign."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "class": "money-field"})

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        return _parsed(money.parse_eur, value)

    def prepare_value(self, value: Any) -> Any:
        return str(value).replace(".", ",") if isinstance(value, Decimal) else value


class _CanonicalField(forms.CharField):
    """Text that has one written form; `clean_text` gives it, or says in French why it cannot."""

    def canonical(self, text: str) -> str:
        raise NotImplementedError

    def to_python(self, value: Any) -> str:
        text = super().to_python(value)
        return _parsed(self.canonical, text) or ""


class PhoneField(_CanonicalField):
    """A telephone number, kept as +33…"""

    widget = forms.TextInput(attrs={"type": "tel", "autocomplete": "off"})

    def canonical(self, text: str) -> str:
        return identifiers.clean_phone(text)

    def prepare_value(self, value: Any) -> Any:
        return identifiers.format_phone(value) if isinstance(value, str) and value.startswith("+") else value


class SiretField(_CanonicalField):
    """14 digits, checked."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})

    def canonical(self, text: str) -> str:
        return identifiers.clean_siret(text)


class CafNumberField(_CanonicalField):
    """The number of a CAF file. A social security number is refused (D7)."""

    widget = forms.TextInput(attrs={"autocomplete": "off"})

    def canonical(self, text: str) -> str:
        return identifiers.clean_caf_number(text)


class NafCodeField(_CanonicalField):
    """An activity code of NAF rév. 2 or NAF 2025."""

    widget = forms.TextInput(attrs={"autocomplete": "off"})

    def canonical(self, text: str) -> str:
        return identifiers.clean_naf_code(text)


def _parsed(parse: Callable[[Any], T], value: Any) -> T | None:
    """`parse(value)`, None for nothing typed; the parser's French reason becomes the field's error."""
    if value in forms.Field.empty_values:
        return None
    try:
        return parse(value)
    except ValueError as reason:
        raise ValidationError(str(reason), code="invalid") from None
