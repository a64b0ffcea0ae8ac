"""« Dossiers »: finding paths, keeping a view of them, taking them away in a file."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import FileResponse, HttpResponse, HttpResponseBase, QueryDict, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from rebond.core import clock
from rebond.core.acts import ActRefused
from rebond.drafts import saved_views
from rebond.imports.tables import csv_lines, xlsx_file
from rebond.pathways import actions, policy
from rebond.pathways.caseload import choose, rows_of
from rebond.pathways.models import Pathway
from rebond.web.acts import refusals_on
from rebond.web.paging import paginate
from rebond.web.requests import StaffRequest
from rebond.web.staff.caseload_export import table_of
from rebond.web.staff.caseload_forms import CaseloadForm

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class SaveViewForm(forms.Form):
    name = forms.CharField(label="Nom de la vue", max_length=40)
    query = forms.CharField(widget=forms.HiddenInput, required=False, max_length=400)


@require_http_methods(["GET", "POST"])
def list_pathways(request: StaffRequest) -> HttpResponse:
    """The list. Filters stand in the address; a search is sent apart, for a name does not belong in an address."""
    asked = request.POST if request.method == "POST" else request.GET
    form = CaseloadForm(asked, by=request.actor)
    address = _address(form.query())
    if request.method == "POST" and not request.htmx and not form.choice().text:
        return redirect(address)
    template = "staff/caseload/_results.html" if request.htmx else "staff/caseload/list.html"
    response = render(request, template, _list_context(request, form))
    if request.htmx:
        response.headers["HX-Replace-Url"] = address
    return response


def _list_context(request: StaffRequest, form: CaseloadForm, **more: Any) -> dict[str, Any]:
    query = form.query()
    page = paginate(
        choose(_with_people(policy.pathways_visible_to(request.actor)), form.choice()),
        order=form.order(),
        request=request,
        size=form.size(),
        query=query,
    )
    return {
        "form": form,
        "page": page,
        "rows": rows_of(page.rows),
        "query": query,
        "seats": policy.seats_moved_by(request.actor),
        "views": saved_views.views_of(request.user),
        "save_form": SaveViewForm(initial={"query": query}),
        **more,
    }


def _with_people(pathways: QuerySet[Pathway]) -> QuerySet[Pathway]:
    return pathways.select_related("beneficiary", "business", "adviser", "lead_worker")


def _address(query: str) -> str:
    return f"{reverse('list_pathways')}?{query}" if query else reverse("list_pathways")


@require_POST
def export_pathways(request: StaffRequest) -> HttpResponseBase:
    """What the list shows, whole, in a file: one line per path. Written in the journal."""
    form = CaseloadForm(request.POST, by=request.actor)
    file_format = "csv" if request.POST.get("format") == "csv" else "xlsx"
    try:
        pathways = actions.export_pathways(choice=form.choice(), file_format=file_format, by=request.actor)
    except ActRefused as refusal:
        messages.warning(request, refusal.message)
        return redirect(_address(form.query()))
    table = table_of(_with_people(pathways).order_by(form.order(), "pk"), form.filters(), request.actor)
    name = f"dossiers-{clock.today():%Y-%m-%d}.{file_format}"
    if file_format == "csv":
        response = StreamingHttpResponse(csv_lines(table), content_type="text/csv; charset=utf-8")
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return response
    return FileResponse(xlsx_file(table), as_attachment=True, filename=name, content_type=XLSX)


@require_POST
def save_view(request: StaffRequest) -> HttpResponse:
    """Keep the filters under a name. A query that was tampered with is read again as the list reads it."""
    save_form = SaveViewForm(request.POST)
    asked = QueryDict(request.POST.get("query", "")[:400])
    form = CaseloadForm(asked, by=request.actor)
    if save_form.is_valid():
        with refusals_on(save_form):
            view = saved_views.save_view(
                user=request.user, name=save_form.cleaned_data["name"], query=form.query()
            )
            messages.success(request, f"Vue « {view} » enregistrée.")
            return redirect(_address(view.query))
    context = _list_context(request, form, save_form=save_form)
    return render(request, "staff/caseload/list.html", context, status=422)


@require_POST
def delete_view(request: StaffRequest, pk: int) -> HttpResponse:
    view = get_object_or_404(saved_views.views_of(request.user), pk=pk)
    saved_views.delete_view(view)
    messages.success(request, f"Vue « {view} » supprimée.")
    return redirect("list_pathways")
