"""Mails put aside: looked at by staff, taken into the thread or dropped."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from rebond.audit.journal import record_access
from rebond.tutoring import actions, policy
from rebond.tutoring.models import HeldMail
from rebond.web.paging import paginate
from rebond.web.requests import StaffRequest
from rebond.web.staff.exchanges import thread_url


def list_held_mails(request: StaffRequest) -> HttpResponse:
    """Those of the files that this role sees; for an administrator, those that name nobody."""
    waiting = policy.held_mails_visible_to(request.actor).filter(settled_at=None)
    page = paginate(waiting.select_related("pathway__beneficiary"), order="-received_at", request=request)
    return render(request, "staff/mails/list.html", {"page": page})


def show_held_mail(request: StaffRequest, pk: UUID) -> HttpResponse:
    mail = _visible(request, pk)
    policy.require(request.actor, "drop_mail", mail)
    if mail.pathway:
        record_access(
            by=request.actor, beneficiary_id=mail.pathway.beneficiary_id, page="show_pathway:echanges"
        )
    can_accept = mail.pathway and mail.text and policy.may(request.actor, "accept_mail", mail)
    return render(request, "staff/mails/show.html", {"mail": mail, "can_accept": can_accept})


@require_POST
def accept_mail(request: StaffRequest, pk: UUID) -> HttpResponse:
    exchange = actions.accept_mail(mail=_visible(request, pk), by=request.actor)
    messages.success(request, "Le message est dans les échanges.")
    return redirect(thread_url(exchange.pathway_id))


@require_POST
def drop_mail(request: StaffRequest, pk: UUID) -> HttpResponse:
    actions.drop_mail(mail=_visible(request, pk), by=request.actor)
    messages.success(request, "Courriel écarté.")
    return redirect("list_held_mails")


def _visible(request: StaffRequest, pk: UUID) -> HeldMail:
    visible = policy.held_mails_visible_to(request.actor)
    return get_object_or_404(visible.select_related("pathway__beneficiary", "settled_by"), pk=pk)
