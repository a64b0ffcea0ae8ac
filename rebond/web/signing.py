"""Signing on a screen, whoever it is and wherever: the same form, by a link, in the application or on the spot."""

from typing import Any

from django import forms

from rebond.core.strokes import MAX_LENGTH
from rebond.pathways.minutes import content_of, fingerprint_of
from rebond.pathways.models import Signature
from rebond.web.forms import FreeTextField


class _AnswerForm(forms.Form):
    """What was read travels with the answer: words that changed meanwhile are not signed."""

    seen_sha256 = forms.CharField(max_length=64, widget=forms.HiddenInput)
    name = forms.CharField(
        label="Prénom et nom",
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": "Tapez votre prénom et votre nom."},
    )

    def __init__(
        self, *args: Any, signature: Signature | None = None, sha256: str = "", **kwargs: Any
    ) -> None:
        """`signature` is awaited on a paper; `sha256` is the hash of any other text."""
        super().__init__(*args, **kwargs)
        self.initial["seen_sha256"] = fingerprint_of(signature.paper) if signature else sha256


class SignForm(_AnswerForm):
    """The name typed, and a drawing or, without one, a tick."""

    strokes = forms.CharField(required=False, max_length=MAX_LENGTH, widget=forms.HiddenInput)
    is_typed = forms.BooleanField(label="Je signe avec mon nom, sans tracé", required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("strokes") and not cleaned.get("is_typed") and "strokes" not in self.errors:
            self.add_error("is_typed", "Tracez votre signature, ou cochez cette case.")
        return cleaned

    def values(self) -> dict[str, Any]:
        """The arguments of `sign`. With the tick, nothing that was drawn counts."""
        cleaned = self.cleaned_data
        strokes = "" if cleaned["is_typed"] else cleaned["strokes"]
        return {"seen_sha256": cleaned["seen_sha256"], "name": cleaned["name"], "strokes": strokes}


class RefuseToSignForm(_AnswerForm):
    """The name typed, and why not."""

    reason = FreeTextField(
        label="Pourquoi vous ne signez pas",
        max_length=500,
        help_text="Lu par toutes les parties, et gardé avec le document.",
        error_messages={"required": "Dites pourquoi vous ne signez pas."},
    )

    def values(self) -> dict[str, Any]:
        """The arguments of `refuse_to_sign`."""
        return dict(self.cleaned_data)


def words_of(signature: Signature) -> dict[str, Any]:
    """What the page shows of the paper to sign."""
    paper = signature.paper
    return {"paper": paper, "words": content_of(paper), "sha256": fingerprint_of(paper)}
