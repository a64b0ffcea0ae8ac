"""The waiting list moves by itself: what acts share when a place is freed. Called inside an act's transaction."""

from rebond.audit.journal import record
from rebond.core import clock
from rebond.people.actor import Anybody
from rebond.trainings import telling
from rebond.trainings.models import Session
from rebond.trainings.states import ENROLMENT, EnrolmentState


def places_left(session: Session) -> int:
    """Places that nobody has; walk-ins sit on a chair too, so it may be nought for long."""
    taken = session.enrolments.filter(state=EnrolmentState.ENROLLED).count()
    return max(0, session.capacity - taken)


def fill_places(session: Session, *, by: Anybody) -> None:
    """Give the free places to those who wait, the first who asked first. The session is locked by the caller."""
    if session.is_cancelled or session.starts_at <= clock.now():
        return
    waiting = session.enrolments.filter(state=EnrolmentState.WAITING, pathway__exited_on__isnull=True)
    first = waiting.select_related("pathway__beneficiary").order_by("asked_at", "pk")[: places_left(session)]
    for enrolment in first:
        enrolment.state = ENROLMENT.after(enrolment.state, "give_place")
        enrolment.save(update_fields=["state"])
        record("give_place", on=enrolment, by=by, beneficiary_id=enrolment.pathway.beneficiary_id)
        telling.tell("training_enrolled", enrolment)
