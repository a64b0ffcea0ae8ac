"""The action plan: aims and actions, changed by any party of the path."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction

from rebond.audit.journal import record
from rebond.core import clock
from rebond.core.acts import ActRefused
from rebond.core.dates import next_working_day
from rebond.pathways import policy
from rebond.pathways.locking import lock, lock_revision
from rebond.pathways.models import Action, ActionComment, Aim, Pathway
from rebond.pathways.states import ACTION, ActionState
from rebond.people.actor import Actor, Anybody, PersonActor
from rebond.programmes.models import ListItem
from rebond.programmes.vocabulary import PartyRole

#: Where a proposal of the person goes when the plan has no aim that it serves.
OTHER_AIM = "Autres actions"


def _refuse_when_closed(pathway: Pathway) -> None:
    if pathway.is_closed:
        raise ActRefused("Le parcours est terminé : le plan d'action ne change plus.")


def _working_day(day: date | None) -> date | None:
    """Nothing is due on a Sunday nor on a holiday: the day after that people work, as for any term."""
    return next_working_day(day) if day else None


@transaction.atomic
def add_aim(
    *,
    pathway: Pathway,
    label: str,
    by: Actor,
    suggestion: ListItem | None = None,
    set_on: date | None = None,
    obstacles: Iterable[ListItem] = (),
    domain: str = "",
) -> Aim:
    """Add an aim, and the blocking points and the domain it answers; adding the same one again returns it.

    Raises ActRefused when the path is closed.
    """
    lock(pathway)
    policy.require(by, "add_aim", pathway)
    _refuse_when_closed(pathway)
    aim, is_new = Aim.objects.get_or_create(
        pathway=pathway,
        label=label,
        defaults={"suggestion": suggestion, "set_on": set_on or clock.today(), "domain": domain},
    )
    if is_new:
        aim.obstacles.set(obstacles)
        record("add_aim", on=aim, by=by, beneficiary_id=pathway.beneficiary_id)
    return aim


@transaction.atomic
def edit_aim(
    *, aim: Aim, label: str, obstacles: Iterable[ListItem], by: Actor, domain: str | None = None
) -> None:
    """Reword an aim, or say which blocking points and which domain it answers; None leaves the domain.

    Raises ActRefused, ValidationError for a double.
    """
    lock(aim)
    policy.require(by, "edit_aim", aim)
    _refuse_when_closed(aim.pathway)
    aim.label = label
    aim.domain = aim.domain if domain is None else domain
    aim.full_clean(exclude=["pathway"])
    aim.validate_constraints()
    aim.save()
    aim.obstacles.set(obstacles)
    record("edit_aim", on=aim, by=by, beneficiary_id=aim.pathway.beneficiary_id)


@transaction.atomic
def add_action(
    *,
    aim: Aim,
    label: str,
    owner: str,
    by: Actor,
    due_on: date | None = None,
    suggestion: ListItem | None = None,
) -> Action:
    """Add an action under an aim: who does it, by when (a day people work). Sent twice, it is added once.

    Raises ActRefused when the path is closed.
    """
    lock(aim)
    policy.require(by, "add_action", aim)
    _refuse_when_closed(aim.pathway)
    due_on = _working_day(due_on)
    if sent := aim.actions.filter(label=label, owner=owner, due_on=due_on, state=ActionState.TO_DO).first():
        return sent
    action = Action.objects.create(aim=aim, label=label, owner=owner, due_on=due_on, suggestion=suggestion)
    record("add_action", on=action, by=by, beneficiary_id=aim.pathway.beneficiary_id)
    return action


@transaction.atomic
def edit_action(
    *,
    action: Action,
    label: str,
    owner: str,
    due_on: date | None,
    by: Actor,
    seen_revision: int | None = None,
) -> None:
    """Reword an action, or change who does it and by when. Raises StaleEdit, ActRefused."""
    lock_revision(action, seen_revision)
    policy.require(by, "edit_action", action)
    _refuse_when_closed(action.aim.pathway)
    action.label, action.owner, action.due_on = label, owner, _working_day(due_on)
    action.save()
    record("edit_action", on=action, by=by, beneficiary_id=action.aim.pathway.beneficiary_id)


@transaction.atomic
def propose_action(
    *, pathway: Pathway, label: str, by: PersonActor, aim: Aim | None = None, due_on: date | None = None
) -> Action:
    """The person would like to do something; somebody of the path answers. Sent twice, it is proposed once.

    Raises ActRefused when the path is closed.
    """
    lock(pathway)
    policy.require(by, "propose_action", pathway)
    _refuse_when_closed(pathway)
    if aim is None or aim.pathway_id != pathway.pk:
        aim, _ = Aim.objects.get_or_create(
            pathway=pathway, label=OTHER_AIM, defaults={"set_on": clock.today()}
        )
    waiting = aim.actions.filter(label=label, state=ActionState.PROPOSED)
    if sent := waiting.first():
        return sent
    action = Action.objects.create(
        aim=aim,
        label=label,
        owner=PartyRole.BENEFICIARY,
        due_on=_working_day(due_on),
        state=ActionState.PROPOSED,
    )
    record("propose_action", on=action, by=by, beneficiary_id=pathway.beneficiary_id)
    return action


@transaction.atomic
def accept_action(*, action: Action, owner: str, due_on: date | None, by: Actor) -> None:
    """What the person proposed enters the plan: who does it, by when. Raises NotInThisState, ActRefused."""
    lock_revision(action, None)
    policy.require(by, "accept_action", action)
    _refuse_when_closed(action.aim.pathway)
    action.state = ACTION.after(action.state, "accept_action")
    action.owner, action.due_on = owner, _working_day(due_on)
    action.save()
    record("accept_action", on=action, by=by, beneficiary_id=action.aim.pathway.beneficiary_id)


@transaction.atomic
def comment_action(*, action: Action, text: str, by: Anybody) -> ActionComment:
    """Say something on an action, to the person and all the parties. The same words sent twice are kept once."""
    lock(action)
    policy.require(by, "comment_action", action)
    last = action.comments.last()
    if last and last.text == text and last.author_id == by.user_id:
        return last
    comment = ActionComment.objects.create(action=action, text=text, author_id=by.user_id)
    record("comment_action", on=action, by=by, beneficiary_id=action.aim.pathway.beneficiary_id)
    return comment


def start_action(*, action: Action, by: Anybody) -> None:
    """Raises NotInThisState, ActRefused."""
    _move(action, "start_action", by)


def finish_action(
    *, action: Action, by: Anybody, result: str = "", evidence: str = "", done_on: date | None = None
) -> None:
    """The action is done; `result` says what came of it, `evidence` what shows it. Raises NotInThisState, ActRefused."""
    _move(action, "finish_action", by, result=result, evidence=evidence, done_on=done_on or clock.today())


def drop_action(*, action: Action, by: Actor, result: str = "") -> None:
    """The action will not be done; `result` says why. Raises NotInThisState, ActRefused."""
    _move(action, "drop_action", by, result=result)


def reopen_action(*, action: Action, by: Anybody) -> None:
    """Raises NotInThisState, ActRefused."""
    _move(action, "reopen_action", by)


@transaction.atomic
def _move(
    action: Action,
    verb: str,
    by: Anybody,
    *,
    result: str = "",
    evidence: str = "",
    done_on: date | None = None,
) -> None:
    lock_revision(action, None)
    policy.require(by, verb, action)
    _refuse_when_closed(action.aim.pathway)
    action.state = ACTION.after(action.state, verb)
    action.result, action.done_on = result or action.result, done_on
    action.evidence = evidence or action.evidence
    action.save()
    record(verb, on=action, by=by, beneficiary_id=action.aim.pathway.beneficiary_id)
