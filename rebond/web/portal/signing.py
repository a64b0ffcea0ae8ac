"""Signing by a link from a message: no account, one paper, read first, then signed or refused with a reason."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from rebond.links.doors import LinkClosed
from rebond.links.models import Link, Purpose
from rebond.pathways import actions, policy
from rebond.pathways.models import Signature, Way
from rebond.pathways.states import SignatureState
from rebond.pathways.telling import contact_number
from rebond.people.actor import Actor, Anybody, PersonActor
from rebond.people.models import Membership
from rebond.web.acts import refusals_on
from rebond.web.portal.doors import LinkRequest, by_link
from rebond.web.signing import RefuseToSignForm, SignForm, words_of


@by_link(Purpose.SIGN_MINUTES)
def sign_minutes_by_link(request: LinkRequest, secret: str) -> HttpResponse:
    return _answer(request)


@by_link(Purpose.SIGN_ATTENDANCE)
def sign_attendance_by_link(request: LinkRequest, secret: str) -> HttpResponse:
    return _answer(request)


def _answer(request: LinkRequest) -> HttpResponse:
    """The words, and under them the two answers; an answer closes the link."""
    signature, by = _opened(request.link)
    data = request.POST if request.method == "POST" else None
    is_refusal = bool(data) and "refuse" in request.POST
    signing = SignForm(None if is_refusal else data, signature=signature)
    refusing = RefuseToSignForm(data if is_refusal else None, signature=signature, prefix="no")
    if is_refusal and refusing.is_valid():
        with refusals_on(refusing):
            actions.refuse_to_sign(signature=signature, way=Way.LINK, by=by, **refusing.values())
            return _thanks(request, signature)
    if signing.is_valid():
        with refusals_on(signing):
            actions.sign(signature=signature, way=Way.LINK, by=by, **signing.values())
            return _thanks(request, signature)
    signature.refresh_from_db()
    context = {"signature": signature, "signing": signing, "refusing": refusing, **words_of(signature)}
    context["phone"] = contact_number(signature.step.pathway)
    return render(request, "portal/signing/sign.html", context, status=422 if data else 200)


def _opened(link: Link) -> tuple[Signature, Anybody]:
    """The signature that the link asks for, still awaited from whom it was sent to. Raises LinkClosed."""
    by = PersonActor(link.beneficiary) if link.beneficiary else None
    signature = get_object_or_404(Signature, pk=link.object_id)
    actor: Anybody | None = by or _staff(link, signature)
    if actor is None or signature.state != SignatureState.AWAITED or not policy.may(actor, "sign", signature):
        raise LinkClosed
    return signature, actor


def _staff(link: Link, signature: Signature) -> Actor | None:
    """The colleague, in the role and for the organisation in which they sat; none once they hold it no more."""
    seats = Membership.objects.filter(
        user=link.user_id, organisation=signature.organisation_id, role=signature.role, is_active=True
    )
    seat = seats.filter(user__is_active=True).select_related("user", "organisation").first()
    return Actor.of(seat) if seat else None


def _thanks(request: HttpRequest, signature: Signature) -> HttpResponse:
    """Shown at once: the link is closed, there is no page to go back to."""
    return render(request, "portal/signing/done.html", {"signature": signature, "paper": signature.paper})
