"""Keeping, finding and forgetting saved views. A view is its owner's alone."""

from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from rebond.core.acts import ActRefused
from rebond.drafts.models import SavedView

MAX_VIEWS = 20


def views_of(user: Any) -> QuerySet[SavedView]:
    return SavedView.objects.filter(user=user)


@transaction.atomic
def save_view(*, user: Any, name: str, query: str) -> SavedView:
    """Keep a list under a name. Raises ActRefused when there are too many, or when the name is taken."""
    kept = views_of(user)
    if kept.filter(name__iexact=name).exists():
        raise ActRefused("Vous avez déjà une vue de ce nom.", field="name")
    if kept.count() >= MAX_VIEWS:
        raise ActRefused(f"Vous avez déjà {MAX_VIEWS} vues : supprimez-en une.", field="name")
    return SavedView.objects.create(user=user, name=name, query=query)


def delete_view(view: SavedView) -> None:
    view.delete()
