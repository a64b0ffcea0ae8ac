"""Three questions after each phase: one page, no name on the answers."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from rebond.pathways import actions
from rebond.pathways.models import FeedbackGiven, Phase
from rebond.pathways.models.feedback import MARKS, QUESTIONS
from rebond.web.acts import refusals_on
from rebond.web.portal.doors import PersonRequest, in_own_space
from rebond.web.portal.sections import Opened, Section


class FeedbackForm(forms.Form):
    """The three questions, one answer each."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, question in QUESTIONS.items():
            self.fields[name] = forms.TypedChoiceField(
                label=question,
                choices=MARKS,
                coerce=int,
                widget=forms.RadioSelect,
                error_messages={"required": "Choisissez une réponse."},
            )


def read(opened: Opened) -> dict[str, Any] | None:
    ended = [phase for phase in opened.file.phases if phase.ended_on]
    given = _answered([phase.pk for phase in ended])
    waiting = [phase for phase in ended if phase.pk not in given]
    return {"phase": waiting[-1]} if waiting else None


def _answered(phase_ids: list[int]) -> set[int]:
    return set(FeedbackGiven.objects.filter(phase__in=phase_ids).values_list("phase", flat=True))


@in_own_space
def give_feedback(request: PersonRequest, pk: int) -> HttpResponse:
    phase = get_object_or_404(request.pathway.phases.select_related("spec", "pathway__contractor"), pk=pk)
    form = FeedbackForm(request.POST or None)
    if form.is_valid():
        with refusals_on(form):
            return _give(request, phase, form)
    context = {"form": form, "phase": phase}
    return render(request, "portal/feedback.html", context, status=422 if form.errors else 200)


def _give(request: PersonRequest, phase: Phase, form: forms.Form) -> HttpResponse:
    actions.give_feedback(phase=phase, marks=form.cleaned_data, by=request.person)
    messages.success(request, "Merci pour vos réponses.")
    return redirect("show_space")


SECTION = Section("feedback", "portal/home/feedback.html", read)
