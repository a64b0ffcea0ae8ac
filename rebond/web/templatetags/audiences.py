"""The icon of who reads."""

from django import template

from rebond.pathways.audience import Audience
from rebond.web.audiences import ICONS

register = template.Library()


@register.filter
def audience_icon(audience: str) -> str:
    """A name of Bootstrap Icons, the same for a note, a message and a document."""
    return ICONS[Audience(audience)]
