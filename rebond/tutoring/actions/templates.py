"""The texts that a body keeps at hand."""

from django.db import transaction

from rebond.audit.journal import record
from rebond.core import clock
from rebond.core.acts import ActRefused
from rebond.pathways.locking import lock
from rebond.people.actor import Actor
from rebond.tutoring import policy
from rebond.tutoring.models import MessageTemplate
from rebond.tutoring.wording import PLACEHOLDERS, unknown_placeholders


@transaction.atomic
def save_template(
    *, label: str, text: str, by: Actor, template: MessageTemplate | None = None
) -> MessageTemplate:
    """Add a model for one's body, or change one. Raises ActRefused for a placeholder that nothing fills."""
    policy.require(by, "save_template", template or by.organisation)
    if template:
        lock(template)
    for name in unknown_placeholders(text):
        shown = ", ".join(f"{{{one}}}" for one in PLACEHOLDERS)
        raise ActRefused(f"« {{{name}}} » ne peut pas être rempli. Un modèle admet : {shown}.", field="text")
    kept = template or MessageTemplate(organisation=by.organisation)
    kept.label, kept.text, kept.saved_by, kept.saved_at = label, text, by.user, clock.now()
    kept.full_clean()
    kept.save()
    record("save_template", on=kept, by=by)
    return kept


@transaction.atomic
def remove_template(*, template: MessageTemplate, by: Actor) -> None:
    """Take a model away; the messages that began with it stay as they are."""
    policy.require(by, "remove_template", template)
    record("remove_template", on=template, by=by)
    template.delete()
