"""Sending a document: chosen from a device, or photographed there and then; several photos make one document."""

from typing import Any, Self

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict

from rebond.core.plain_words import spelled
from rebond.documents.content import UPLOAD_MAX_BYTES
from rebond.documents.photos import PHOTOS_MAX
from rebond.filing.kinds import PieceKind
from rebond.pathways.audience import Audience
from rebond.web.audiences import AudienceChoice

#: Not HEIC: a telephone that is not asked for it sends JPEG instead.
_PHOTOS = "image/jpeg,image/png"
KINDS = [("", "Choisissez"), *PieceKind.choices]


class SeveralFiles(forms.ClearableFileInput):
    allow_multiple_selected = True
    template_name = "django/forms/widgets/file.html"

    def value_from_datadict(self, data: Any, files: MultiValueDict[str, Any], name: str) -> Any:
        return files.getlist(name)


class FilesField(forms.FileField):
    """The files of one field, in the order in which they were chosen; there may be none: the form asks for one of two."""

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        if len(data or ()) > PHOTOS_MAX:
            raise ValidationError(f"{PHOTOS_MAX} photos au plus à la fois.")
        return [super(FilesField, self).clean(one, initial) for one in data or ()]


class UploadForm(forms.Form):
    """One document. What the act refuses of the file lands on the field of files."""

    use_required_attribute = False

    photo = FilesField(
        label="Prendre une photo",
        widget=SeveralFiles(attrs={"accept": _PHOTOS, "capture": "environment", "class": "touch-only"}),
    )
    file = FilesField(
        label="Choisir un fichier, ou des photos",
        help_text=f"Un PDF, ou jusqu'à {PHOTOS_MAX} photos : nous en faisons un seul document.",
        widget=SeveralFiles(attrs={"accept": f"application/pdf,{_PHOTOS}"}),
        error_messages={"empty": "Ce fichier est vide."},
    )

    @classmethod
    def sent(cls, request: HttpRequest) -> Self:
        """As the request sends it; empty when it only looks."""
        return cls(request.POST, request.FILES) if request.method == "POST" else cls()

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        sent = [*cleaned.pop("photo", ()), *cleaned.pop("file", ())]
        if not sent and not self.errors:
            self.add_error("file", "Prenez une photo, ou choisissez un fichier.")
        if len(sent) > PHOTOS_MAX:
            self.add_error("file", f"{PHOTOS_MAX} photos au plus à la fois.")
        # One byte more than the limit is enough to tell that it is passed.
        contents = [one.read(UPLOAD_MAX_BYTES + 1) for one in sent[:PHOTOS_MAX]]
        if contents:
            cleaned |= {"content": contents[0], "more_photos": contents[1:], "name": sent[0].name or ""}
        return cleaned


class PieceForm(UploadForm):
    """A document of one's own accord: what it is."""

    kind = forms.ChoiceField(
        label="Quel document",
        choices=KINDS,
        error_messages={"required": "Choisissez de quel document il s'agit."},
    )
    field_order = ["kind", "photo", "file"]


class OwnUploadForm(UploadForm):
    """The same, in the words of somebody who is not of the trade."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = spelled(str(self.fields["file"].help_text))


class OwnPieceForm(OwnUploadForm, PieceForm):
    """A document of the person's own accord."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind: forms.ChoiceField = self.fields["kind"]  # type: ignore[assignment]
        kind.choices = [(code, spelled(str(label))) for code, label in KINDS]


class StaffPieceForm(PieceForm):
    """The same, with who reads it: the safest unless it is chosen."""

    audience = forms.ChoiceField(
        label="Qui le lit", choices=Audience.choices, initial=Audience.ORGANISATION, widget=AudienceChoice
    )
    field_order = ["kind", "photo", "file", "audience"]
