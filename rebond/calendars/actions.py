"""A feed is opened, renewed and revoked by whose agenda it is."""

import hashlib
import secrets

from django.db import transaction

from rebond.audit.journal import record
from rebond.calendars import policy
from rebond.calendars.models import Feed
from rebond.core import clock
from rebond.core.acts import ActRefused
from rebond.people.actor import Actor
from rebond.people.models import User

STALE = "Cette adresse n'est plus en service : elle a été renouvelée ou révoquée entre-temps."


def hash_of(secret: str) -> str:
    """What is kept of a secret of 256 bits: a plain hash is enough, there is nothing to guess."""
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def open_feed(*, by: Actor) -> str:
    """Give one's agenda a secret address, and return the secret: it cannot be read again. Raises ActRefused."""
    user = _locked_user(by)
    policy.require(by, "open_feed", user)
    if user.feeds.filter(revoked_at__isnull=True).exists():
        raise ActRefused("Votre agenda a déjà une adresse : renouvelez-la si vous l'avez perdue.")
    feed, secret = _open(user)
    record("open_feed", on=feed, by=by)
    return secret


@transaction.atomic
def renew_feed(*, feed: Feed, by: Actor) -> str:
    """Replace the address: the old one stops at once. Returns the new secret. Raises ActRefused on a replay."""
    user = _locked_user(by)
    policy.require(by, "renew_feed", feed.user)
    _close(feed)
    new, secret = _open(user)
    record("renew_feed", on=new, by=by, before_id=str(feed.pk))
    return secret


@transaction.atomic
def revoke_feed(*, feed: Feed, by: Actor) -> None:
    """Close the address for good: calendars that read it find nothing any more. Raises ActRefused on a replay."""
    _locked_user(by)
    policy.require(by, "revoke_feed", feed.user)
    _close(feed)
    record("revoke_feed", on=feed, by=by)


def _locked_user(by: Actor) -> User:
    """One act at a time on somebody's agenda: two windows cannot open two addresses."""
    return User.objects.select_for_update().get(pk=by.user_id)


def _open(user: User) -> tuple[Feed, str]:
    secret = secrets.token_urlsafe(32)
    return Feed.objects.create(user=user, secret_hash=hash_of(secret)), secret


def _close(feed: Feed) -> None:
    closed = Feed.objects.filter(pk=feed.pk, revoked_at__isnull=True).update(revoked_at=clock.now())
    if not closed:
        raise ActRefused(STALE)
