"""Le dossier: one person's path, with its ribbon, its next action, and sections loaded when they are opened."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from rebond.assessments.reading import weak_domains
from rebond.audit.journal import record_access
from rebond.core import clock
from rebond.pathways import file
from rebond.pathways.correspondence import about_path, read
from rebond.pathways.file import File
from rebond.pathways.hours import hours_words
from rebond.pathways.models import Pathway
from rebond.pathways.plan import read_plan
from rebond.pathways.policy import messages_visible_to, steps_visible_to
from rebond.pathways.proofs import proofs_of
from rebond.pathways.schedule import read_schedule
from rebond.pathways.simulating import scenario_sentences
from rebond.pathways.timeline import read_timeline
from rebond.pathways.turnover import turnover_change
from rebond.trainings.attendance import attended_minutes, is_certifiable
from rebond.trainings.policy import may as may_train
from rebond.trainings.room import counted, enrolments_of, sessions_to_come, with_certificates
from rebond.web.paging import paginate
from rebond.web.requests import StaffRequest
from rebond.web.staff import assessments, documents, exchanges, figures


@dataclass(frozen=True)
class Section:
    """A part of the file, named in the address (?section=…), and what its template is given.

    What is opened now and then stands under « Plus », so that what is opened every day stays in sight.
    """

    code: str
    label: str
    template: str
    read: Callable[[File, StaffRequest], dict[str, Any]]
    is_rare: bool = False


def _timeline(opened: File, request: StaffRequest) -> dict[str, Any]:
    before = request.GET.get("avant", "")
    return {"timeline": read_timeline(opened.pathway, by=request.actor, before=before)}


def _schedule(opened: File, request: StaffRequest) -> dict[str, Any]:
    return {"schedule": read_schedule(opened)}


def _proofs(opened: File, request: StaffRequest) -> dict[str, Any]:
    visible = steps_visible_to(request.actor).filter(pathway=opened.pathway)
    proofs = proofs_of(visible)
    count = sum(proof.is_missing for proof in proofs)
    title = f"{count} justificatif{'s' if count > 1 else ''} de présence à compléter."
    return {"proofs": proofs, "missing_count": count, "missing_title": title}


def _plan(opened: File, request: StaffRequest) -> dict[str, Any]:
    return {"plan": read_plan(opened.pathway, weak=weak_domains(opened.pathway, by=request.actor))}


def _business(opened: File, request: StaffRequest) -> dict[str, Any]:
    return {
        **figures.read_section(opened, request),
        "scenario_sentences": scenario_sentences(opened.pathway),
    }


def _person(opened: File, request: StaffRequest) -> dict[str, Any]:
    return {}


def _messages(opened: File, request: StaffRequest) -> dict[str, Any]:
    sent = about_path(messages_visible_to(request.actor), opened.pathway)
    page = paginate(sent, order="-queued_at", request=request, size=20)
    return {"page": page, "letters": read(page.rows), "today": clock.today()}


def _referral(opened: File, request: StaffRequest) -> dict[str, Any]:
    referral = opened.pathway.referral
    answers = list(referral.eligibility_answers.select_related("question"))
    return {"referral": referral, "obstacles": list(referral.obstacles.all()), "answers": answers}


def _exit(opened: File, request: StaffRequest) -> dict[str, Any]:
    return {"change": turnover_change(opened.outcome) if opened.outcome else None}


def _trainings(opened: File, request: StaffRequest) -> dict[str, Any]:
    enrolments = with_certificates(enrolments_of(opened.pathway))
    minutes = [attended_minutes(enrolment) for enrolment in enrolments]
    hours = [hours_words(m) if m else "" for m in minutes]
    may_certify = [is_certifiable(enrolment) for enrolment in enrolments]
    return {
        "enrolments": list(zip(enrolments, hours, may_certify, strict=True)),
        "attended": hours_words(sum(minutes)) if sum(minutes) else "",
        "open_sessions": counted(sessions_to_come(opened.pathway, besides=enrolments)),
        "can_enrol": may_train(request.actor, "enrol", opened.pathway),
        "now": opened.now,
        "today": clock.today(),
    }


SECTIONS = {
    section.code: section
    for section in (
        Section("parcours", "Parcours", "_timeline.html", _timeline),
        Section("rendez-vous", "Rendez-vous", "_schedule.html", _schedule),
        Section("diagnostic", "Diagnostic", "_diagnostic.html", assessments.read_section),
        Section("plan", "Plan d'action", "_plan.html", _plan),
        Section("entreprise", "Entreprise", "_business.html", _business),
        Section("echanges", "Échanges", "_exchanges.html", exchanges.read_section),
        Section("documents", "Documents", "_documents.html", documents.read_section),
        Section("formations", "Formations", "_trainings.html", _trainings),
        Section("sortie", "Sortie", "_exit.html", _exit),
        Section("personne", "Personne", "_person.html", _person, is_rare=True),
        Section("orientation", "Orientation", "_referral.html", _referral, is_rare=True),
        Section("justificatifs", "Justificatifs", "_proofs.html", _proofs, is_rare=True),
        Section("messages", "Envois", "_messages.html", _messages, is_rare=True),
    )
}


def show_pathway(request: StaffRequest, pk: UUID) -> HttpResponse:
    """The file, opened at one section; htmx is given the section alone. Each reading is recorded (D6)."""
    section = SECTIONS.get(request.GET.get("section", "parcours"))
    if section is None:
        raise Http404
    opened = visible_file(request, pk)
    record_access(
        by=request.actor, beneficiary_id=opened.pathway.beneficiary_id, page=f"show_pathway:{section.code}"
    )
    context = {
        "file": opened,
        "pathway": opened.pathway,
        "sections": SECTIONS.values(),
        "section": section,
        "section_template": f"staff/pathways/{section.template}",
        **section.read(opened, request),
    }
    is_fragment = request.htmx and not request.htmx.history_restore_request
    answer = render(request, f"staff/pathways/{'_sections' if is_fragment else 'show'}.html", context)
    patch_vary_headers(answer, ["HX-Request", "HX-History-Restore-Request"])
    return answer


def visible_file(request: StaffRequest, pk: UUID) -> File:
    """The file if this role sees it, else 404."""
    try:
        return file.read_file(pk, by=request.actor)
    except Pathway.DoesNotExist:
        raise Http404 from None
