"""Telling people and colleagues about a session, inside the act that changes it."""

from collections.abc import Iterable, Mapping

from django.db.models import prefetch_related_objects

from rebond.calendars.ics import Method
from rebond.core import clock
from rebond.messaging.outbox import queue
from rebond.pathways.telling import moment_in_words, tell_person
from rebond.people.actor import Actor, Anybody
from rebond.trainings.invitations import Ranked, invitations, ranked
from rebond.trainings.models import Enrolment, Session
from rebond.trainings.states import EnrolmentState

#: What a letter reads of the path.
TOLD_WITH = (
    "beneficiary",
    "version",
    "programme__commissioner",
    "adviser",
    "contractor",
    "lead_organisation",
)
#: The titles of what colleagues receive.
STAFF_TITLES = {
    "training_moved": "Une session de formation change",
    "training_cancelled": "Une session de formation est annulée",
    "withdraw_from_training": "Une place se libère dans une formation",
}


def values_of(session: Session) -> Mapping[str, str]:
    """What a letter about a session says of it, in words."""
    return {
        **moment_in_words(session.starts_at),
        "intitule": session.course.title,
        "lieu": session.place or session.video_url,
    }


def tell(code: str, enrolment: Enrolment, *, dedupe_key: str = "", gone: Iterable[Ranked] = ()) -> None:
    """Tell one person, on a channel they have.

    An e-mail carries the entries for their calendar: those of their place, if they have one, and `gone`, to take away.
    """
    session = enrolment.session
    method = Method.CANCEL if session.is_cancelled else Method.REQUEST
    kept = ranked(session.half_days.all()) if enrolment.has_place else []
    tell_person(
        code,
        pathway=enrolment.pathway,
        values=values_of(session),
        attachments=[
            *invitations(enrolment, method=method, entries=kept),
            *invitations(enrolment, method=Method.CANCEL, entries=gone),
        ],
        dedupe_key=dedupe_key,
    )


def tell_everyone(code: str, session: Session, *, by: Anybody, gone: Iterable[Ranked] = ()) -> None:
    """Tell whoever has a place or waits for one, and the trainer; past sessions are left alone."""
    if session.ends_at <= clock.now():
        return
    prefetch_related_objects([session], "half_days")
    for enrolment in _live(session):
        enrolment.session = session
        tell(code, enrolment, gone=gone if enrolment.has_place else ())
    tell_trainer(code, session, by=by)


def tell_withdrawn(enrolment: Enrolment, *, had_place: bool, by: Anybody) -> None:
    """Tell who was taken off the list, unless they left by themselves, and the trainer."""
    if isinstance(by, Actor):
        gone = ranked(enrolment.session.half_days.all()) if had_place else []
        tell("training_withdrawn", enrolment, gone=gone)
    tell_trainer("withdraw_from_training", enrolment, by=by)


def tell_trainer(template: str, thing: Session | Enrolment, *, by: Anybody) -> None:
    """Tell the trainer, unless it is they who act."""
    session = thing if isinstance(thing, Session) else thing.session
    if session.trainer and session.trainer_id != by.user_id:
        queue(
            template,
            to=session.trainer.email,
            title=STAFF_TITLES[template],
            object_id=session.pk,
            session=session,
            starts_at=session.starts_at,
        )


def _live(session: Session) -> Iterable[Enrolment]:
    live = session.enrolments.filter(state__in=[EnrolmentState.ENROLLED, EnrolmentState.WAITING])
    return live.select_related(*(f"pathway__{name}" for name in TOLD_WITH))
