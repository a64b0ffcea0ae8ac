"""Reminding people of a session: a daily job, a pure function of the day, once for each person and date."""

from datetime import datetime, time, timedelta

from rebond.core import clock
from rebond.trainings import telling
from rebond.trainings.models import Enrolment
from rebond.trainings.states import EnrolmentState, SessionState

#: People are reminded two days before; whoever got a place later, the day before.
DAYS_BEFORE = 2


def remind_of_sessions() -> int:
    """Queue the reminder of each session of the next two days; returns 0, nothing waits for it.

    Run again, or by several workers, it queues nothing twice: the key names the place and the date.
    """
    tomorrow = datetime.combine(clock.today() + timedelta(days=1), time.min, tzinfo=clock.ZONE)
    coming = Enrolment.objects.filter(
        state=EnrolmentState.ENROLLED,
        session__state=SessionState.OPEN,
        session__starts_at__gte=tomorrow,
        session__starts_at__lt=tomorrow + timedelta(days=DAYS_BEFORE),
    )
    for enrolment in coming.select_related(
        "session__course", *(f"pathway__{name}" for name in telling.TOLD_WITH)
    ):
        key = f"training-reminder:{enrolment.pk}:{enrolment.session.starts_at.isoformat()}"
        telling.tell("training_reminder", enrolment, dedupe_key=key)
    return 0
