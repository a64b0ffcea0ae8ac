"""What the post brings back in the demo: one address that refuses, one letter to put in the box."""

from rebond.core import clock
from rebond.demo.stage import Stage
from rebond.messaging.failures import Failure
from rebond.messaging.models import Channel, Message, MessageState
from rebond.pathways.actions.appointments import tell_date
from rebond.pathways.models import Step
from rebond.pathways.states import StepState


def bring_back(stage: Stage) -> None:
    """Of the next two people whom Maïwenn meets, one has an address that refuses, the other wants paper."""
    coming = Step.objects.filter(
        state=StepState.PLANNED,
        starts_at__gt=clock.now(),
        pathway__adviser=stage.cast.users["maiwenn"],
        pathway__beneficiary__email__gt="",
    )
    joined = ("pathway__beneficiary", "pathway__programme", "pathway__version", "place")
    steps = list(coming.select_related(*joined).order_by("starts_at", "pk")[:2])
    if len(steps) < 2:
        return
    refused, on_paper = steps
    told = (
        Message.objects.filter(object_id=refused.pk, is_to_person=True).order_by("-queued_at", "pk").first()
    )
    if told:
        told.state, told.sent_at = MessageState.DEAD, None
        told.attempts_count, told.last_error = 1, Failure.ADDRESS_REFUSED
        told.save(update_fields=["state", "sent_at", "attempts_count", "last_error"])
    person = on_paper.pathway.beneficiary
    person.preferred_channel = Channel.LETTER
    person.street = person.street or "12 rue des Ajoncs"
    person.postcode, person.city = person.postcode or "35000", person.city or "Rennes"
    person.save()
    tell_date("appointment_reminder", on_paper)
