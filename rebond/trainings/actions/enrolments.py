"""Who has a place: enrolled by staff or by the person, waiting for their turn, withdrawn, or just come."""

from collections.abc import Iterable

from django.db import transaction

from rebond.audit.journal import record
from rebond.core import clock
from rebond.core.acts import ActRefused
from rebond.pathways.locking import lock
from rebond.pathways.models import Pathway
from rebond.pathways.states import PathwayState
from rebond.people.actor import Actor, Anybody
from rebond.trainings import policy, telling
from rebond.trainings.actions.places import fill_places, places_left
from rebond.trainings.models import Enrolment, Session
from rebond.trainings.states import ENROLMENT, SESSION, EnrolmentState


@transaction.atomic
def enrol(*, session: Session, pathway: Pathway, by: Anybody) -> Enrolment:
    """Give the person a place, or a turn on the waiting list when all are taken. Asked again, it changes nothing.

    Raises NotInThisState when the session is cancelled, ActRefused when it is too late or the path is not running.
    """
    lock(session)
    policy.require(by, "enrol", pathway)
    SESSION.after(session.state, "enrol")
    _check_path(session, pathway)
    if session.starts_at <= clock.now():
        raise ActRefused("Cette session a déjà commencé : on ne s'y inscrit plus.")
    enrolment = session.enrolments.filter(pathway=pathway).first()
    if enrolment and enrolment.state != EnrolmentState.WITHDRAWN:
        return enrolment
    # Whoever comes back after having left asks anew, behind those who waited meanwhile.
    enrolment = enrolment or Enrolment(session=session, pathway=pathway)
    is_free = places_left(session) > 0
    enrolment.state = EnrolmentState.ENROLLED if is_free else EnrolmentState.WAITING
    enrolment.asked_at, enrolment.state_reason = clock.now(), ""
    enrolment.save()
    record("enrol", on=enrolment, by=by, beneficiary_id=pathway.beneficiary_id, state=str(enrolment.state))
    if is_free:
        telling.tell("training_enrolled", enrolment)
    return enrolment


@transaction.atomic
def enrol_several(*, session: Session, pathways: Iterable[Pathway], by: Actor) -> list[Enrolment]:
    """Enrol several people that one follows, in the order given; all or none. Raises as `enrol` does."""
    lock(session)
    policy.require(by, "enrol_several", session)
    return [enrol(session=session, pathway=pathway, by=by) for pathway in pathways]


@transaction.atomic
def withdraw(*, enrolment: Enrolment, by: Anybody, reason: str = "") -> None:
    """Give a place, or a turn, back: the next who waits has it. Whom staff take off the list is told.

    Raises NotInThisState, ActRefused once it has begun.
    """
    lock(enrolment.session)
    lock(enrolment)
    policy.require(by, "withdraw", enrolment)
    had_place = enrolment.has_place
    enrolment.state = ENROLMENT.after(enrolment.state, "withdraw")
    if enrolment.session.starts_at <= clock.now():
        raise ActRefused("Cette session a commencé : notez plutôt une absence.")
    enrolment.state_reason = reason
    enrolment.save()
    record("withdraw", on=enrolment, by=by, beneficiary_id=enrolment.pathway.beneficiary_id)
    telling.tell_withdrawn(enrolment, had_place=had_place, by=by)
    fill_places(enrolment.session, by=by)


@transaction.atomic
def add_walk_in(*, session: Session, pathway: Pathway, by: Actor) -> Enrolment:
    """Write down somebody who came without a place, on the day: the room decides, not the list.

    Raises NotInThisState, ActRefused before the day or when the path is not running.
    """
    lock(session)
    policy.require(by, "add_walk_in", session)
    SESSION.after(session.state, "record_presence")
    _check_path(session, pathway)
    if clock.civil_date(session.starts_at) > clock.today():
        raise ActRefused("La session n'a pas encore eu lieu : inscrivez plutôt la personne.")
    enrolment, is_new = Enrolment.objects.get_or_create(
        session=session, pathway=pathway, defaults={"state": EnrolmentState.ENROLLED, "is_walk_in": True}
    )
    if not is_new and enrolment.state != EnrolmentState.ENROLLED:
        enrolment.state, enrolment.is_walk_in = EnrolmentState.ENROLLED, True
        enrolment.save(update_fields=["state", "is_walk_in"])
    record("add_walk_in", on=enrolment, by=by, beneficiary_id=pathway.beneficiary_id)
    return enrolment


def _check_path(session: Session, pathway: Pathway) -> None:
    if pathway.programme_id != session.course.programme_id:
        raise ActRefused("Cette formation est ouverte aux parcours d'un autre programme.")
    if pathway.state != PathwayState.OPEN:
        raise ActRefused("Le parcours n'est pas en cours.")
