"""Files that go with a message: a PDF or a photo, kept as pieces of the file."""

from django import forms

from rebond.documents.content import UPLOAD_MAX_BYTES
from rebond.tutoring.mail import AttachedFile
from rebond.web.uploads import FilesField, SeveralFiles


class JoinedFilesForm(forms.Form):
    joined = FilesField(
        label="Joindre un document",
        help_text="Un PDF ou une photo.",
        required=False,
        widget=SeveralFiles(attrs={"accept": "application/pdf,image/jpeg,image/png"}),
        error_messages={"empty": "Ce fichier est vide."},
    )

    def clean_joined(self) -> list[AttachedFile]:
        """One byte more than the limit is enough to tell that it is passed."""
        sent = self.cleaned_data["joined"]
        return [AttachedFile(one.name or "document", one.read(UPLOAD_MAX_BYTES + 1)) for one in sent]
