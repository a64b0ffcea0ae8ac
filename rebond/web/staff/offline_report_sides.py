"""Settling a report written without network, when the file changed meanwhile: what it holds, what was typed, the choice."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from rebond.drafts import store
from rebond.pathways import actions, policy
from rebond.pathways.models import Step
from rebond.pathways.states import StepState
from rebond.people.actor import Actor
from rebond.web.acts import refusals_on
from rebond.web.forms import FreeTextField
from rebond.web.requests import StaffRequest
from rebond.web.staff.offline_arrivals import Kept
from rebond.web.staff.offline_reports import DRAFT_KEY
from rebond.web.staff.offline_sides import BOTH, EMPTY, FILE, SITE, SettleForm, Side, joined
from rebond.web.staff.step_forms import OUTCOMES, ReportForm
from rebond.web.staff.step_pages import step_seen_by
from rebond.web.staff.step_reports import real_hours
from rebond.web.templatetags.words import moment


class SettleReportForm(SettleForm):
    """Minutes are corrected with a reason."""

    refusal_fields = {"state": "outcome"}
    reason = FreeTextField(
        label="Pourquoi cette correction",
        max_length=300,
        initial="Compte rendu écrit sur place sans réseau, arrivé après celui du dossier.",
        help_text="Gardé avec le rendez-vous, et lu par toutes les parties.",
    )


@dataclass(frozen=True)
class ReportSides:
    """What the file holds now, and what was typed on site, valid already when it came."""

    step: Step
    kept: Kept
    typed: ReportForm

    @property
    def sides(self) -> list[Side]:
        names = ("began_at", "ended_at")
        now, typed = real_hours(self.step), self.typed.cleaned_data
        outcome, wanted = dict(OUTCOMES), StepState(typed["outcome"])
        told = (StepState(self.step.state) in outcome) and outcome[StepState(self.step.state)]
        return [
            Side("outcome", "Ce qui s'est passé", told or self.step.get_state_display(), outcome[wanted]),
            *(Side(n, str(self.typed.fields[n].label), _hour(now[n]), _hour(typed[n])) for n in names),
            Side(
                "shared_minutes",
                "Compte rendu partagé",
                self.step.shared_minutes or EMPTY,
                typed["shared_minutes"] or EMPTY,
                is_text=True,
            ),
        ]

    @property
    def shown(self) -> list[Side]:
        return self.sides

    @property
    def saved(self) -> str:
        """By whom and when it was told in the file."""
        told_by, told_at = self.step.reported_by, self.step.reported_at
        return f"{told_by}, {moment(told_at)}" if told_by and told_at else ""

    @property
    def note(self) -> str:
        return str(self.typed.cleaned_data["private_note"])

    @property
    def words(self) -> str:
        """All that was typed, as one text."""
        said = [f"Écrit sur place le {moment(self.kept.typed_at)}, sans réseau."]
        said += [f"{side.label} : {side.on_site}" for side in self.sides if side.on_site != EMPTY]
        return "\n".join([*said, self.note] if self.note else said)

    def merged(self, form: SettleForm) -> dict[str, Any]:
        """The arguments of the correction."""
        typed, times = self.typed.cleaned_data, self.typed.real_times(self.step.starts_at)
        minutes = {FILE: self.step.shared_minutes, SITE: typed["shared_minutes"]}
        minutes[BOTH] = joined(self.step.shared_minutes, typed["shared_minutes"], self.kept.typed_at)
        took = {name: self._time(form, name, times) for name in ("began_at", "ended_at")}
        return {
            "outcome": typed["outcome"] if form.keeps("outcome") == SITE else self.step.state,
            "shared_minutes": minutes[form.keeps("shared_minutes")],
            "reason": form.cleaned_data["reason"],
            "seen_revision": form.cleaned_data["revision"],
            **took,
        }

    def _time(self, form: SettleForm, name: str, times: dict[str, datetime | None]) -> datetime | None:
        current: datetime | None = getattr(self.step, name)
        return times[name] if form.keeps(name) == SITE else current


def _hour(value: Any) -> str:
    return f"{value:%H\u00a0h\u00a0%M}" if value else EMPTY


def settle_report(request: StaffRequest, kept: Kept) -> HttpResponse:
    """The page, or where to go once it is settled. Raises Http404 when the step is not theirs any more."""
    step = step_seen_by(request.actor, kept.thing)
    typed = ReportForm(kept.data, step=Step(starts_at=step.starts_at or kept.typed_at))
    typed.is_valid()
    both = ReportSides(step, kept, typed)
    if "resume" in request.POST and policy.offers(request.actor, "report_step", step):
        return _resume(request, both)
    if "note" in request.POST:
        return _keep_as_note(request, both)
    can_correct = policy.offers(request.actor, "correct_step_report", step)
    form = SettleReportForm(request.POST or None, sides=both.sides, initial={"revision": step.revision})
    if can_correct and form.is_valid():
        with refusals_on(form):
            _correct(both, form, request.actor)
            messages.success(request, "Compte rendu rapproché : le dossier est à jour.")
            return redirect("show_step", step.pk)
    context = {"both": both, "step": step, "form": form, "kept": kept, "can_correct": can_correct}
    return render(request, "staff/offline/settle_report.html", context, status=422 if request.POST else 200)


@transaction.atomic
def _correct(both: ReportSides, form: SettleForm, by: Actor) -> None:
    actions.correct_step_report(step=both.step, by=by, **both.merged(form))
    if both.note:
        actions.write_private_note(step=both.step, text=both.note, by=by)


def _keep_as_note(request: StaffRequest, both: ReportSides) -> HttpResponse:
    actions.write_private_note(step=both.step, text=both.words, by=request.actor)
    messages.success(request, "Votre saisie est gardée en note privée.")
    return redirect("show_step", both.step.pk)


def _resume(request: StaffRequest, both: ReportSides) -> HttpResponse:
    """Put what was typed in the draft of the online form, after what may already be there."""
    key = DRAFT_KEY.format(step=both.step.pk)
    draft = store.find_draft(user=request.user, key=key)
    data = dict(both.kept.answers)
    for name in ("shared_minutes", "private_note"):
        typed, before = data.get(name, [""])[0], (draft.data.get(name, [""])[0] if draft else "")
        if before and before != typed:
            data[name] = [f"{before}\n\n{typed}"]
    store.save_draft(user=request.user, key=key, data=data)
    return redirect(reverse("report_step", args=[both.step.pk]))


def report_words(kept: Kept) -> list[tuple[str, str]]:
    """One's own words, without asking anything of the file."""
    form = ReportForm(kept.data, step=Step(starts_at=kept.typed_at))
    outcomes = {str(state): words for state, words in OUTCOMES}
    typed = [(str(field.label), form[name].data or "") for name, field in form.fields.items()]
    return [(label, outcomes.get(value, value)) for label, value in typed if value]
