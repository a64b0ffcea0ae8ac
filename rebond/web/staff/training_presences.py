"""The day of a session: who is there, half-day by half-day, their signatures, and the papers that prove it."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from rebond.audit.journal import record_access
from rebond.core import clock
from rebond.trainings import actions, policy
from rebond.trainings.models import Enrolment, HalfDay, Session
from rebond.trainings.papers import attendance_sheet
from rebond.trainings.room import Room, read_room
from rebond.trainings.states import EnrolmentState
from rebond.web.acts import refusals_on
from rebond.web.documents import document_response
from rebond.web.requests import StaffRequest
from rebond.web.staff.training_forms import PeopleForm, PresenceForm, SignForm


def record_presence(request: StaffRequest, pk: UUID, half_day_pk: int) -> HttpResponse:
    session = _run_session(request, pk, "record_presence")
    half_day = get_object_or_404(session.half_days, pk=half_day_pk)
    room = read_room(session, by=request.actor)
    place = [h.pk for h in room.half_days].index(half_day.pk)
    form = PresenceForm(request.POST if request.method == "POST" else None, room=room, place=place)
    if form.is_valid():
        with refusals_on(form):
            replaced = actions.record_presence(half_day=half_day, states=form.states(), by=request.actor)
            messages.success(request, _noted_in_words(len(replaced)))
            return redirect("show_session", session.pk)
    return _presence_page(request, room, half_day, form)


def add_walk_in(request: StaffRequest, pk: UUID) -> HttpResponse:
    session = _run_session(request, pk, "add_walk_in")
    on_list = session.enrolments.filter(state=EnrolmentState.ENROLLED).values("pathway")
    people = policy.pathways_to_enrol(request.actor).filter(programme=session.course.programme_id)
    people = people.exclude(pk__in=on_list).select_related("beneficiary", "business")
    form = PeopleForm(request.POST or None, pathways=people.order_by("beneficiary__name_key"))
    if form.is_valid():
        with refusals_on(form):
            for pathway in form.cleaned_data["people"]:
                actions.add_walk_in(session=session, pathway=pathway, by=request.actor)
            messages.success(request, "Ajouté à la liste : notez la présence.")
            return redirect("show_session", session.pk)
    context = {"form": form, "title": "Ajouter une personne venue sans inscription", "back": "show_session"}
    context |= {"back_pk": session.pk, "lead": "Le jour de la session seulement."}
    return render(request, "staff/trainings/form.html", context, status=422 if form.is_bound else 200)


def sign_presence(request: StaffRequest, pk: UUID, half_day_pk: int) -> HttpResponse:
    """The person signs on the screen that is handed to them: their name only is on it."""
    enrolment = _enrolment(request, pk, "sign_presence")
    half_day = get_object_or_404(enrolment.session.half_days, pk=half_day_pk)
    form = SignForm(request.POST or None, initial={"name": str(enrolment.pathway.beneficiary)})
    if form.is_valid():
        with refusals_on(form):
            actions.sign_presence(
                enrolment=enrolment, half_day=half_day, by=request.actor, **form.cleaned_data
            )
            messages.success(request, "Présence signée.")
            return redirect("record_presence", enrolment.session_id, half_day.pk)
    context = {"form": form, "enrolment": enrolment, "session": enrolment.session, "half_day": half_day}
    return render(request, "staff/trainings/sign.html", context, status=422 if form.is_bound else 200)


def download_sheet(request: StaffRequest, pk: UUID) -> HttpResponse:
    """The attendance sheet, to print and sign, or with what was signed on screen (B20)."""
    session = _run_session(request, pk, "record_presence")
    return _pdf(attendance_sheet(read_room(session, by=request.actor)), "feuille-emargement.pdf")


@require_POST
def issue_certificate(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Certify the hours of one person, for good."""
    enrolment = _enrolment(request, pk, "issue_certificate")
    issued = actions.issue_certificate(enrolment=enrolment, by=request.actor)
    messages.success(request, f"{issued} délivrée à {enrolment.pathway.beneficiary}.")
    if request.POST.get("depuis") == "dossier":
        return redirect(f"{reverse('show_pathway', args=[enrolment.pathway_id])}?section=formations")
    return redirect("show_session", enrolment.session_id)


@require_POST
def issue_certificates(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Certify the hours of everyone who came and has no certificate yet."""
    session = _run_session(request, pk, "issue_certificates")
    issued = actions.issue_certificates(session=session, by=request.actor)
    messages.success(request, _issued_in_words(len(issued)))
    return redirect("show_session", session.pk)


def download_certificate(request: StaffRequest, pk: UUID) -> HttpResponse:
    """The certificate that holds, as it was kept, for whoever sees the path or runs the session."""
    issued = _enrolment(request, pk).valid_certificate
    if issued is None:
        raise Http404
    record_access(
        by=request.actor, beneficiary_id=issued.document.beneficiary_id, page="download_certificate"
    )
    return document_response(issued.document)


def _noted_in_words(replaced_count: int) -> str:
    if not replaced_count:
        return "Présences enregistrées."
    ending = "s" if replaced_count > 1 else ""
    return f"Présences enregistrées. {replaced_count} attestation{ending} remplacée{ending} : les heures ont changé."


def _issued_in_words(count: int) -> str:
    if not count:
        return "Aucune attestation à délivrer : notez d'abord les présences de chaque demi-journée."
    return f"{count} attestations délivrées." if count > 1 else "Une attestation délivrée."


def _pdf(content: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


def _run_session(request: StaffRequest, pk: UUID, act: str) -> Session:
    sessions = policy.sessions_visible_to(request.actor).select_related(
        "course__organiser", "course__programme", "trainer"
    )
    session = get_object_or_404(sessions, pk=pk)
    policy.require(request.actor, act, session)
    return session


def _enrolment(request: StaffRequest, pk: UUID, act: str = "") -> Enrolment:
    visible = policy.enrolments_visible_to(request.actor).select_related(
        "session__course__organiser", "session__course__programme", "pathway__beneficiary", "pathway__version"
    )
    enrolment = get_object_or_404(visible, pk=pk)
    if act:
        policy.require(request.actor, act, enrolment)
    return enrolment


def _presence_page(request: StaffRequest, room: Room, half_day: HalfDay, form: PresenceForm) -> HttpResponse:
    place = [h.pk for h in room.half_days].index(half_day.pk)
    rows = [(line, form[f"p-{line.enrolment.pk}"], line.presences[place]) for line in room.lines]
    is_to_come = clock.civil_date(half_day.starts_at) > clock.today()
    context = {
        "room": room,
        "session": room.session,
        "half_day": half_day,
        "rows": rows,
        "form": form,
        "is_to_come": is_to_come,
    }
    return render(request, "staff/trainings/presences.html", context, status=422 if form.is_bound else 200)
