"""Three questions after each phase: asked once, kept apart from whoever answers."""

from collections.abc import Mapping

from django.db import transaction

from rebond.audit.journal import record
from rebond.core import clock
from rebond.core.acts import ActRefused
from rebond.pathways import policy
from rebond.pathways.locking import lock
from rebond.pathways.models import FeedbackGiven, Phase, PhaseFeedback
from rebond.people.actor import PersonActor


@transaction.atomic
def give_feedback(*, phase: Phase, marks: Mapping[str, int], by: PersonActor) -> None:
    """Answer the questions on a phase that is over. Raises ActRefused for one under way, or already answered.

    The journal says that they answered, not what.
    """
    lock(phase)
    policy.require(by, "give_feedback", phase)
    if phase.ended_on is None:
        raise ActRefused("Cette étape n'est pas terminée : les questions viendront ensuite.")
    _, is_new = FeedbackGiven.objects.get_or_create(phase=phase)
    if not is_new:
        raise ActRefused("Vous avez déjà répondu sur cette étape. Merci !")
    today = clock.today()
    quarter = today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1)
    PhaseFeedback.objects.create(
        spec=phase.spec, contractor=phase.pathway.contractor, quarter=quarter, **marks
    )
    record("give_feedback", on=phase, by=by, beneficiary_id=by.beneficiary.pk)
