"""What the staff type in a file's thread."""

from typing import Any

from django import forms

from rebond.core.identity import new_id
from rebond.pathways.audience import Audience
from rebond.pathways.models import Pathway
from rebond.people.actor import Actor
from rebond.tutoring.models import CALLS, NOTE_AUDIENCES, ExchangeKind, MessageTemplate
from rebond.tutoring.policy import templates_of
from rebond.web.audiences import AudienceChoice, name_readers
from rebond.web.forms import FreeTextField, MomentField
from rebond.web.joined_files import JoinedFilesForm


class _SentOnce(forms.Form):
    """Carries the identifier of what it will write: sent twice, it is written once."""

    exchange_id = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("exchange_id", new_id())


class AudienceForm(forms.Form):
    """Who reads; the safest is the default."""

    audience = forms.ChoiceField(
        label="Qui lira ?",
        initial=Audience.ORGANISATION,
        choices=[(a, a.label) for a in NOTE_AUDIENCES],
        widget=AudienceChoice,
    )

    def __init__(self, *args: Any, pathway: Pathway, by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name_readers(self, by.organisation, pathway)


class NoteForm(_SentOnce, AudienceForm):
    text = FreeTextField(label="Note", error_messages={"required": "Écrivez votre note."})
    field_order = ["text", "audience"]


class CallForm(_SentOnce, AudienceForm):
    kind = forms.ChoiceField(
        label="L'appel",
        choices=[(kind, ExchangeKind(kind).label) for kind in CALLS],
        widget=forms.RadioSelect,
        error_messages={"required": "Dites qui a appelé, et si la personne a répondu."},
    )
    happened_at = MomentField(label="Quand")
    text = FreeTextField(label="Ce qui s'est dit", required=False)
    field_order = ["kind", "happened_at", "text", "audience"]


class MessageForm(JoinedFilesForm, _SentOnce):
    text = FreeTextField(label="Votre message", error_messages={"required": "Écrivez votre message."})
    field_order = ["exchange_id", "text", "joined"]


class PickForm(forms.Form):
    """One of the body's models, to begin a message with."""

    template: "forms.ModelChoiceField[MessageTemplate]" = forms.ModelChoiceField(
        label="Modèle", queryset=None, required=False, empty_label="Choisir un modèle…"
    )

    def __init__(self, *args: Any, by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["template"].queryset = templates_of(by)  # type: ignore[attr-defined]


class SearchForm(forms.Form):
    q = forms.CharField(
        label="Chercher dans les échanges",
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"placeholder": "Chercher dans les échanges"}),
    )
