"""Leaving the programme, putting the exit right, and the looks taken afterwards."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from rebond.pathways import policy
from rebond.pathways.models import FollowUp
from rebond.web.requests import StaffRequest


def record_exit(request: StaffRequest, pk: UUID) -> HttpResponse:
    pathway = get_object_or_404(policy.pathways_visible_to(request.actor), pk=pk)
    policy.require(request.actor, "record_exit", pathway)
    return render(request, "staff/reviews/page.html", {"title": "Enregistrer la sortie"})


def correct_exit(request: StaffRequest, pk: UUID) -> HttpResponse:
    pathway = get_object_or_404(policy.pathways_visible_to(request.actor), pk=pk)
    policy.require(request.actor, "correct_exit", pathway)
    return render(request, "staff/reviews/page.html", {"title": "Corriger la sortie"})


def record_follow_up(request: StaffRequest, pk: int) -> HttpResponse:
    visible = FollowUp.objects.filter(pathway__in=policy.pathways_visible_to(request.actor))
    follow_up = get_object_or_404(visible, pk=pk)
    policy.require(request.actor, "record_follow_up", follow_up)
    return render(request, "staff/reviews/page.html", {"title": str(follow_up)})
