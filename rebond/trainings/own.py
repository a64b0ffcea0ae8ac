"""A person's own trainings, as they read them: what is coming, what waits for their signature or their word."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from rebond.core import clock
from rebond.pathways.models import Pathway
from rebond.trainings.attendance import attended_minutes, is_certifiable
from rebond.trainings.models import Enrolment, HalfDay, Session
from rebond.trainings.room import counted, enrolments_of, sessions_to_come
from rebond.trainings.states import ATTENDED


@dataclass(frozen=True)
class OwnTraining:
    """One place of the person, read with its half-days and what was noted of them."""

    enrolment: Enrolment

    @property
    def session(self) -> Session:
        return self.enrolment.session

    @property
    def is_to_come(self) -> bool:
        return not self.session.is_cancelled and self.session.ends_at > clock.now()

    @property
    def has_place_to_come(self) -> bool:
        return self.is_to_come and self.enrolment.has_place

    @property
    def may_withdraw(self) -> bool:
        return not self.session.is_cancelled and self.session.starts_at > clock.now()

    @cached_property
    def to_sign(self) -> list[HalfDay]:
        """The half-days of today or before that they have not signed, unless they were noted as missing."""
        if self.session.is_cancelled or not self.enrolment.has_place:
            return []
        noted = {presence.half_day_id: presence for presence in self.enrolment.presences.all()}
        return [
            half_day
            for half_day in self.session.half_days.all()
            if half_day.day <= clock.today()
            and (
                half_day.pk not in noted
                or (not noted[half_day.pk].signed_at and noted[half_day.pk].state in ATTENDED)
            )
        ]

    @cached_property
    def attended_minutes(self) -> int:
        return attended_minutes(self.enrolment)

    @property
    def may_have_certificate(self) -> bool:
        """From the last day on, once they were noted to be there, and each half-day is noted."""
        return self.session.last_day <= clock.today() and is_certifiable(self.enrolment)

    @property
    def may_rate(self) -> bool:
        return bool(self.attended_minutes) and self.enrolment.was_useful is None


@dataclass(frozen=True)
class Offer:
    """A session that the person may ask for."""

    session: Session
    is_full: bool


def own_trainings(pathway: Pathway) -> list[OwnTraining]:
    return [OwnTraining(enrolment) for enrolment in enrolments_of(pathway)]


def sessions_offered(pathway: Pathway, *, besides: Iterable[OwnTraining]) -> list[Offer]:
    coming = sessions_to_come(pathway, besides=[training.enrolment for training in besides])
    return [Offer(session, placed >= session.capacity) for session, placed, _ in counted(coming)]
