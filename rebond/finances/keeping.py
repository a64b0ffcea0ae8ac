"""How long the words of a bank account are kept: until the sums are saved, and two days at most."""

from datetime import timedelta

from rebond.core import clock
from rebond.finances.models import Statement
from rebond.finances.states import StatementState

KEPT_DAYS = 2


def erase_operations(statement: Statement) -> None:
    """Forget what the file held; the caller saves."""
    statement.operations, statement.remarks = [], []


def forget_old_statements() -> int:
    """A daily job: give up statements that nobody saved within two days. Returns how many."""
    old = Statement.objects.filter(
        state=StatementState.SORTING, sent_at__lt=clock.now() - timedelta(days=KEPT_DAYS)
    )
    return old.update(state=StatementState.CANCELLED, finished_at=clock.now(), operations=[], remarks=[])
