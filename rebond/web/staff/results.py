"""« Résultats »: the figures of a programme, the people behind each, and the same on paper."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from rebond.core import clock
from rebond.pathways import policy
from rebond.pathways.hours import hours_words
from rebond.people.actor import Actor
from rebond.people.models import Organisation
from rebond.programmes.models import Programme
from rebond.reporting import charts, words
from rebond.reporting.cohorts import Cohort, territories_of
from rebond.reporting.confidentiality import hides_exits, withheld_codes, withheld_courses
from rebond.reporting.figures import Figure, Results, compute, headlines
from rebond.reporting.indicators import Indicator, Part, Rows, indicator_of
from rebond.reporting.pdf import results_document
from rebond.reporting.people import list_result_people, reads_every_file
from rebond.trainings.attendance import CourseAttendance
from rebond.trainings.models import Course
from rebond.trainings.policy import courses_visible_to
from rebond.web.forms import DateField
from rebond.web.paging import paginate
from rebond.web.requests import StaffRequest

BOUNDS = ("entered_from", "entered_to", "exited_from", "exited_to")
#: What a list holds, and whether the word is feminine.
NOUNS = {
    Rows.PATHWAYS: ("parcours", "parcours", ""),
    Rows.STEPS: ("rendez-vous", "rendez-vous", ""),
    Rows.ENROLMENTS: ("place", "places", "e"),
}
PART_TITLES = {Part.NUMERATOR: "comptés", Part.DENOMINATOR: "sur l'ensemble", Part.UNKNOWN: "non connus"}


class PeriodForm(forms.Form):
    """The period and the territory, kept in the address.

    The territory is offered to who may open every file: for others, a whole less its parts would tell a small part (D13).
    """

    entered_from = DateField(label="Entrées du", required=False)
    entered_to = DateField(label="Entrées jusqu'au", required=False)
    exited_from = DateField(label="Sorties du", required=False)
    exited_to = DateField(label="Sorties jusqu'au", required=False)
    territory = forms.ModelChoiceField(
        Organisation.objects.none(),
        label="Organisme des référents",
        required=False,
        empty_label="Tous",
    )

    def __init__(self, *args: Any, programme: Programme, by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.programme = programme
        self.cohort = Cohort(programme)
        if reads_every_file(self.cohort, by=by):
            self.fields["territory"].queryset = territories_of(programme)  # type: ignore[attr-defined]
        else:
            del self.fields["territory"]

    def clean(self) -> dict[str, Any]:
        asked = {name: self.cleaned_data.get(name) for name in (*BOUNDS, "territory")}
        try:
            self.cohort = Cohort(self.programme, **asked)
        except ValueError as reason:
            raise forms.ValidationError(str(reason)) from None
        return self.cleaned_data


@dataclass(frozen=True)
class Link:
    label: str
    url: str
    is_current: bool


@dataclass(frozen=True)
class Card:
    """One figure as it is shown; `is_withheld` when too few people stand behind it for this reader."""

    figure: Figure
    is_withheld: bool
    slug: str
    query: str

    @property
    def code(self) -> str:
        return self.figure.indicator.code

    @property
    def value(self) -> str:
        return words.value_in_words(self.figure)

    @property
    def counts(self) -> str:
        return words.counts_in_words(self.figure)

    @property
    def unknown(self) -> str:
        return words.unknown_in_words(self.figure)

    @property
    def bounds(self) -> str:
        return words.bounds_in_words(self.figure)

    @property
    def numerator_url(self) -> str:
        return self._url(Part.NUMERATOR)

    @property
    def denominator_url(self) -> str:
        return self._url(Part.DENOMINATOR)

    @property
    def unknown_url(self) -> str:
        return self._url(Part.UNKNOWN)

    def _url(self, part: Part) -> str:
        """The list behind this part; empty when it holds nobody."""
        if not self.figure.count(part):
            return ""
        return f"{reverse('show_result_people', args=[self.slug, self.code, part.value])}{self.query}"


@dataclass(frozen=True)
class CourseLine:
    """What was followed of one course; its hours are withheld when too few people followed it, for this reader."""

    attendance: CourseAttendance
    is_withheld: bool
    slug: str
    query: str

    @property
    def hours(self) -> str:
        return hours_words(self.attendance.minutes)

    @property
    def url(self) -> str:
        """The participations in this course."""
        address = reverse(
            "show_result_people", args=[self.slug, "training_participations", Part.NUMERATOR.value]
        )
        return f"{address}{self.query}{'&' if self.query else '?'}formation={self.attendance.course_pk}"


def show_results(request: StaffRequest, slug: str | None = None) -> HttpResponse:
    """The figures of one programme, the first one when none is named."""
    programmes = list(policy.programmes_visible_to(request.actor))
    if slug is None and not programmes:
        return render(request, "staff/results/none.html")
    programme = next((p for p in programmes if slug in (None, p.slug)), None)
    if programme is None:
        raise Http404
    policy.require(request.actor, "read_results", programme)
    form = PeriodForm(request.GET, programme=programme, by=request.actor)
    context = {"programme": programme, "programmes": programmes, "form": form, "periods": _periods(request)}
    if not form.is_valid():
        return render(request, "staff/results/show.html", context | {"results": None}, status=422)
    results = compute(form.cohort)
    return render(request, "staff/results/show.html", context | _shown(request, results))


def show_result_people(request: StaffRequest, slug: str, code: str, part: str) -> HttpResponse:
    """The people counted in one part of a figure, as far as this role may see them."""
    form = PeriodForm(request.GET, programme=_programme(request, slug), by=request.actor)
    if part not in list(Part) or not form.is_valid():
        raise Http404
    asked: dict[str, Any] = {"part": Part(part), "course": _course(request)}
    try:
        indicator = indicator_of(form.cohort, code)
        found = list_result_people(cohort=form.cohort, indicator=indicator, by=request.actor, **asked)
    except LookupError:  # neither an indicator of this programme, nor a part of it
        raise Http404 from None
    context = {
        "course": asked["course"],
        **_worded(indicator, asked["part"]),
        "found": found,
        "period": words.period_in_words(form.cohort),
        "page": paginate(found.rows, order=found.order, request=request),
        "back_url": f"{reverse('show_results', args=[slug])}{_query(form.cohort)}",
    }
    return render(request, "staff/results/people.html", context)


def show_results_pdf(request: StaffRequest, slug: str) -> HttpResponse:
    """The same figures as a document to print or to send; figures about too few people are left out of it."""
    programme = _programme(request, slug)
    policy.require(request.actor, "read_results", programme)
    form = PeriodForm(request.GET, programme=programme, by=request.actor)
    if not form.is_valid():
        raise Http404
    document = results_document(compute(form.cohort))
    headers = {"Content-Disposition": f'inline; filename="resultats-{programme.slug}-{clock.today()}.pdf"'}
    return HttpResponse(document, content_type="application/pdf", headers=headers)


def _programme(request: StaffRequest, slug: str) -> Programme:
    return get_object_or_404(policy.programmes_visible_to(request.actor), slug=slug)


def _worded(indicator: Indicator, part: Part) -> dict[str, Any]:
    """What the list is of, in words."""
    return {"indicator": indicator, "part_title": PART_TITLES[part], "noun": NOUNS[indicator.rows]}


def _course(request: StaffRequest) -> Course | None:
    """The course that the list is narrowed to, if it is."""
    asked = request.GET.get("formation")
    if not asked:
        return None
    try:
        return get_object_or_404(courses_visible_to(request.actor), pk=UUID(asked))
    except ValueError:
        raise Http404 from None


def _shown(request: StaffRequest, results: Results) -> dict[str, Any]:
    """What the page shows of the figures; none about too few people for who may not open every file."""
    cohort = results.cohort
    reads_all = reads_every_file(cohort, by=request.actor)
    withheld = set() if reads_all else withheld_codes(results)
    hidden_courses = set() if reads_all else withheld_courses(results)
    hides = not reads_all and hides_exits(results)
    query, slug = _query(cohort), cohort.programme.slug
    cards = {f.indicator.code: Card(f, f.indicator.code in withheld, slug, query) for f in results.figures}
    return {
        "results": results,
        "sentence": "" if hides else words.sentence(results),
        "period": words.period_in_words(cohort),
        "headlines": [cards[code] for code in headlines(results)],
        "cards": list(cards.values()),
        "hides_some": bool(withheld or hidden_courses),
        "entries": charts.columns(results.figure("entered_per_year").breakdown or {}),
        "activity": None if hides else charts.activity_chart(cohort),
        "rsa": None if hides else charts.rsa_chart(cohort),
        "courses": [
            CourseLine(course, course.course_pk in hidden_courses, slug, query) for course in results.courses
        ],
        "pdf_url": f"{reverse('show_results_pdf', args=[slug])}{query}",
    }


def _query(cohort: Cohort) -> str:
    """The period and the territory as the address keeps them."""
    given = {name: day.isoformat() for name in BOUNDS if (day := getattr(cohort, name))}
    if cohort.territory:
        given["territory"] = str(cohort.territory.pk)
    return f"?{urlencode(given)}" if given else ""


def _periods(request: StaffRequest) -> list[Link]:
    """The quick choices, on the entries; the territory asked for stays."""
    year = clock.today().year
    choices = [
        ("Depuis le début", None),
        (f"Cette année ({year})", year),
        (f"L'an dernier ({year - 1})", year - 1),
    ]
    asked = {name: request.GET[name] for name in BOUNDS if request.GET.get(name)}
    territory = {"territory": request.GET["territory"]} if request.GET.get("territory") else {}
    links = []
    for label, chosen in choices:
        bounds = (
            {} if chosen is None else {"entered_from": date(chosen, 1, 1), "entered_to": date(chosen, 12, 31)}
        )
        given = {name: day.isoformat() for name, day in bounds.items()}
        kept = given | territory
        links.append(
            Link(label, f"{request.path}?{urlencode(kept)}" if kept else request.path, asked == given)
        )
    return links
