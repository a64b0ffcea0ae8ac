"""Words of what a list of results holds: exit variables from their codes, hours of trainings."""

from django import template

from rebond.pathways.hours import hours_words
from rebond.programmes.vocabulary import ActivityStatus, RsaStatus
from rebond.trainings.attendance import attended_minutes
from rebond.trainings.models import Enrolment

register = template.Library()


@register.filter
def activity_label(code: str) -> str:
    """« Indépendant et salarié »."""
    return str(ActivityStatus(code).label)


@register.filter
def rsa_label(code: str) -> str:
    """« Sorti du RSA »."""
    return str(RsaStatus(code).label)


@register.filter
def hours_attended(enrolment: Enrolment) -> str:
    """« 3 h 30 »; « aucune » for somebody who did not come."""
    minutes = attended_minutes(enrolment)
    return hours_words(minutes) if minutes else "aucune"
