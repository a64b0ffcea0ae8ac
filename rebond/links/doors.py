"""Opening, following and closing links. A secret has 256 bits: it is not guessed, and only its hash is kept."""

import hashlib
import secrets
from datetime import datetime, timedelta
from uuid import UUID

from rebond.core import clock
from rebond.core.acts import ActRefused
from rebond.links.models import Link, Purpose
from rebond.people.models import Beneficiary, User

#: A link that is over is kept a while, so that it can say so, then forgotten.
FORGET_AFTER_DAYS = 90


class LinkClosed(ActRefused):
    """The link is unknown, out of date, used up or revoked. The sentence does not tell which: it tells what to do."""

    def __init__(self) -> None:
        super().__init__("Ce lien n'est plus valable.")


def open_link(
    purpose: Purpose,
    *,
    expires_at: datetime,
    beneficiary: Beneficiary | None = None,
    user: User | None = None,
    object_id: UUID | None = None,
    is_single_use: bool = False,
) -> str:
    """Write a link for one person and return its secret, to be put in a message: it cannot be read again."""
    secret = secrets.token_urlsafe(32)
    Link.objects.create(
        secret_hash=_hash(secret),
        purpose=purpose,
        beneficiary=beneficiary,
        user=user,
        object_id=object_id,
        expires_at=expires_at,
        is_single_use=is_single_use,
    )
    return secret


def follow_link(secret: str, purpose: Purpose) -> Link:
    """The link behind a secret, still open and made for this purpose. Raises LinkClosed."""
    link = (
        Link.objects.filter(secret_hash=_hash(secret), purpose=purpose)
        .select_related("beneficiary", "user")
        .first()
    )
    if link is None or link.revoked_at or link.expires_at <= clock.now():
        raise LinkClosed
    if link.is_single_use and link.used_at:
        raise LinkClosed
    return link


def use_link(link: Link) -> None:
    """Note that a link served. One made for a single use serves once, whoever asks at the same time: LinkClosed."""
    opened = Link.objects.filter(pk=link.pk, revoked_at__isnull=True)
    if link.is_single_use:
        opened = opened.filter(used_at__isnull=True)
    if not opened.update(used_at=clock.now()):
        raise LinkClosed


def revoke_links(purpose: Purpose, *, object_id: UUID) -> None:
    """Close the links of one purpose that were opened for one thing."""
    Link.objects.filter(purpose=purpose, object_id=object_id, revoked_at__isnull=True).update(
        revoked_at=clock.now()
    )


def forget_old_links() -> int:
    """A daily job: delete the links that have been over for a while; returns 0, nothing waits for it."""
    Link.objects.filter(expires_at__lt=clock.now() - timedelta(days=FORGET_AFTER_DAYS)).delete()
    return 0


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
