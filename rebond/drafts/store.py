"""Keeping, finding and forgetting drafts. A draft is its author's alone, and forgotten after 60 days."""

from datetime import timedelta
from typing import Any

from django.db.models import QuerySet

from rebond.core import clock
from rebond.core.text import holds_nir
from rebond.drafts.models import Draft

KEPT_DAYS = 60
MAX_FIELDS = 300
MAX_KEY_LENGTH = 100


def save_draft(*, user: Any, key: str, data: dict[str, list[str]]) -> Draft:
    """Keep what is typed. `data` maps each field to its values, as a browser posts them.

    A field that holds a social security number is left out: it must be kept nowhere (D7). NUL characters, which
    PostgreSQL cannot hold, are dropped.
    """
    typed = {_without_nul(name): [_without_nul(value) for value in values] for name, values in data.items()}
    kept = {name: values for name, values in typed.items() if not any(holds_nir(value) for value in values)}
    draft, _ = Draft.objects.update_or_create(
        user=user, key=key, defaults={"data": dict(list(kept.items())[:MAX_FIELDS]), "saved_at": clock.now()}
    )
    return draft


def _without_nul(text: str) -> str:
    return text.replace("\x00", "")


def find_draft(*, user: Any, key: str) -> Draft | None:
    return Draft.objects.filter(user=user, key=key).first()


def drafts_named(*, user: Any, prefix: str) -> QuerySet[Draft]:
    """This person's drafts whose key begins so, the latest first."""
    return Draft.objects.filter(user=user, key__startswith=prefix).order_by("-saved_at", "-pk")


def forget_draft(*, user: Any, key: str) -> None:
    Draft.objects.filter(user=user, key=key).delete()


def forget_old_drafts() -> int:
    """Delete drafts untouched for 60 days; returns how many rows went."""
    return Draft.objects.filter(saved_at__lt=clock.now() - timedelta(days=KEPT_DAYS)).delete()[0]
