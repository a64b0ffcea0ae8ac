"""Words of the exit variables, from the codes that a list of results holds."""

from django import template

from rebond.programmes.vocabulary import ActivityStatus, RsaStatus

register = template.Library()


@register.filter
def activity_label(code: str) -> str:
    """« Indépendant et salarié »."""
    return str(ActivityStatus(code).label)


@register.filter
def rsa_label(code: str) -> str:
    """« Sorti du RSA »."""
    return str(RsaStatus(code).label)
