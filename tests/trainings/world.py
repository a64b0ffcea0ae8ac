"""A training that Delphine attended, for tests that need one of everything."""

from datetime import datetime, timedelta

from rebond.core import clock
from rebond.pathways.models import Pathway
from rebond.people.actor import Actor
from rebond.trainings import actions
from rebond.trainings.models import Enrolment


def attended_training(
    pathway: Pathway, *, starts_at: datetime, by: Actor, is_certified: bool = True
) -> Enrolment:
    """A half-day of three hours, at which she was present, and her certificate; `starts_at` is gone by."""
    with clock.held(starts_at - timedelta(days=7)):
        course = actions.add_course(
            programme=pathway.programme, kind="training", title="Se faire connaître", by=by
        )
        session = actions.open_session(
            course=course,
            half_days=[(starts_at, starts_at + timedelta(hours=3))],
            capacity=12,
            place="BGE",
            by=by,
        )
        enrolment = actions.enrol(session=session, pathway=pathway, by=by)
    actions.record_presence(half_day=session.half_days.get(), states={enrolment: "present"}, by=by)
    if is_certified:
        actions.issue_certificate(enrolment=enrolment, by=by)
    return enrolment
