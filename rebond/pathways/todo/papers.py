"""Papers: minutes to sign or to have signed, meetings to convene, proofs of attendance that are missing."""

from datetime import timedelta

from django.db.models import Count, Exists, OuterRef, Q, Subquery

from rebond.core import clock
from rebond.pathways import attention, policy
from rebond.pathways.attention import Delays
from rebond.pathways.models import Review, Signature, Step
from rebond.pathways.proofs import RECENT_DAYS, missing_proofs, recent
from rebond.pathways.states import PathwayState, SignatureState, StepState
from rebond.pathways.todo.tasks import Batch, Task, ago, bounded, on
from rebond.people.actor import Actor

#: A meeting is to convene this many days before it.
CONVENE_DAYS = 21


def signatures_to_give(by: Actor, delays: Delays) -> Batch:
    """What this very person has to sign, of a file or as somebody's substitute: one line for each path, the oldest first."""
    own = policy.signatures_visible_to(by).filter(
        user=by.user_id, organisation=by.organisation_id, role=by.role, state=SignatureState.AWAITED
    )
    of_path = own.filter(step__pathway=OuterRef("step__pathway"))
    oldest = of_path.order_by("step__starts_at", "pk").values("pk")[:1]
    count = of_path.order_by().values("step__pathway").annotate(count=Count("pk")).values("count")
    joined = ("step__pathway__beneficiary", "review__step", "addendum__review", "sheet__step")
    lines = own.filter(pk=Subquery(oldest)).annotate(papers_count=Subquery(count))
    rows, total = bounded(lines.select_related(*joined), "step__starts_at")
    return Batch("personnes dont des documents sont à signer", [_to_sign(row) for row in rows], total)


def _to_sign(signature: Signature) -> Task:
    day = clock.civil_date(signature.step.starts_at) if signature.step.starts_at else clock.today()
    others: int = signature.papers_count - 1  # type: ignore[attr-defined]
    many = "s" if others > 1 else ""
    more = f" Et {others} autre{many} document{many} de cette personne à signer ensuite." if others else ""
    return Task(
        kind="sign",
        label=f"Signer : {signature.paper}",
        person=signature.step.pathway.beneficiary.full_name,
        note=f"{signature.step.label} du {on(day)} ({ago(day)}).{more}",
        due_on=clock.today(),
        url_name="sign",
        url_pk=signature.pk,
        button="Relire et signer",
        icon="pen",
    )


def signatures_to_collect(by: Actor, delays: Delays) -> Batch:
    """Meetings of this adviser whose minutes somebody else has not answered."""
    others = Q(signatures__state=SignatureState.AWAITED) & ~Q(signatures__user=by.user_id)
    awaited = Count("signatures", filter=others)
    mine = (
        policy.steps_visible_to(by).filter(pathway__adviser=by.user_id).select_related("pathway__beneficiary")
    )
    awaiting = Signature.objects.filter(step=OuterRef("pk"), state=SignatureState.AWAITED).exclude(
        user=by.user_id
    )
    rows, total = bounded(mine.filter(Exists(awaiting)).annotate(awaited_count=awaited), "starts_at")
    return Batch("documents à faire signer", [_to_collect(row) for row in rows], total)


def _to_collect(step: Step) -> Task:
    day = clock.civil_date(step.starts_at) if step.starts_at else clock.today()
    count: int = step.awaited_count  # type: ignore[attr-defined]
    many = "s" if count > 1 else ""
    return Task(
        kind="collect_signatures",
        label=f"Faire signer : {step.label}",
        person=step.pathway.beneficiary.full_name,
        note=f"Du {on(day)} ({ago(day)}) : {count} signature{many} attendue{many}.",
        due_on=clock.today(),
        url_name="show_minutes" if step.is_review else "show_attendance",
        url_pk=step.pk,
        button="Suivre les signatures",
        icon="pen",
    )


def reviews_to_convene(by: Actor, delays: Delays) -> Batch:
    """Meetings planned soon, whose parties were not written to for that very date."""
    until = attention.start_of(clock.today() + timedelta(days=CONVENE_DAYS + 1))
    convened = Review.objects.filter(step=OuterRef("pk"), convened_for=OuterRef("starts_at"))
    planned = policy.steps_visible_to(by).filter(
        kind="tripartite_review",
        state=StepState.PLANNED,
        starts_at__gt=clock.now(),
        starts_at__lt=until,
        pathway__state=PathwayState.OPEN,
        pathway__adviser=by.user_id,
    )
    rows, total = bounded(
        planned.exclude(Exists(convened)).select_related("pathway__beneficiary"), "starts_at"
    )
    return Batch("bilans à convoquer", [_to_convene(row) for row in rows], total)


def _to_convene(step: Step) -> Task:
    assert step.starts_at is not None
    day = clock.civil_date(step.starts_at)
    return Task(
        kind="convene_review",
        label=f"Convoquer les parties : {step.label}",
        person=step.pathway.beneficiary.full_name,
        note=f"Prévu le {on(day)}.",
        due_on=max(clock.today(), day - timedelta(days=7)),
        url_name="convene_review",
        url_pk=step.pk,
        button="Convoquer",
        icon="envelope",
        pathway_pk=step.pathway_id,
    )


def proofs_to_complete(by: Actor, delays: Delays) -> Batch:
    """One line for all the recent appointments of this adviser that nothing proves yet."""
    mine = policy.steps_visible_to(by).filter(pathway__adviser=by.user_id)
    found = recent(missing_proofs(mine)).aggregate(count=Count("pk"))["count"]
    if not found:
        return Batch("justificatifs manquants")
    many = "s" if found > 1 else ""
    task = Task(
        kind="missing_proofs",
        label="Compléter les justificatifs de présence",
        person=f"{found} rendez-vous",
        note=f"Honoré{many} depuis moins de {RECENT_DAYS} jours, sans feuille de présence signée.",
        due_on=None,
        url_name="list_proofs_of",
        url_pk=by.user_id,
        button="Compléter",
        icon="file-earmark-check",
    )
    return Batch("justificatifs manquants", [task], 1)
