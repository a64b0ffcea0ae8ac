"""Words of the thread."""

from django import template

from rebond.tutoring.time_sheet import in_words

register = template.Library()


@register.filter
def spent(minutes: int) -> str:
    """« 45 min », « 1 h 30 »."""
    return in_words(minutes)
