"""What the people of the demo receive, as if one opened their telephone: in demo mode nothing else leaves."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db.models import Count, Max, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from rebond.messaging.models import AttachedFile, Message, MessageState
from rebond.people.models import Beneficiary, User
from rebond.web.paging import paginate

#: Boxes shown on the first page, those that received something last.
SHOWN = 40


def opens_telephones() -> bool:
    """In demo mode, and only as long as nobody real may sign in: a real person's messages are not for all to read."""
    return settings.DEMO_MODE and not User.objects.filter(is_demo=False, is_active=True).exists()


def received_messages() -> QuerySet[Message]:
    """All that invented people received. Raises Http404 where their telephones are closed (`opens_telephones`)."""
    if not opens_telephones():
        raise Http404
    return Message.objects.exclude(state=MessageState.WITHDRAWN)


@login_not_required
def show_demo_mailboxes(request: HttpRequest) -> HttpResponse:
    """Whose telephone to open."""
    received = received_messages()
    context = {
        "people": _boxes(received.filter(is_to_person=True), "beneficiary"),
        "colleagues": _boxes(received.filter(is_to_person=False), "address"),
    }
    return render(request, "demo/mailboxes.html", context)


def _boxes(received: QuerySet[Message], key: str) -> list[dict[str, Any]]:
    """Who received something last, how much, and when."""
    counted = received.order_by().values(key).annotate(count=Count("pk"), last_at=Max("queued_at"))
    boxes = list(counted.order_by("-last_at", key)[:SHOWN])
    keys = [box[key] for box in boxes]
    owners: dict[Any, Beneficiary] | dict[Any, User]
    if key == "beneficiary":
        owners = Beneficiary.objects.in_bulk(keys)
    else:
        owners = User.objects.filter(is_demo=True).in_bulk(keys, field_name="email")
    return [{**box, "owner": owners[box[key]]} for box in boxes if box[key] in owners]


@login_not_required
def show_person_mailbox(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The telephone, the mail and the letter box of an invented person."""
    received = received_messages().filter(is_to_person=True)
    person = get_object_or_404(Beneficiary, pk=pk)
    return _mailbox(request, str(person), received.filter(beneficiary=person))


@login_not_required
def show_colleague_mailbox(request: HttpRequest, pk: int) -> HttpResponse:
    """The mail of an invented colleague."""
    received = received_messages().filter(is_to_person=False)
    user = get_object_or_404(User, pk=pk, is_demo=True)
    return _mailbox(request, str(user), received.filter(address=user.email))


def _mailbox(request: HttpRequest, owner: str, received: QuerySet[Message]) -> HttpResponse:
    page = paginate(received.prefetch_related("attachments"), order="-queued_at", request=request, size=20)
    return render(request, "demo/mailbox.html", {"owner": owner, "page": page})


@login_not_required
def open_demo_file(request: HttpRequest, pk: int) -> HttpResponse:
    """A file received with a message, to save: a calendar opens the invitation."""
    file = get_object_or_404(AttachedFile, pk=pk, message__in=received_messages())
    answer = HttpResponse(bytes(file.content), content_type=file.media_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="{file.name}"'
    return answer
