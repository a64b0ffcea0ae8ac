"""The report of an appointment written without network: taken along, received, and settled when the file changed."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse

from rebond.audit.journal import record_access
from rebond.core import clock
from rebond.core.acts import ActRefused, NotInThisState, StaleEdit
from rebond.drafts import store
from rebond.pathways import actions, policy
from rebond.pathways.models import Party, Step
from rebond.pathways.states import StepState
from rebond.people.actor import Actor
from rebond.people.models import Membership
from rebond.programmes.vocabulary import StepKind
from rebond.web.staff.offline_arrivals import CONFLICT, DONE, Arrival, Refused, keep_as_draft
from rebond.web.staff.step_forms import ReportForm
from rebond.web.staff.step_pages import step_seen_by
from rebond.web.templatetags.words import hour, long_date

KIND = "report"
#: Appointments of one day that a device takes at once.
MOST_OF_A_DAY = 20
#: The draft of the online screen, which the device goes on with.
DRAFT_KEY = "compte-rendu-{step}"


def why_not_taken(step: Step, by: Actor) -> str:
    """Why this appointment is not reported without network, in French; nothing when it is."""
    if step.is_review:
        return "Un bilan tripartite se tient en ligne, avec sa décision : il ne s'emporte pas."
    if step.state != StepState.PLANNED or not policy.offers(by, "report_step", step):
        return f"« {step} » n'est pas un rendez-vous à venir : il n'y a pas de compte rendu à emporter."
    return ""


def steps_to_take(by: Actor, day: date) -> list[Step]:
    """One's own appointments of this day that can be reported without network."""
    start = datetime.combine(day, time(), clock.ZONE)
    mine = _own_planned(by).filter(starts_at__gte=start, starts_at__lt=start + timedelta(days=1))
    seen = [step_seen_by(by, pk) for pk in mine.values_list("pk", flat=True)[:MOST_OF_A_DAY]]
    return [step for step in seen if not why_not_taken(step, by)]


def next_day_to_take(by: Actor) -> date | None:
    """The first day of the coming week, today included, with an appointment of one's own to take along."""
    start = datetime.combine(clock.today(), time(), clock.ZONE)
    mine = _own_planned(by).filter(starts_at__gte=start, starts_at__lt=start + timedelta(days=7))
    first = mine.exclude(kind=StepKind.TRIPARTITE_REVIEW).first()
    return clock.civil_date(first.starts_at) if first and first.starts_at else None


def _own_planned(by: Actor) -> QuerySet[Step]:
    parties = Party.objects.filter(user=by.user_id, step=OuterRef("pk"))
    visible = policy.steps_visible_to(by).filter(state=StepState.PLANNED)
    return visible.filter(Exists(parties)).order_by("starts_at", "pk")


def take_along(step: Step, worn: Membership) -> dict[str, Any]:
    """What the device needs, and no more: who, when, where, and what was already typed. Written in the journal."""
    by = Actor.of(worn)
    record_access(by=by, beneficiary_id=step.pathway.beneficiary_id, page="take_step")
    draft = store.find_draft(user=by.user, key=DRAFT_KEY.format(step=step.pk))
    assert step.starts_at is not None
    return {
        "kind": KIND,
        "thing": str(step.pk),
        "part": "",
        "membership": worn.pk,
        "title": str(step),
        "person": str(step.pathway.beneficiary),
        "when": f"{long_date(step.starts_at)} à {hour(step.starts_at)}",
        "where": ", ".join(filter(None, (str(step.place or ""), step.place_detail))),
        "taken": {"starts_at": step.starts_at.isoformat()},
        "answers": draft.data if draft else {},
    }


def receive_report(arrival: Arrival, by: Actor) -> dict[str, str]:
    """Report the step; or, when it was told, moved or dropped meanwhile, keep what came to be settled.

    Raises Refused for what must be mended on the device, Http404 and PermissionDenied when it is no longer theirs.
    """
    taken_for = arrival.taken_instant("starts_at")
    form = ReportForm(arrival.data, step=Step(starts_at=taken_for))
    step = step_seen_by(by, arrival.thing)
    policy.require(by, "report_step", step)
    if not form.is_valid():
        raise Refused(form)
    is_unchanged = policy.offers(by, "report_step", step) and step.starts_at == taken_for
    if is_unchanged and _report(step, form, by):
        store.forget_draft(user=by.user, key=DRAFT_KEY.format(step=step.pk))
        return {"outcome": DONE, "url": reverse("show_step", args=[step.pk])}
    keep_as_draft(arrival, by)
    return {"outcome": CONFLICT}


def _report(step: Step, form: ReportForm, by: Actor) -> bool:
    """Whether it is reported; not when somebody changed the step at this very moment. Raises Refused."""
    try:
        actions.report_step(step=step, by=by, seen_revision=step.revision, **form.values())
    except (StaleEdit, NotInThisState):
        return False
    except ActRefused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        raise Refused(form) from refusal
    return True
