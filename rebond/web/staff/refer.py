"""Orienter une personne."""

from django.http import HttpResponse
from django.shortcuts import render

from rebond.web.requests import StaffRequest


def refer_person(request: StaffRequest) -> HttpResponse:
    return render(request, "staff/reviews/page.html", {"title": "Orienter une personne"})
