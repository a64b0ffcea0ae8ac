"""The loop of the worker: what waits in the database is done in turn, one piece after another.

Nothing is held in memory between two pieces. Each piece is claimed by a conditional update with a lease, in its
own room (messages, imports), so several workers may run at once and a worker that is killed loses nothing.
"""

import logging
import traceback
from collections.abc import Callable
from threading import Event

from django.db import Error as DatabaseTrouble
from django.db import close_old_connections, connection

from rebond.core import clock
from rebond.documents.store import forget_orphan_files
from rebond.drafts.arrivals import forget_old_arrivals
from rebond.drafts.store import forget_old_drafts
from rebond.filing.actions.forgetting import forget_old_pieces
from rebond.filing.reminders import remind_of_pieces
from rebond.finances.keeping import forget_old_statements
from rebond.imports.batches import run_due_batch
from rebond.imports.keeping import forget_old_imports
from rebond.links.doors import forget_old_links
from rebond.messaging.sending import send_due_messages
from rebond.pathways.actions.papers import seal_waiting_papers
from rebond.pathways.ladder import write_to_people
from rebond.trainings.reminders import remind_of_sessions
from rebond.tutoring.actions.mails import forget_held_mails

logger = logging.getLogger(__name__)

IDLE_SECONDS = 1.0
#: Pause after a failure, so that a database that restarts is not asked in a tight loop.
TROUBLE_SECONDS = 5.0

Job = Callable[[], int]

#: Done at each turn. A job returns how many pieces it did; 0 lets the worker rest.
JOBS: tuple[Job, ...] = (send_due_messages, run_due_batch, seal_waiting_papers)
#: Done when the worker starts and when the date changes; doing them twice changes nothing.
DAILY_JOBS: tuple[Job, ...] = (
    write_to_people,
    forget_old_arrivals,
    forget_held_mails,
    forget_old_drafts,
    forget_old_imports,
    forget_old_links,
    forget_old_pieces,
    forget_old_statements,
    forget_orphan_files,
    remind_of_pieces,
    remind_of_sessions,
)


def run_pending() -> int:
    """Do everything that is due now, daily jobs included, and return how many pieces that was."""
    total = sum(job() for job in DAILY_JOBS)
    while done := sum(job() for job in JOBS):
        total += done
    return total


def run_until(stop: Event) -> None:
    """Work until `stop` is set; it is looked at between two pieces. A failure is logged and survived."""
    swept_on = None
    while not stop.is_set():
        close_old_connections()
        today = clock.today()
        jobs = JOBS if today == swept_on else (*DAILY_JOBS, *JOBS)
        done_count, is_well = _run_each(jobs, stop)
        if is_well:
            swept_on = today
        if not is_well:
            stop.wait(TROUBLE_SECONDS)
        elif not done_count:
            stop.wait(IDLE_SECONDS)


def _run_each(jobs: tuple[Job, ...], stop: Event) -> tuple[int, bool]:
    """The number of pieces done, and whether every job ran to its end."""
    done_count, is_well = 0, True
    for job in jobs:
        if stop.is_set():
            break
        try:
            done_count += job()
        except Exception as error:  # noqa: BLE001 - one job that fails must not stop the others
            is_well = False
            _tell(job, error)
            if isinstance(error, DatabaseTrouble):
                connection.close()
    return done_count, is_well


def _tell(job: Job, error: Exception) -> None:
    # The text of an exception may quote what somebody typed: only its class and its place are logged.
    place = traceback.extract_tb(error.__traceback__)[-1]
    logger.error("%s failed: %s at %s:%s", job.__name__, type(error).__name__, place.filename, place.lineno)
