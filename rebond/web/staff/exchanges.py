"""« Échanges »: the thread of a file, and the pages where one adds to it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import QuerySet, Sum
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from rebond.audit.journal import record_access
from rebond.core import clock
from rebond.core.identity import new_id
from rebond.drafts import store
from rebond.pathways.audience import Audience, readers_in_full
from rebond.pathways.file import File
from rebond.pathways.models import Pathway
from rebond.pathways.policy import pathways_visible_to
from rebond.pathways.telling import channel_of
from rebond.tutoring import actions, policy
from rebond.tutoring.models import Exchange
from rebond.tutoring.states import TaskState
from rebond.tutoring.thread import AUDIENCES, KINDS, Asked, choose, lines_of, with_all
from rebond.tutoring.time_sheet import CHOICES
from rebond.tutoring.wording import added_to, filled_for
from rebond.web.acts import refusals_on
from rebond.web.audiences import ICONS
from rebond.web.paging import paginate
from rebond.web.requests import StaffRequest
from rebond.web.staff.drafts import resume_draft
from rebond.web.staff.exchange_forms import (
    AudienceForm,
    CallForm,
    MessageForm,
    NoteForm,
    PickForm,
    SearchForm,
)

LINES = 20
#: Tasks that are over, shown on demand.
ENDED_TASKS = 10


def read_section(opened: File, request: StaffRequest) -> dict[str, Any]:
    """The thread, newest first. What is searched is posted: a name does not belong in an address."""
    pathway = opened.pathway
    search = SearchForm(request.POST if request.method == "POST" else None)
    text = search.cleaned_data["q"] if search.is_valid() else ""
    asked = Asked(text, request.GET.get("nature", ""), request.GET.get("lecteurs", ""))
    thread = policy.exchanges_visible_to(request.actor).filter(pathway=pathway)
    found = with_all(choose(thread, asked), pathway, request.actor)
    page = paginate(found, order="-happened_at", request=request, size=LINES)
    return {
        "page": page,
        "lines": lines_of(page.rows, pathway),
        "search": search,
        "asked": asked,
        "kinds": [(code, label) for code, (label, _) in KINDS.items()],
        "audiences": [(str(code), label, ICONS[code]) for code, label in AUDIENCES.items()],
        "is_waiting": _waiting(request, pathway).exists(),
        "can_write": policy.may(request.actor, "write_note", pathway),
        "organisation": request.actor.organisation,
        **_beside(request, pathway, page.rows),
    }


def _beside(request: StaffRequest, pathway: Pathway, rows: list[Exchange]) -> dict[str, Any]:
    """Tasks, and one's own time, in three queries."""
    tasks = policy.tasks_visible_to(request.actor).filter(pathway=pathway).select_related("owner")
    own = policy.times_of(request.actor).filter(pathway=pathway)
    noted = dict(own.filter(exchange__in=[row.pk for row in rows]).values_list("exchange", "minutes"))
    for row in rows:
        row.own_minutes = noted.get(row.pk)  # type: ignore[attr-defined]
    ended = tasks.exclude(state=TaskState.TO_DO).order_by("-ended_at", "pk")
    return {
        "tasks": tasks.filter(state=TaskState.TO_DO),
        "ended_tasks": ended[:ENDED_TASKS],
        "today": clock.today(),
        "time_choices": CHOICES,
        "time_id": new_id(),
        "own_total": own.aggregate(total=Sum("minutes"))["total"],
    }


def visible_path(request: StaffRequest, pk: UUID, act: str) -> Pathway:
    """The path if this role sees it, else 404; 403 when it may not add to its thread."""
    joined = (
        "beneficiary",
        "programme__commissioner",
        "version",
        "contractor",
        "adviser",
        "lead_organisation",
        "lead_worker",
        "careers_organisation",
        "careers_consultant",
    )
    pathway = get_object_or_404(pathways_visible_to(request.actor).select_related(*joined), pk=pk)
    policy.require(request.actor, act, pathway)
    return pathway


def thread_url(pathway_pk: UUID) -> str:
    return f"{reverse('show_pathway', args=[pathway_pk])}?section=echanges"


def write_note(request: StaffRequest, pk: UUID) -> HttpResponse:
    pathway = visible_path(request, pk, "write_note")
    form = NoteForm(request.POST or None, pathway=pathway, by=request.actor)
    return _added(request, pathway, form, "write_note", actions.write_note, "Note enregistrée.")


def record_call(request: StaffRequest, pk: UUID) -> HttpResponse:
    pathway = visible_path(request, pk, "record_call")
    initial = {"happened_at": clock.now()}
    form = CallForm(request.POST or None, pathway=pathway, by=request.actor, initial=initial)
    return _added(request, pathway, form, "record_call", actions.record_call, "Appel noté.")


def write_to_person(request: StaffRequest, pk: UUID) -> HttpResponse:
    pathway = visible_path(request, pk, "write_to_person")
    record_access(by=request.actor, beneficiary_id=pathway.beneficiary_id, page="show_pathway:echanges")
    is_inserting = "insert" in request.POST
    form = (
        _with_template(request, pathway)
        if is_inserting
        else MessageForm(request.POST or None, request.FILES or None)
    )
    told = f"Message envoyé à {pathway.beneficiary}."
    beside = {
        "readers": readers_in_full(Audience.PERSON, request.actor.organisation, pathway),
        "channel": channel_of(pathway.beneficiary)[0],
        "waiting": _waiting(request, pathway),
        "pick": PickForm(by=request.actor),
    }
    return _added(request, pathway, form, "write_to_person", actions.write_to_person, told, **beside)


def _with_template(request: StaffRequest, pathway: Pathway) -> MessageForm:
    """The form with what was typed, and the chosen model after it."""
    typed = request.POST.get("text", "")
    chosen = PickForm(request.POST, by=request.actor)
    if chosen.is_valid() and (template := chosen.cleaned_data["template"]):
        typed = added_to(typed, filled_for(template.text, pathway, request.actor))
    form = MessageForm(initial={"text": typed})
    if key := request.POST.get("exchange_id"):
        form.initial["exchange_id"] = key
    return form


def _added(
    request: StaffRequest,
    pathway: Pathway,
    form: forms.Form,
    name: str,
    act: Callable[..., Exchange],
    told: str,
    **beside: Any,
) -> HttpResponse:
    """One more line of the thread: `form`, kept as a draft while it is typed, then `act`. `beside` is for the page."""
    key = f"{name}-{pathway.pk}"
    resumed = "" if request.method == "POST" else resume_draft(request, key, [form])
    if form.is_valid():
        with refusals_on(form):
            act(pathway=pathway, by=request.actor, **form.cleaned_data)
            store.forget_draft(user=request.user, key=key)
            messages.success(request, told)
            return redirect(thread_url(pathway.pk))
    context = {
        "pathway": pathway,
        "form": form,
        "resumed": resumed,
        "draft_key": key,
        "thread_url": thread_url(pathway.pk),
        **beside,
    }
    status = 422 if form.is_bound else 200
    return render(request, f"staff/exchanges/{name}.html", context, status=status)


def _waiting(request: StaffRequest, pathway: Pathway) -> QuerySet[Exchange]:
    rows = policy.messages_to_answer(request.actor).filter(pathway=pathway)
    return rows.order_by("happened_at", "pk")


def change_audience(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Who reads a note or a call, changed on a page that shows it and says who will."""
    exchange = _visible_exchange(request, pk, "change_audience")
    pathway = exchange.pathway
    record_access(by=request.actor, beneficiary_id=pathway.beneficiary_id, page="show_pathway:echanges")
    initial = {"audience": exchange.audience}
    form = AudienceForm(request.POST or None, pathway=pathway, by=request.actor, initial=initial)
    if form.is_valid():
        with refusals_on(form):
            actions.change_audience(exchange=exchange, by=request.actor, **form.cleaned_data)
            messages.success(request, "C'est noté : le nouveau choix vaut dès maintenant.")
            return redirect(thread_url(pathway.pk))
    context = {
        "pathway": pathway,
        "form": form,
        "line": lines_of([exchange], pathway)[0],
        "thread_url": thread_url(pathway.pk),
    }
    status = 422 if form.is_bound else 200
    return render(request, "staff/exchanges/change_audience.html", context, status=status)


@require_POST
def settle_message(request: StaffRequest, pk: UUID) -> HttpResponse:
    """One click: read, and nothing to answer in writing."""
    exchange = _visible_exchange(request, pk, "settle_message")
    actions.settle_message(exchange=exchange, by=request.actor)
    messages.success(request, "Message marqué comme traité.")
    return redirect(thread_url(exchange.pathway_id))


def _visible_exchange(request: StaffRequest, pk: UUID, act: str) -> Exchange:
    visible = policy.exchanges_visible_to(request.actor).select_related(
        "author",
        "organisation",
        "pathway__beneficiary",
        "pathway__contractor",
        "pathway__adviser",
        "pathway__lead_organisation",
        "pathway__lead_worker",
        "pathway__careers_organisation",
        "pathway__careers_consultant",
    )
    exchange = get_object_or_404(visible, pk=pk)
    policy.require(request.actor, act, exchange)
    return exchange
