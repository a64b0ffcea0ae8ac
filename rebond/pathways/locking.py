"""Locking what an act changes, and noticing that somebody else was faster."""

from django.db import models

from rebond.core.acts import StaleEdit


def lock(thing: models.Model) -> None:
    """Re-read `thing` under a row lock (SQLite locks the whole database at the start of the transaction)."""
    thing.refresh_from_db(from_queryset=type(thing)._base_manager.select_for_update())


def lock_revision(thing: models.Model, seen_revision: int | None) -> None:
    """Lock `thing`, then take the next revision.

    Raises StaleEdit when it is no longer the revision that the person saw. None means: whatever it is.
    """
    lock(thing)
    if seen_revision is not None and thing.revision != seen_revision:  # type: ignore[attr-defined]
        raise StaleEdit(thing)
    thing.revision += 1  # type: ignore[attr-defined]
