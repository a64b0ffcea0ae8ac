"""« À faire »: what is waiting for this person, most urgent first, by day."""

from django.http import HttpResponse
from django.shortcuts import render

from rebond.pathways.overview import overview_of
from rebond.pathways.todo import todo_of
from rebond.web.requests import StaffRequest


def home(request: StaffRequest) -> HttpResponse:
    context = {"todo": todo_of(request.actor), "overview": overview_of(request.actor)}
    return render(request, "staff/home.html", context)
