"""Receiving what a device sends after working without network: once, however many times it is sent."""

import hashlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from rebond.core import clock
from rebond.drafts.models import Arrival
from rebond.drafts.store import KEPT_DAYS


@transaction.atomic
def receive_once(
    *, user: Any, item: UUID, content: bytes, work: Callable[[], dict[str, str]]
) -> dict[str, str]:
    """Do `work` for this item, or answer again what it answered; both in one transaction.

    Two sendings at once wait for each other. `work` that raises leaves no arrival: the item may be mended and sent
    again. The same item with another content is another arrival: nothing of it is taken for done.
    """
    sha256 = hashlib.sha256(content).hexdigest()
    arrival, _ = Arrival.objects.select_for_update().get_or_create(user=user, item=item)
    if arrival.sha256 != sha256:
        arrival.sha256, arrival.answer, arrival.at = sha256, work(), clock.now()
        arrival.save()
    answer: dict[str, str] = arrival.answer
    return answer


def forget_old_arrivals() -> int:
    """Delete arrivals of more than 60 days; returns how many rows went. A replay that comes later is compared with the file."""
    return Arrival.objects.filter(at__lt=clock.now() - timedelta(days=KEPT_DAYS)).delete()[0]
