"""Dates and hours of signed words, which hold them in one written form."""

from datetime import date

from django import template

from rebond.pathways.models import Signature
from rebond.pathways.typesetting import how
from rebond.web.templatetags.words import long_date

register = template.Library()


@register.filter
def iso_day(text: str) -> str:
    """« 2019-04-29 » as « lundi 29 avril 2019 »."""
    return long_date(date.fromisoformat(text))


@register.filter
def iso_hour(text: str) -> str:
    """« 14:05 » as « 14 h 05 »."""
    return text.replace(":", "\u00a0h\u00a0")


@register.filter
def how_signed(signature: Signature) -> str:
    """« signature tracée, sur place sur l'écran de Maïwenn Tilleul »."""
    return how(signature)
