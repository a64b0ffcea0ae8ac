"""« Reprise de données »: send a spreadsheet, read what it would bring, confirm or cancel, keep the result."""

from io import BytesIO
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from rebond.imports import actions, policy
from rebond.imports.limits import MAX_FILE_BYTES, MAX_FILE_LABEL
from rebond.imports.models import ImportBatch
from rebond.imports.template import write_template
from rebond.pathways.policy import programmes_visible_to, require
from rebond.programmes.models import Programme
from rebond.web.requests import StaffRequest

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LISTED_BATCHES = 20
ACCEPTED = ".xlsx,.ods,.csv"


class UploadForm(forms.Form):
    """A spreadsheet, and the programme it belongs to where there are several."""

    programme: Any = forms.ModelChoiceField(label="Programme", queryset=None)
    file = forms.FileField(
        label="Tableur",
        help_text=f"Un fichier .xlsx, .ods ou .csv, de {MAX_FILE_LABEL} au plus. Il est effacé après la reprise.",
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        error_messages={"empty": "Ce fichier est vide.", "required": "Choisissez un fichier."},
    )

    def __init__(self, *args: Any, programmes: list[Programme], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["programme"]
        field.queryset = Programme.objects.filter(pk__in=[programme.pk for programme in programmes])
        if len(programmes) == 1:
            field.widget, field.initial = forms.HiddenInput(), programmes[0]

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MAX_FILE_BYTES:
            raise ValidationError(f"Ce fichier dépasse {MAX_FILE_LABEL} : partagez-le en plusieurs fichiers.")
        return file


def import_pathways(request: StaffRequest) -> HttpResponse:
    """Send a file, or find again those that were sent."""
    programmes = _open_programmes(request)
    form = UploadForm(request.POST or None, request.FILES or None, programmes=programmes)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        batch = actions.upload_import(
            programme=form.cleaned_data["programme"], file=file, file_name=file.name, by=request.actor
        )
        return redirect("show_import", batch.pk)
    batches = policy.batches_visible_to(request.actor).select_related("created_by")[:LISTED_BATCHES]
    context = {"form": form, "batches": batches, "programmes": programmes}
    return render(request, "staff/imports/list.html", context, status=422 if form.is_bound else 200)


@require_safe
def show_import(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Where the file stands: how far it is, what it would bring, what it brought."""
    return render(request, "staff/imports/show.html", {"batch": _visible(request, pk)})


@require_safe
def show_import_progress(request: StaffRequest, pk: UUID) -> HttpResponse:
    """The bar alone, asked for every two seconds; the whole page is asked for again once the work is over."""
    batch = _visible(request, pk)
    answer = render(request, "staff/imports/_progress.html", {"batch": batch})
    if not batch.is_working:
        answer["HX-Refresh"] = "true"
    return answer


@require_POST
def confirm_import(request: StaffRequest, pk: UUID) -> HttpResponse:
    batch = _visible(request, pk)
    leaves_out = request.POST.get("leaves_out_refused") == "on"
    actions.confirm_import(batch=batch, leaves_out_refused=leaves_out, by=request.actor)
    return redirect("show_import", batch.pk)


@require_POST
def cancel_import(request: StaffRequest, pk: UUID) -> HttpResponse:
    actions.cancel_import(batch=_visible(request, pk), by=request.actor)
    messages.success(request, "Reprise annulée : rien n'a été repris, le fichier est effacé.")
    return redirect("import_pathways")


@require_safe
def download_import_report(request: StaffRequest, pk: UUID) -> FileResponse:
    """The whole report, while it is kept."""
    batch = _visible(request, pk)
    if not batch.report:
        raise Http404
    return FileResponse(
        batch.report.open("rb"), as_attachment=True, filename="rapport-reprise.xlsx", content_type=XLSX
    )


@require_safe
def download_import_template(request: StaffRequest, slug: str) -> FileResponse:
    """The model to fill, with the programme's lists and staff."""
    programme = get_object_or_404(programmes_visible_to(request.actor), slug=slug)
    require(request.actor, "import_pathways", programme)
    content = BytesIO()
    write_template(programme, content, by=request.actor)
    content.seek(0)
    return FileResponse(content, as_attachment=True, filename="modele-reprise.xlsx", content_type=XLSX)


def _open_programmes(request: StaffRequest) -> list[Programme]:
    programmes = policy.programmes_open_to_import(request.actor)
    if not programmes:
        raise PermissionDenied("import_pathways")
    return programmes


def _visible(request: StaffRequest, pk: UUID) -> ImportBatch:
    batches = policy.batches_visible_to(request.actor).select_related("programme", "created_by")
    return get_object_or_404(batches, pk=pk)
