"""« À faire »: what is waiting for this person."""

from django.http import HttpResponse
from django.shortcuts import render

from rebond.web.requests import StaffRequest


def home(request: StaffRequest) -> HttpResponse:
    return render(request, "staff/home.html")
