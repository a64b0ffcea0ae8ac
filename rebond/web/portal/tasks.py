"""The person's small tasks, on the home of their space: done in one press, and taken up again."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from rebond.core import clock
from rebond.tutoring import actions, policy
from rebond.tutoring.states import TaskState
from rebond.web.portal.doors import PersonRequest, in_own_space
from rebond.web.portal.sections import Opened, Section

#: What was done stays in sight, to be taken up again, for so many days.
DONE_DAYS = 7


def read(opened: Opened) -> dict[str, Any] | None:
    own = policy.tasks_visible_to(opened.request.person).filter(pathway=opened.file.pathway)
    since = clock.now() - timedelta(days=DONE_DAYS)
    shown = list(own.filter(Q(state=TaskState.TO_DO) | Q(state=TaskState.DONE, ended_at__gte=since)))
    if not shown:
        return None
    return {
        "to_do": [task for task in shown if task.is_open],
        "done": [task for task in shown if not task.is_open],
        "today": clock.today(),
    }


SECTION = Section("tasks", "portal/home/tasks.html", read)


@require_POST
@in_own_space
def finish_own_task(request: PersonRequest, pk: UUID) -> HttpResponse:
    return _moved(request, pk, actions.finish_task, "Bravo, c'est noté.")


@require_POST
@in_own_space
def reopen_own_task(request: PersonRequest, pk: UUID) -> HttpResponse:
    return _moved(request, pk, actions.reopen_task, "C'est noté : c'est de nouveau à faire.")


def _moved(request: PersonRequest, pk: UUID, act: Callable[..., None], told: str) -> HttpResponse:
    task = get_object_or_404(policy.tasks_visible_to(request.person), pk=pk)
    act(task=task, by=request.person)
    messages.success(request, told)
    return redirect("show_space")
