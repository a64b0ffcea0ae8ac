"""Deciding together: the tripartite meeting, a decision outside of it, and the resumption."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from rebond.pathways import policy
from rebond.web.requests import StaffRequest


def hold_review(request: StaffRequest, pk: UUID) -> HttpResponse:
    step = get_object_or_404(policy.steps_visible_to(request.actor), pk=pk)
    policy.require(request.actor, "hold_review", step)
    return render(request, "staff/reviews/page.html", {"title": "Réunion tripartite"})


def decide(request: StaffRequest, pk: UUID) -> HttpResponse:
    pathway = get_object_or_404(policy.pathways_visible_to(request.actor), pk=pk)
    policy.require(request.actor, "decide", pathway)
    return render(request, "staff/reviews/page.html", {"title": "Décider de la suite"})


def resume_pathway(request: StaffRequest, pk: UUID) -> HttpResponse:
    pathway = get_object_or_404(policy.pathways_visible_to(request.actor), pk=pk)
    policy.require(request.actor, "resume_pathway", pathway)
    return render(request, "staff/reviews/page.html", {"title": "Reprendre le parcours"})
