"""« Programme »: the versions of a programme, drawn and in words; drafting, publishing, comparing, files."""

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from rebond.core.acts import ActRefused
from rebond.pathways import actions, policy
from rebond.pathways.states import VERSION
from rebond.programmes.comparison import by_section, changes_between
from rebond.programmes.content import content_of, to_yaml
from rebond.programmes.documents import FaultyDocument, Problem, parse_document
from rebond.programmes.models import Programme, Version, VersionState
from rebond.web.acts import refusals_on
from rebond.web.requests import StaffRequest
from rebond.web.staff.programme_forms import ProgrammeFileForm
from rebond.web.staff.programme_page import page_of


@require_safe
def list_programmes(request: StaffRequest) -> HttpResponse:
    """The programmes one takes part in, each with the versions one may read."""
    versions = Prefetch("versions", policy.versions_visible_to(request.actor).order_by("-number"))
    programmes = (
        policy.programmes_visible_to(request.actor).select_related("commissioner").prefetch_related(versions)
    )
    steers = request.actor.role in policy.STEERING_ROLES
    return render(request, "staff/programmes/list.html", {"programmes": programmes, "steers": steers})


@require_safe
def show_version(request: StaffRequest, slug: str, number: int) -> HttpResponse:
    version = visible_version(request, slug, number)
    versions = (
        policy.versions_visible_to(request.actor).filter(programme=version.programme).order_by("-number")
    )
    context = {"page": page_of(version, request.actor), "versions": versions}
    return render(request, "staff/programmes/show.html", context)


@require_POST
def draft_version(request: StaffRequest, slug: str, number: int) -> HttpResponse:
    programme = _programme(request, slug, to="draft_version")
    draft = actions.draft_version(version=_version_of(programme, number), by=request.actor)
    messages.success(
        request, f"Le brouillon est prêt : c'est la version {draft.number}, copie de la version {number}."
    )
    return redirect("show_version", slug, draft.number)


@require_POST
def publish_version(request: StaffRequest, slug: str, number: int) -> HttpResponse:
    version = editable_version(request, slug, number)
    actions.publish_version(version=version, by=request.actor)
    messages.success(request, f"Version {number} publiée : les nouvelles orientations la suivent.")
    return redirect("show_version", slug, number)


@require_POST
def discard_version(request: StaffRequest, slug: str, number: int) -> HttpResponse:
    actions.discard_version(version=editable_version(request, slug, number), by=request.actor)
    messages.success(request, "Brouillon abandonné.")
    return redirect("list_programmes")


@require_safe
def compare_versions(request: StaffRequest, slug: str, number: int) -> HttpResponse:
    """What this version changes, against the one before it or the one asked for (?avec=)."""
    version = visible_version(request, slug, number)
    others = (
        policy.versions_visible_to(request.actor).filter(programme=version.programme).exclude(pk=version.pk)
    )
    asked = request.GET.get("avec", "")
    is_number = asked.isdecimal() and len(asked) <= 5  # a version number, not an attempt at an overflow
    earlier = others.filter(number=int(asked)) if is_number else others.filter(number__lt=number)
    other = earlier.order_by("-number").first()
    sections = by_section(changes_between(content_of(other), content_of(version))) if other else {}
    context = {"version": version, "other": other, "others": others.order_by("-number"), "sections": sections}
    return render(request, "staff/programmes/compare.html", context)


@require_safe
def export_programme_file(request: StaffRequest, slug: str, number: int) -> HttpResponse:
    version = visible_version(request, slug, number)
    answer = HttpResponse(to_yaml(content_of(version)), content_type="application/yaml; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{slug}-v{number}.yaml"'
    return answer


@require_safe
def show_logo(request: StaffRequest, slug: str, number: int, position: int) -> HttpResponse:
    """One logo of a version, as an image that can do nothing else."""
    logo = get_object_or_404(visible_version(request, slug, number).logos, position=position)
    answer = HttpResponse(bytes(logo.content), content_type=logo.media_type)
    answer["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return answer


def import_programme_file(request: StaffRequest) -> HttpResponse:
    """A file becomes a draft, or its faults are told with their lines."""
    policy.require(request.actor, "draft_version", Programme(commissioner=request.actor.organisation))
    form = ProgrammeFileForm(request.POST or None, request.FILES or None)
    problems: list[Problem] = []
    if request.method == "POST" and form.is_valid():
        try:
            with refusals_on(form):
                draft = actions.import_version(
                    document=parse_document(form.cleaned_data["file"]), by=request.actor
                )
                messages.success(request, f"Fichier repris : c'est la version {draft.number}, en brouillon.")
                return redirect("show_version", draft.programme.slug, draft.number)
        except FaultyDocument as faulty:
            problems = faulty.problems
    status = 422 if form.is_bound else 200
    return render(
        request, "staff/programmes/import.html", {"form": form, "problems": problems}, status=status
    )


def visible_version(request: StaffRequest, slug: str, number: int) -> Version:
    """The version if this role sees it; raises Http404."""
    versions = policy.versions_visible_to(request.actor).select_related(
        "programme", "programme__commissioner"
    )
    return get_object_or_404(versions, programme__slug=slug, number=number)


def editable_version(request: StaffRequest, slug: str, number: int) -> Version:
    """The draft, for those who may change it: raises Http404, PermissionDenied, or ActRefused once published."""
    version = _version_of(_programme(request, slug, to="edit_version"), number)
    VERSION.after(version.state, "edit_version")
    return version


def published_version(request: StaffRequest, slug: str, number: int, *, to: str) -> Version:
    """The published version, to which paths may move: raises Http404, PermissionDenied, or ActRefused."""
    version = _version_of(_programme(request, slug, to=to), number)
    if version.state != VersionState.PUBLISHED:
        raise ActRefused("On ne passe des parcours que vers la version publiée.")
    return version


def _programme(request: StaffRequest, slug: str, *, to: str) -> Programme:
    programmes = policy.programmes_visible_to(request.actor).select_related("commissioner")
    programme = get_object_or_404(programmes, slug=slug)
    policy.require(request.actor, to, programme)
    return programme


def _version_of(programme: Programme, number: int) -> Version:
    return get_object_or_404(programme.versions.select_related("programme"), number=number)
