"""Trainings and webinars: what is coming, the catalogue, one session, and who is on its list."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from rebond.core import clock
from rebond.core.acts import ActRefused
from rebond.core.identity import new_id
from rebond.pathways.policy import pathways_visible_to, programmes_visible_to
from rebond.trainings import actions, policy
from rebond.trainings.models import Course, Enrolment, Session
from rebond.trainings.room import counted, read_room
from rebond.trainings.states import SESSION, EnrolmentState
from rebond.web.acts import refusals_on
from rebond.web.paging import Page, paginate
from rebond.web.requests import StaffRequest
from rebond.web.staff.training_forms import (
    CancelSessionForm,
    ChangeSessionForm,
    EditCourseForm,
    HalfDayFormSet,
    NewCourseForm,
    NewSessionForm,
    PeopleForm,
    WithdrawForm,
    half_days_of,
)


def list_sessions(request: StaffRequest) -> HttpResponse:
    """The sessions to come, or those that are over, of the programmes one takes part in."""
    shows_past = request.GET.get("periode") == "passees"
    sessions = policy.sessions_visible_to(request.actor).select_related("course__organiser", "trainer")
    sessions = (
        sessions.filter(ends_at__lt=clock.now()) if shows_past else sessions.filter(ends_at__gte=clock.now())
    )
    if kind := request.GET.get("nature"):
        sessions = sessions.filter(course__kind=kind)
    order = "-starts_at" if shows_past else "starts_at"
    page: Page[Session] = paginate(sessions, order=order, request=request)
    rows = counted(page.rows)
    context = {
        "page": page,
        "rows": rows,
        "shows_past": shows_past,
        "kind": kind or "",
        "can_add": _can_add(request),
    }
    return render(request, "staff/trainings/list.html", context)


def list_courses(request: StaffRequest) -> HttpResponse:
    courses = policy.courses_visible_to(request.actor).select_related("organiser", "programme")
    page: Page[Course] = paginate(courses, order="title", request=request)
    return render(request, "staff/trainings/courses.html", {"page": page, "can_add": _can_add(request)})


def add_course(request: StaffRequest) -> HttpResponse:
    programmes = _programmes(request)
    form = NewCourseForm(
        request.POST or None, programmes=programmes, initial={"course_id": new_id(), "kind": "training"}
    )
    if form.is_valid():
        with refusals_on(form):
            course = actions.add_course(by=request.actor, **form.cleaned_data)
            messages.success(request, f"« {course} » est au catalogue. Ouvrez une première session.")
            return redirect("open_session", course.pk)
    return _form(request, form, "Ajouter une formation", back="list_courses")


def edit_course(request: StaffRequest, pk: UUID) -> HttpResponse:
    course = get_object_or_404(policy.courses_visible_to(request.actor), pk=pk)
    policy.require(request.actor, "edit_course", course)
    names = ("title", "kind", "aims", "content", "is_offered", "revision")
    form = EditCourseForm(request.POST or None, initial={name: getattr(course, name) for name in names})
    if form.is_valid():
        with refusals_on(form):
            values = _with_revision(form)
            actions.edit_course(course=course, by=request.actor, **values)
            messages.success(request, "Formation modifiée.")
            return redirect("list_courses")
    return _form(request, form, f"Modifier « {course} »", back="list_courses")


def open_session(request: StaffRequest, pk: UUID) -> HttpResponse:
    course = get_object_or_404(policy.courses_visible_to(request.actor), pk=pk)
    policy.require(request.actor, "open_session", course)
    initial = {"session_id": new_id(), "trainer": request.user}
    form = NewSessionForm(request.POST or None, organiser=course.organiser, initial=initial)
    lines = HalfDayFormSet(request.POST or None, prefix="jours", initial=half_days_of(None))
    if form.is_valid() and lines.is_valid():
        with refusals_on(form):
            session = actions.open_session(
                course=course, half_days=_stretches(lines), by=request.actor, **form.cleaned_data
            )
            messages.success(request, "Session ouverte aux inscriptions.")
            return redirect("show_session", session.pk)
    return _session_form(request, form, lines, f"Ouvrir une session : {course}", back=("list_courses", None))


def show_session(request: StaffRequest, pk: UUID) -> HttpResponse:
    session = _session(request, pk)
    room = read_room(session, by=request.actor)
    context = {
        "session": session,
        "room": room,
        "runs": policy.runs(request.actor, session),
        "is_over": session.ends_at <= clock.now(),
        "may_certify": room.lacks_certificates and session.last_day <= clock.today(),
        "has_begun": session.starts_at <= clock.now(),
        "today": clock.today(),
    }
    return render(request, "staff/trainings/show.html", context)


def change_session(request: StaffRequest, pk: UUID) -> HttpResponse:
    session = _session(request, pk, to="change_session")
    if late := _why_not(request, session, "change_session"):
        return late
    names = ("capacity", "place", "video_url", "trainer", "guest_trainer", "revision")
    initial = {name: getattr(session, name) for name in names}
    form = ChangeSessionForm(request.POST or None, organiser=session.course.organiser, initial=initial)
    lines = HalfDayFormSet(request.POST or None, prefix="jours", initial=half_days_of(session))
    if form.is_valid() and lines.is_valid():
        with refusals_on(form):
            values = _with_revision(form)
            actions.change_session(session=session, half_days=_stretches(lines), by=request.actor, **values)
            messages.success(
                request,
                "Session modifiée. Les personnes inscrites sont prévenues si la date ou le lieu change.",
            )
            return redirect("show_session", session.pk)
    return _session_form(
        request, form, lines, f"Modifier la session : {session}", back=("show_session", session.pk)
    )


def cancel_session(request: StaffRequest, pk: UUID) -> HttpResponse:
    session = _session(request, pk, to="cancel_session")
    if late := _why_not(request, session, "cancel_session"):
        return late
    form = CancelSessionForm(request.POST or None)
    if form.is_valid():
        with refusals_on(form):
            actions.cancel_session(session=session, reason=form.cleaned_data["reason"], by=request.actor)
            messages.success(
                request, "Session annulée. Les personnes inscrites ou en attente sont prévenues."
            )
            return redirect("show_session", session.pk)
    lead = "Toutes les personnes inscrites ou en liste d'attente reçoivent un message."
    return _form(request, form, "Annuler la session", back="show_session", pk=session.pk, lead=lead)


def enrol_several(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Put several people of one's own on the list at once."""
    session = _session(request, pk, to="enrol_several")
    if late := _why_not(request, session, "enrol"):
        return late
    form = PeopleForm(request.POST or None, pathways=_enrollable(request, session))
    if form.is_valid():
        with refusals_on(form):
            chosen = list(form.cleaned_data["people"])
            done = actions.enrol_several(session=session, pathways=chosen, by=request.actor)
            messages.success(request, _enrolled_in_words(done))
            return redirect("show_session", session.pk)
    lead = "Quand il n'y a plus de place, les personnes rejoignent la liste d'attente dans cet ordre."
    return _form(request, form, "Inscrire des personnes", back="show_session", pk=session.pk, lead=lead)


@require_POST
def enrol_person(request: StaffRequest, pk: UUID, session_pk: UUID) -> HttpResponse:
    """From the file: one button beside each open session."""
    pathway = get_object_or_404(pathways_visible_to(request.actor), pk=pk)
    session = get_object_or_404(policy.sessions_open_to(pathway), pk=session_pk)
    policy.require(request.actor, "enrol", pathway)
    enrolment = actions.enrol(session=session, pathway=pathway, by=request.actor)
    messages.success(request, f"{session} : {enrolment.get_state_display().lower()}.")
    return redirect(_file_section(pathway.pk))


def withdraw_enrolment(request: StaffRequest, pk: UUID) -> HttpResponse:
    enrolments = policy.enrolments_visible_to(request.actor).select_related(
        "session__course", "pathway__beneficiary"
    )
    enrolment = get_object_or_404(enrolments, pk=pk)
    policy.require(request.actor, "withdraw", enrolment)
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with refusals_on(form):
            actions.withdraw(enrolment=enrolment, by=request.actor, **form.cleaned_data)
            messages.success(request, f"Inscription retirée : {enrolment.pathway.beneficiary}.")
            return redirect("show_session", enrolment.session_id)
    lead = (
        f"{enrolment.pathway.beneficiary} reçoit un message qui le lui dit, sans la raison. "
        "La place revient à la première personne en attente."
    )
    return _form(
        request, form, "Retirer l'inscription", back="show_session", pk=enrolment.session_id, lead=lead
    )


def _session(request: StaffRequest, pk: UUID, *, to: str = "") -> Session:
    sessions = policy.sessions_visible_to(request.actor)
    session = get_object_or_404(
        sessions.select_related("course__organiser", "course__programme", "trainer"), pk=pk
    )
    if to:
        policy.require(request.actor, to, session)
    return session


def _why_not(request: StaffRequest, session: Session, verb: str) -> HttpResponse | None:
    """Back to the session, with the reason, when its state forbids what a form would ask for nothing."""
    if request.method == "POST":
        return None
    try:
        SESSION.after(session.state, verb)
    except ActRefused as refusal:
        messages.warning(request, refusal.message)
        return redirect("show_session", session.pk)
    return None


def _programmes(request: StaffRequest) -> Any:
    visible = programmes_visible_to(request.actor)
    own = [programme for programme in visible if policy.may(request.actor, "add_course", programme)]
    if not own:
        raise PermissionDenied
    return visible.filter(pk__in=[programme.pk for programme in own])


def _can_add(request: StaffRequest) -> bool:
    return any(policy.may(request.actor, "add_course", p) for p in programmes_visible_to(request.actor))


def _enrollable(request: StaffRequest, session: Session) -> Any:
    people = policy.pathways_to_enrol(request.actor).filter(programme=session.course.programme_id)
    listed = session.enrolments.exclude(state=EnrolmentState.WITHDRAWN).values("pathway")
    return (
        people.exclude(pk__in=listed)
        .select_related("beneficiary", "business")
        .order_by("beneficiary__name_key")
    )


def _stretches(lines: Any) -> list[Any]:
    return [line.stretch for line in lines if line.stretch]


def _enrolled_in_words(done: list[Enrolment]) -> str:
    placed = sum(enrolment.state == EnrolmentState.ENROLLED for enrolment in done)
    waiting = len(done) - placed
    told = f"{placed} personne{'s' if placed > 1 else ''} inscrite{'s' if placed > 1 else ''}"
    return f"{told}, {waiting} en liste d'attente." if waiting else f"{told}."


def _file_section(pk: UUID) -> str:
    return f"{reverse('show_pathway', args=[pk])}?section=formations"


def _with_revision(form: forms.Form) -> dict[str, Any]:
    values = dict(form.cleaned_data)
    values["seen_revision"] = values.pop("revision")
    return values


def _session_form(
    request: StaffRequest, form: forms.Form, lines: Any, title: str, *, back: tuple[str, Any]
) -> HttpResponse:
    context = {"form": form, "lines": lines, "title": title, "back": back}
    return render(request, "staff/trainings/session_form.html", context, status=422 if form.is_bound else 200)


def _form(
    request: StaffRequest, form: forms.Form, title: str, *, back: str, pk: UUID | None = None, lead: str = ""
) -> HttpResponse:
    context = {"form": form, "title": title, "back": back, "back_pk": pk, "lead": lead}
    return render(request, "staff/trainings/form.html", context, status=422 if form.is_bound else 200)
