"""A logo, sent as an image file."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from rebond.programmes.editing import Thing
from rebond.programmes.logos import MAX_BYTES, encoded, type_of
from rebond.web.staff.programme_forms.base import PartForm


class LogoForm(PartForm):
    label = forms.CharField(
        label="Nom de l'organisme", max_length=80, help_text="Lu à voix haute à la place de l'image."
    )
    file = forms.FileField(
        label="Image",
        required=False,
        help_text=f"Un PNG ou un SVG de {MAX_BYTES // 1000} Ko au plus.",
        widget=forms.FileInput(attrs={"accept": "image/png,image/svg+xml,.png,.svg"}),
        error_messages={"empty": "Ce fichier est vide."},
    )

    def clean_file(self) -> str:
        """The content, as the document has it; the one it had when no file is sent."""
        file: UploadedFile[Any] | None = self.cleaned_data["file"]
        if file is None:
            if self.thing is None:
                raise ValidationError("Choisissez une image.")
            return str(self.thing["content"])
        if (file.size or 0) > MAX_BYTES:
            raise ValidationError(f"Cette image dépasse {MAX_BYTES // 1000} Ko.")
        content = file.read()
        try:
            type_of(content)
        except ValueError as reason:
            raise ValidationError(str(reason)) from None
        return encoded(content)

    def value(self) -> Thing:
        return {"label": self.cleaned_data["label"], "content": self.cleaned_data["file"]}
