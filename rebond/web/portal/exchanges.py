"""« Écrire » to whoever accompanies: what was written, in both directions, in the person's space or by one message's link."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from rebond.core.identity import new_id
from rebond.filing.policy import pieces_readable_by
from rebond.links.models import Purpose
from rebond.pathways.models import Pathway
from rebond.people.actor import PersonActor
from rebond.tutoring import actions, policy
from rebond.tutoring.models import Door, Exchange, ExchangeKind
from rebond.tutoring.thread import with_all
from rebond.web.acts import refusals_on
from rebond.web.forms import FreeTextField
from rebond.web.joined_files import JoinedFilesForm
from rebond.web.paging import paginate
from rebond.web.portal.doors import LinkRequest, PersonRequest, by_link, in_own_space
from rebond.web.portal.sections import Opened, Section
from rebond.web.portal.unsent import resumed

#: Messages on one page.
SHOWN = 15


class WriteForm(JoinedFilesForm):
    """`exchange_id` goes with the page: sent twice, the message is written once."""

    exchange_id = forms.UUIDField(widget=forms.HiddenInput)
    text = FreeTextField(
        label="Votre message",
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": "Écrivez votre message."},
    )

    field_order = ["exchange_id", "text", "joined"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("exchange_id", new_id())


def _thread(person: PersonActor, pathway: Pathway) -> Any:
    mine = policy.exchanges_visible_to(person).filter(pathway=pathway)
    return with_all(mine, pathway, person)


def read(opened: Opened) -> dict[str, Any] | None:
    """The last thing that was said, and the way to answer."""
    pathway = opened.file.pathway
    mine = policy.exchanges_visible_to(opened.request.person).filter(pathway=pathway)
    last = mine.select_related("author").order_by("-happened_at", "pk").first()
    return {"last": last, "pathway": pathway, "is_to_read": bool(last and not last.is_from_person)}


SECTION = Section("exchanges", "portal/home/exchanges.html", read)


@in_own_space
def show_own_messages(request: PersonRequest) -> HttpResponse:
    """The thread, newest first, under the form: one page to read and to write."""
    person, pathway = request.person, request.pathway
    form = WriteForm(request.POST or None, request.FILES or None, initial=resumed(request))
    if form.is_valid():
        with refusals_on(form):
            actions.write_to_adviser(pathway=pathway, by=person, **form.cleaned_data)
            messages.success(request, f"C'est envoyé à {pathway.adviser}.")
            return redirect("show_own_messages")
    page = paginate(_thread(person, pathway), order="-happened_at", request=request, size=SHOWN)
    context = {"pathway": pathway, "form": form, "page": page}
    return render(request, "portal/messages.html", context, status=422 if form.is_bound else 200)


@by_link(Purpose.READ_MESSAGE)
def read_message(request: LinkRequest, secret: str) -> HttpResponse:
    """One message, by the link that told of it: read, and answered, without signing in; the rest stays closed."""
    person = PersonActor(request.link.beneficiary)  # type: ignore[arg-type]
    visible = policy.exchanges_visible_to(person).filter(kind=ExchangeKind.MESSAGE_SENT)
    joined = visible.select_related("author", "organisation", "pathway__contractor", "pathway__beneficiary")
    exchange: Exchange = get_object_or_404(joined, pk=request.link.object_id)
    form = WriteForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        with refusals_on(form):
            actions.write_to_adviser(
                pathway=exchange.pathway,
                by=person,
                to=exchange.organisation,
                door=Door.LINK,
                **form.cleaned_data,
            )
            return render(request, "portal/message_sent.html", {"exchange": exchange})
    readable = pieces_readable_by(exchange.pathway, person)
    files_count = exchange.pieces.filter(pk__in=readable).count()
    context = {"exchange": exchange, "form": form, "files_count": files_count}
    return render(request, "portal/message.html", context, status=422 if form.is_bound else 200)
