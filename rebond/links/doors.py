"""Opening, following and closing links. A secret has 256 bits: it is not guessed, and only its hash is kept."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet

from rebond.core import clock
from rebond.core.acts import ActRefused
from rebond.core.identity import new_secret
from rebond.links.models import Link, Purpose
from rebond.people.models import Beneficiary, User

#: A link that is over is kept a while, so that it can say so, then forgotten.
FORGET_AFTER_DAYS = 90
#: Neither vowels, which make words, nor letters and figures that are taken for one another.
CODE_LETTERS = "BCDFGHJKMNPQRTVWXZ2346789"
CODE_LENGTH = 8


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
    secret = new_secret()
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


@dataclass(frozen=True)
class Key:
    """Two ways to open the same link: its secret, in an address; its code, typed on any device."""

    secret: str
    code: str

    @property
    def spaced_code(self) -> str:
        """« KD4M-7TPX »: easier to read and to say in two halves."""
        half = CODE_LENGTH // 2
        return f"{self.code[:half]}-{self.code[half:]}"


def open_link_with_code(purpose: Purpose, *, beneficiary: Beneficiary, expires_at: datetime) -> Key:
    """Write a link that serves once, by its secret or by its code; neither can be read again.

    A code is short: it must live some minutes only, and whoever lets it be typed must count the tries.
    """
    secret = open_link(purpose, expires_at=expires_at, beneficiary=beneficiary, is_single_use=True)
    code = "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))
    Link.objects.filter(secret_hash=_hash(secret)).update(code_hash=_hash_of_code(code))
    return Key(secret, code)


def follow_code(typed: str, purpose: Purpose) -> Link:
    """The link behind a code, however it was spaced or capitalised. Raises LinkClosed."""
    code = "".join(letter for letter in typed.upper() if letter.isalnum())
    return _open(Link.objects.filter(code_hash=_hash_of_code(code), purpose=purpose))


def follow_link(secret: str, purpose: Purpose) -> Link:
    """The link behind a secret, still open and made for this purpose. Raises LinkClosed."""
    return _open(Link.objects.filter(secret_hash=_hash(secret), purpose=purpose))


def _open(links: QuerySet[Link]) -> Link:
    link = links.select_related("beneficiary", "user").first()
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


def opened_since(purpose: Purpose, *, beneficiary: Beneficiary, since: datetime) -> int:
    """How many links of this purpose were opened for a person since then: whoever sends them may count them."""
    return Link.objects.filter(purpose=purpose, beneficiary=beneficiary, opened_at__gte=since).count()


def revoke_links(purpose: Purpose, *, object_id: UUID) -> None:
    """Close the links of one purpose that were opened for one thing."""
    Link.objects.filter(purpose=purpose, object_id=object_id, revoked_at__isnull=True).update(
        revoked_at=clock.now()
    )


def extend_links(purpose: Purpose, *, object_id: UUID, expires_at: datetime) -> None:
    """Let the links already sent for one thing live as long as it does, now that its date has changed."""
    Link.objects.filter(purpose=purpose, object_id=object_id, revoked_at__isnull=True).update(
        expires_at=expires_at
    )


def forget_old_links() -> int:
    """A daily job: delete the links that have been over for a while; returns 0, nothing waits for it."""
    Link.objects.filter(expires_at__lt=clock.now() - timedelta(days=FORGET_AFTER_DAYS)).delete()
    return 0


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _hash_of_code(code: str) -> str:
    """A code has some 37 bits: the site's key, which the database does not hold, keeps it from being searched for."""
    return hmac.new(settings.SECRET_KEY.encode(), code.encode(), hashlib.sha256).hexdigest()
