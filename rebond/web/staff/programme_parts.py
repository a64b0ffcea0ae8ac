"""A draft edited in place: one small form per thing; the whole page is drawn again after each change."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from rebond.pathways import actions
from rebond.programmes.content import content_of
from rebond.programmes.editing import Edit, EditVerb, kind_of, opened, thing_at
from rebond.programmes.incoherence import Place
from rebond.programmes.letters import Filled
from rebond.programmes.models import Version
from rebond.programmes.outline import Group, Part, outline_of
from rebond.web.acts import refusals_on
from rebond.web.requests import StaffRequest
from rebond.web.staff.programme_forms import FORMS, PartForm
from rebond.web.staff.programme_forms.letters import LetterForm
from rebond.web.staff.programme_page import page_of
from rebond.web.staff.programmes import editable_version


@dataclass(frozen=True)
class Bench:
    """The thing, or the collection, that somebody is working on."""

    version: Version
    place: Place
    subject: Part | Group
    form: PartForm

    @property
    def anchor(self) -> str:
        return self.subject.anchor

    @property
    def slot(self) -> str:
        """The element of the page that the form takes the place of."""
        return f"{self.anchor}-new" if isinstance(self.subject, Group) else f"{self.anchor}-body"

    @property
    def title(self) -> str:
        if isinstance(self.subject, Group):
            return f"Ajouter {self.subject.noun.one}"
        return f"Modifier « {self.subject.title} »"

    @property
    def preview(self) -> Filled | None:
        """What the person would receive, when the thing is a letter."""
        return self.form.preview() if isinstance(self.form, LetterForm) else None

    @property
    def url(self) -> str:
        name = "add_version_part" if isinstance(self.subject, Group) else "edit_version_part"
        return reverse(name, args=[self.version.programme.slug, self.version.number, self.subject.path])

    @property
    def version_url(self) -> str:
        return reverse("show_version", args=[self.version.programme.slug, self.version.number])


def edit_version_part(request: StaffRequest, slug: str, number: int, place: str) -> HttpResponse:
    version = editable_version(request, slug, number)
    return _edit(request, _bench(request, version, _parsed(place), Part))


def add_version_part(request: StaffRequest, slug: str, number: int, place: str) -> HttpResponse:
    version = editable_version(request, slug, number)
    return _edit(request, _bench(request, version, _parsed(place), Group))


@require_POST
def remove_version_part(request: StaffRequest, slug: str, number: int, place: str) -> HttpResponse:
    return _do(request, slug, number, place, EditVerb.REMOVE)


@require_POST
def raise_version_part(request: StaffRequest, slug: str, number: int, place: str) -> HttpResponse:
    return _do(request, slug, number, place, EditVerb.RAISE)


@require_POST
def lower_version_part(request: StaffRequest, slug: str, number: int, place: str) -> HttpResponse:
    return _do(request, slug, number, place, EditVerb.LOWER)


def _do(request: StaffRequest, slug: str, number: int, place: str, verb: EditVerb) -> HttpResponse:
    """A change that asks no form: the mark of the thing, as it was read, comes with the button."""
    version = editable_version(request, slug, number)
    where = _parsed(place)
    if not isinstance(where[-1], int) or where[0] == "letters":
        raise Http404
    edit = Edit(verb, where, seen=request.POST.get("seen", ""))
    actions.edit_version(version=version, edit=edit, by=request.actor)
    moved = {EditVerb.RAISE: max(0, where[-1] - 1), EditVerb.LOWER: where[-1] + 1}
    stays = (*where[:-1], moved[verb]) if verb in moved else where[:-1]
    return _changed(request, version, "-".join(map(str, stays)))


def _edit(request: StaffRequest, bench: Bench) -> HttpResponse:
    if bench.form.is_valid():
        with refusals_on(bench.form):
            actions.edit_version(version=bench.version, edit=bench.form.edit(), by=request.actor)
            return _changed(request, bench.version, bench.anchor)
    template = "staff/programmes/_form.html" if request.htmx else "staff/programmes/edit.html"
    return render(request, template, {"bench": bench}, status=422 if bench.form.is_bound else 200)


def _changed(request: StaffRequest, version: Version, anchor: str) -> HttpResponse:
    """The page drawn again, the focus on what was changed."""
    if not request.htmx:
        return redirect(reverse("show_version", args=[version.programme.slug, version.number]) + f"#{anchor}")
    context = {"page": page_of(version, request.actor), "changed": anchor}
    answer = render(request, "staff/programmes/_version.html", context)
    answer["HX-Retarget"], answer["HX-Reswap"] = "#version", "outerHTML show:none"
    return answer


def _parsed(place: str) -> Place:
    """« phases/0/steps/2 » → ("phases", 0, "steps", 2)."""
    return tuple(
        int(part) if part.isdecimal() and len(part) <= 5 else part for part in place.strip("/").split("/")
    )


def _bench(request: StaffRequest, version: Version, place: Place, wanted: type[Part] | type[Group]) -> Bench:
    content = content_of(version)
    subject = next(
        (s for s in outline_of(content).every() if isinstance(s, wanted) and s.place == place), None
    )
    is_closed = isinstance(subject, Group) and subject.is_closed
    if subject is None or is_closed or (isinstance(subject, Part) and kind_of(place) == "organisation"):
        raise Http404
    form: type[PartForm] = FORMS[kind_of(place)]
    apart: Any = opened(content)
    thing = thing_at(apart, place) if wanted is Part else None
    # Several forms may be open on one page: each has its own identifiers.
    ids = f"id-{subject.anchor}-%s"
    data, files = request.POST or None, request.FILES or None
    bound = form(data, files, content=apart, place=place, thing=thing, auto_id=ids)
    return Bench(version, place, subject, bound)
