"""Serving a feed: who it belongs to, and whether it says anything new."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from rebond.calendars.actions import hash_of
from rebond.calendars.models import Feed
from rebond.core import clock

#: Calendars look every few minutes: that they do is written down once in this delay.
SAME_READING_MINUTES = 10


@dataclass(frozen=True)
class Reading:
    """What a calendar compares with what it already has."""

    etag: str
    changed_at: datetime


def open_feed_behind(secret: str) -> Feed | None:
    """The feed of this secret; None when it is unknown, revoked, or of somebody who works here no more."""
    return (
        Feed.objects.filter(secret_hash=hash_of(secret), revoked_at__isnull=True, user__is_active=True)
        .select_related("user")
        .first()
    )


def note_reading(feed: Feed, content: bytes) -> Reading:
    """Write that the feed was read, and since when it says this. Nothing is written when nothing is new."""
    now = clock.now().replace(microsecond=0)
    digest = hashlib.sha256(content).hexdigest()
    changes: dict[str, object] = {}
    if feed.content_hash != digest:
        # Calendars compare whole seconds: two contents never share one.
        after_last = feed.changed_at + timedelta(seconds=1) if feed.changed_at else now
        feed.content_hash, feed.changed_at = digest, max(now, after_last)
        changes = {"content_hash": digest, "changed_at": feed.changed_at}
    if feed.last_read_at is None or now - feed.last_read_at >= timedelta(minutes=SAME_READING_MINUTES):
        changes["last_read_at"] = now
    if changes:
        Feed.objects.filter(pk=feed.pk, revoked_at__isnull=True).update(**changes)
    return Reading(etag=f'"{digest[:32]}"', changed_at=feed.changed_at or now)
