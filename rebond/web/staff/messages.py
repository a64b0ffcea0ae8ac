"""Messages: what was not delivered, the letters to post, and the proof of each."""

from uuid import UUID

from django import forms
from django.contrib import messages as notices
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from rebond.audit.journal import record_access
from rebond.core import clock
from rebond.messaging.models import Channel, Message, MessageState
from rebond.pathways import actions, policy
from rebond.pathways.correspondence import Letter, message_counts, read
from rebond.pathways.paper import letters_document
from rebond.people.models import Organisation
from rebond.web.acts import refusals_on
from rebond.web.documents import typeset_response
from rebond.web.forms import DateField
from rebond.web.paging import paginate
from rebond.web.requests import StaffRequest

#: Sheets in one document to print.
PRINTED_AT_ONCE = 50


class PostedForm(forms.Form):
    posted_on = DateField(
        label="Fait le", help_text="Le jour où le courrier est parti ou a été remis, ou le jour de l'appel."
    )


def list_messages(request: StaffRequest) -> HttpResponse:
    """What was not delivered on the files that this role sees, newest first."""
    dead = policy.messages_visible_to(request.actor).filter(state=MessageState.DEAD)
    return _list(request, "undelivered", dead, order="-queued_at")


def list_letters(request: StaffRequest) -> HttpResponse:
    """Letters and calls that wait for somebody, oldest first."""
    return _list(request, "letters", policy.letters_to_post(request.actor), order="queued_at")


def _list(request: StaffRequest, name: str, rows: QuerySet[Message], *, order: str) -> HttpResponse:
    page = paginate(rows, order=order, request=request)
    context = {"page": page, "letters": read(page.rows), "tab": name, "today": clock.today()}
    return render(request, f"staff/messages/{name}.html", context)


def show_message(request: StaffRequest, pk: UUID) -> HttpResponse:
    """One message, its proof, and what can still be done."""
    letter = _visible(request, pk)
    _record_reading(request, letter, "show_message")
    return render(request, "staff/messages/show.html", {"letter": letter, "today": clock.today()})


def print_letters(request: StaffRequest) -> HttpResponse:
    """All the letters to post in one document, one on each sheet."""
    waiting = policy.letters_to_post(request.actor).filter(channel=Channel.LETTER).order_by("queued_at", "pk")
    return _document(request, read(waiting[:PRINTED_AT_ONCE]))


def print_letter(request: StaffRequest, pk: UUID) -> HttpResponse:
    """One letter, to print."""
    letter = _visible(request, pk)
    policy.require(request.actor, "post_letter", letter.message)
    return _document(request, [letter] if letter.message.channel == Channel.LETTER else [])


def _document(request: StaffRequest, letters: list[Letter]) -> HttpResponse:
    if not letters:
        notices.info(request, "Aucun courrier à imprimer.")
        return redirect("list_letters")
    for letter in letters:
        _record_reading(request, letter, "print_letter")
    content = letters_document(letter.message for letter in letters)
    return typeset_response(content, f"courriers-{clock.today()}.pdf")


def post_letter(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Say that a letter left, today or another day."""
    letter = _visible(request, pk)
    policy.require(request.actor, "post_letter", letter.message)
    form = PostedForm(request.POST or None, initial={"posted_on": clock.today()})
    if form.is_valid():
        with refusals_on(form):
            actions.post_letter(message=letter.message, by=request.actor, **form.cleaned_data)
            notices.success(
                request, f"{letter.message.get_channel_display()} à {letter.reader} : c'est noté."
            )
            return redirect("list_letters")
    context = {"letter": letter, "form": form}
    return render(request, "staff/messages/post.html", context, status=422 if form.is_bound else 200)


@require_POST
def retry_message(request: StaffRequest, pk: UUID) -> HttpResponse:
    letter = _visible(request, pk)
    actions.retry_message(message=letter.message, by=request.actor)
    notices.success(request, "Le message repart.")
    return redirect("show_message", pk)


@require_POST
def drop_message(request: StaffRequest, pk: UUID) -> HttpResponse:
    letter = _visible(request, pk)
    actions.drop_message(message=letter.message, by=request.actor)
    notices.success(request, "Ce message ne partira pas. Il reste dans le dossier.")
    return redirect("show_message", pk)


def count_messages(request: StaffRequest) -> HttpResponse:
    """For the administrator: how many messages wait or were refused, and why; neither names nor words."""
    organisation = _administered(request)
    context = {"counts": message_counts(), "organisation": organisation}
    return render(request, "staff/messages/counts.html", context)


@require_POST
def retry_messages(request: StaffRequest) -> HttpResponse:
    count = actions.retry_messages(organisation=_administered(request), by=request.actor)
    notices.success(request, f"{count} message{'s' if count > 1 else ''} à nouveau à envoyer.")
    return redirect("count_messages")


def _administered(request: StaffRequest) -> Organisation:
    organisation: Organisation = request.actor.organisation
    policy.require(request.actor, "retry_messages", organisation)
    return organisation


def _visible(request: StaffRequest, pk: UUID) -> Letter:
    (letter,) = read([get_object_or_404(policy.messages_visible_to(request.actor), pk=pk)])
    return letter


def _record_reading(request: StaffRequest, letter: Letter, page: str) -> None:
    record_access(by=request.actor, beneficiary_id=letter.message.beneficiary_id, page=page)
