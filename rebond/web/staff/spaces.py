"""The person's space, opened with them by somebody of their path: a code on this screen, or a link sent at once."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from rebond.pathways import actions, policy
from rebond.pathways.entrance import KEY_MINUTES
from rebond.pathways.models import Pathway
from rebond.web.requests import StaffRequest


def offer_space(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Show how to open the space together; the button makes the code, which this page alone shows."""
    pathway = _pathway(request, pk)
    key = actions.offer_space(pathway=pathway, by=request.actor) if request.method == "POST" else None
    context = {"pathway": pathway, "key": key, "minutes": KEY_MINUTES}
    return render(request, "staff/pathways/offer_space.html", context)


@require_POST
def send_space_link(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Send the link to the person's own address."""
    pathway = _pathway(request, pk)
    if actions.send_space_link(pathway=pathway, by=request.actor):
        messages.success(request, f"Le lien part vers {pathway.beneficiary.first_name}.")
    else:
        messages.warning(request, "Aucune adresse connue pour cette personne : affichez plutôt un code.")
    return redirect("offer_space", pk=pathway.pk)


def _pathway(request: StaffRequest, pk: UUID) -> Pathway:
    visible = policy.pathways_visible_to(request.actor).select_related("beneficiary")
    pathway = get_object_or_404(visible, pk=pk)
    policy.require(request.actor, "offer_space", pathway)
    return pathway
