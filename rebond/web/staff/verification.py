"""Whether a sealed document is as it was sealed: anybody who works here may ask, about any file."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import render

from rebond.documents.content import UPLOAD_MAX_BYTES
from rebond.documents.seal import verify
from rebond.trainings.policy import certificates_kept_as
from rebond.web.requests import StaffRequest


class VerifyForm(forms.Form):
    file = forms.FileField(
        label="Document à vérifier",
        help_text="Un PDF scellé par Rebond. Il n'est pas conservé.",
        widget=forms.FileInput(attrs={"accept": "application/pdf"}),
        error_messages={"required": "Choisissez un fichier.", "empty": "Ce fichier est vide."},
    )

    def clean_file(self) -> bytes:
        content: bytes = self.cleaned_data["file"].read(UPLOAD_MAX_BYTES + 1)
        if len(content) > UPLOAD_MAX_BYTES:
            raise forms.ValidationError("Ce fichier dépasse 10 Mo.")
        return content


def verify_document(request: StaffRequest) -> HttpResponse:
    is_sent = request.method == "POST"
    form = VerifyForm(request.POST, request.FILES) if is_sent else VerifyForm()
    verdict = verify(form.cleaned_data["file"]) if form.is_valid() else None
    status = 422 if is_sent and verdict is None else 200
    issued = (
        certificates_kept_as(verdict.kept).select_related("replaced_by", "organisation").first()
        if verdict
        else None
    )
    context = {"form": form, "verdict": verdict, "issued": issued}
    return render(request, "staff/documents/verify.html", context, status=status)
