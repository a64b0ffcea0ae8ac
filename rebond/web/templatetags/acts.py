"""Buttons ask the policy: `{% offers "accept_referral" referral as can_accept %}`."""

from typing import Any

from django import template
from django.template import Context

from rebond.pathways import policy

register = template.Library()


@register.simple_tag(takes_context=True)
def offers(context: Context, act: str, thing: Any) -> bool:
    """Whether this person may do the act on this thing, in its present state."""
    request = context["request"]
    return policy.offers(getattr(request, "person", None) or request.actor, act, thing)
