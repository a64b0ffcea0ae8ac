"""Who reads: chosen in one way on every form, shown by one icon on every page."""

from typing import Any

from django import forms

from rebond.pathways.audience import Audience, readers_in_full
from rebond.pathways.models import Pathway
from rebond.people.models import Organisation

ICONS = {
    Audience.ORGANISATION: "lock",
    Audience.PERSON: "person",
    Audience.PARTIES: "people",
    Audience.EVERYBODY: "people-fill",
}


class AudienceChoice(forms.RadioSelect):
    """Each choice with its icon, its edge and, once `name_readers` was called, by name who reads."""

    template_name = "forms/audience.html"
    readers: dict[str, str] = {}

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option: dict[str, Any] = super().create_option(name, value, *args, **kwargs)
        option["icon"] = ICONS[Audience(str(value))]
        option["readers"] = self.readers.get(str(value), "")
        return option


def name_readers(form: forms.Form, organisation: Organisation, pathway: Pathway) -> None:
    """Say under each choice of the field `audience` who will read what `organisation` keeps on this path."""
    field: Any = form.fields["audience"]
    field.widget.readers = {code: readers_in_full(code, organisation, pathway) for code, _ in field.choices}
