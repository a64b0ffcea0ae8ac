"""Asking the policy of pieces from a template."""

from typing import Any

from django import template

from rebond.filing import policy

register = template.Library()


@register.simple_tag(takes_context=True)
def may_file(context: dict[str, Any], act: str, thing: Any) -> bool:
    """Whether the reader's role allows this act on a path, a request or a piece, in its present state."""
    request = context["request"]
    return policy.offers(getattr(request, "person", None) or request.actor, act, thing)
