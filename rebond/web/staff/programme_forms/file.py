"""A programme written as a file, sent from the screen."""

from django import forms
from django.core.exceptions import ValidationError


class ProgrammeFileForm(forms.Form):
    """A programme written as a file."""

    file = forms.FileField(
        label="Fichier du programme",
        help_text="Un fichier .yaml de 1 Mo au plus. Il devient un brouillon : rien n'est publié.",
        widget=forms.FileInput(attrs={"accept": ".yaml,.yml"}),
        error_messages={"empty": "Ce fichier est vide.", "required": "Choisissez un fichier."},
    )

    def clean_file(self) -> str:
        """The text of the file."""
        file = self.cleaned_data["file"]
        if file.size > 1_000_000:
            raise ValidationError("Ce fichier dépasse 1 Mo.")
        try:
            return str(file.read().decode("utf-8-sig"))
        except UnicodeDecodeError:
            raise ValidationError("Ce fichier n'est pas du texte en UTF-8.") from None
