"""Asking the policy of trainings from a template."""

from typing import Any

from django import template

from rebond.trainings import policy

register = template.Library()


@register.simple_tag(takes_context=True)
def may_train(context: dict[str, Any], act: str, thing: Any) -> bool:
    """Whether the reader's role allows this act on a course or a session."""
    return policy.may(context["request"].actor, act, thing)
