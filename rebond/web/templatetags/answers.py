"""What became of an appointment, in words."""

from django import template

from rebond.pathways import answering
from rebond.pathways.models import Step

register = template.Library()


@register.filter
def cancelled_words(step: Step) -> str:
    """« à l'initiative de la personne, 2 jours avant », empty for one that nobody cancelled."""
    return answering.cancelled_words(step)
