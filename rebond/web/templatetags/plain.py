"""What the person reads: no short form without its meaning."""

from typing import Any

from django import template

from rebond.core import plain_words

register = template.Library()


@register.filter
def spelled(text: Any) -> str:
    """« Rdv 4 » as « Rendez-vous 4 », « CDAS » with what it stands for; empty for nothing."""
    return plain_words.spelled(str(text)) if text else ""


@register.filter
def meaning(label: Any) -> str:
    """What a phase or an appointment is for; empty when nothing is known of this name."""
    return plain_words.meaning_of(str(label))
