"""The last contact with, or from, the person (D2): what tells silence in « À faire », and from what files are kept.

Met, seen at a training, answered on the telephone, wrote, answered an invitation, signed, came into their space: these are
contacts. What we send, and a call that nobody takes, are not. One small column of the path holds the last one, so that
lists stay quick.
"""

from datetime import datetime

from django.db.models import Max, Q

from rebond.audit.journal import THE_PERSON
from rebond.audit.models import Entry
from rebond.core import clock
from rebond.pathways.attention import start_of
from rebond.pathways.models import Pathway
from rebond.pathways.states import StepState
from rebond.people.actor import Anybody, PersonActor

#: The fact by which the journal tells that an act of the staff was a contact: `record(…, is_contact=True)`.
CONTACT_FACT = "is_contact"


def note_contact(pathway: Pathway, *, at: datetime | None = None) -> None:
    """Write, within an act, that there was a contact then (now, by default). An older one changes nothing."""
    when = min(at or clock.now(), clock.now())
    older = Q(last_contact_at__isnull=True) | Q(last_contact_at__lt=when)
    # Compared where it is kept: two acts at once cannot set it back.
    if Pathway.objects.filter(older, pk=pathway.pk).update(last_contact_at=when):
        pathway.last_contact_at = when


def note_own_contact(pathway: Pathway, *, by: Anybody) -> None:
    """The same, when it is the person who acts."""
    if isinstance(by, PersonActor):
        note_contact(pathway)


def recount_contact(pathway: Pathway) -> None:
    """Look for the last contact again, once one that was told proves not to have been: appointments, then the journal."""
    held = pathway.steps.filter(state=StepState.HELD).aggregate(at=Max("starts_at"))["at"]
    told = Entry.objects.filter(beneficiary=pathway.beneficiary_id, at__gte=start_of(pathway.entered_on))
    told = told.filter(Q(role=THE_PERSON) | Q(**{f"facts__{CONTACT_FACT}": True}))
    found = [at for at in (held, told.aggregate(at=Max("at"))["at"]) if at]
    pathway.last_contact_at = max(found, default=None)
    Pathway.objects.filter(pk=pathway.pk).update(last_contact_at=pathway.last_contact_at)
