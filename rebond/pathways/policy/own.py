"""What a person may do on their own path, by a link or in their own space, and nothing else."""

from django.db.models import QuerySet

from rebond.pathways.models import Action, Invitation, Pathway, Step
from rebond.pathways.models.papers import Signature
from rebond.people.actor import PersonActor
from rebond.people.permissions import OwnRule
from rebond.programmes.vocabulary import PartyRole
from rebond.simulation.models import Scenario


def owns(by: PersonActor, thing: Pathway | Step | Action) -> bool:
    """The path, the appointment or the action of the plan is the person's own."""
    if isinstance(thing, Action):
        thing = thing.aim.pathway
    pathway = thing if isinstance(thing, Pathway) else thing.pathway
    return pathway.beneficiary_id == by.beneficiary.pk


_READ = ("pathway__beneficiary", "pathway__adviser", "pathway__contractor", "pathway__version", "phase__spec")


def own_steps(by: PersonActor) -> QuerySet[Step]:
    """The appointments of the person, on any of their paths."""
    return Step.objects.filter(pathway__beneficiary=by.beneficiary).select_related(*_READ, "spec", "place")


def invitations_of(by: PersonActor) -> QuerySet[Invitation]:
    """What the person was invited to choose."""
    joined = [f"step__{path}" for path in (*_READ, "spec", "place")]
    return Invitation.objects.filter(step__pathway__beneficiary=by.beneficiary).select_related(*joined)


def does(by: PersonActor, action: Action) -> bool:
    """The action is of their own path, and theirs to do."""
    return owns(by, action) and action.owner == PartyRole.BENEFICIARY


def own_scenarios(by: PersonActor) -> QuerySet[Scenario]:
    """What was kept of the exit simulator, by the person or with their agreement."""
    return Scenario.objects.filter(beneficiary=by.beneficiary)


def owns_scenario(by: PersonActor, scenario: Scenario) -> bool:
    return scenario.beneficiary_id == by.beneficiary.pk


def is_awaited(by: PersonActor, signature: Signature) -> bool:
    """The signature is theirs to give, on a paper of their own path."""
    return signature.user_id is None and owns(by, signature.step) and signature.role == by.role


OWN_PERMISSIONS: dict[str, OwnRule] = {
    # on the money of their business
    "open_activity_line": owns,
    "declare_months": owns,
    "upload_statement": owns,
    "sort_statement": owns,
    "save_statement": owns,
    "cancel_statement": owns,
    # on a scenario of theirs
    "delete_scenario": owns_scenario,
    # on their path
    "simulate_exit": owns,
    "save_scenario": owns,
    "open_space": owns,
    # on an appointment
    "choose_slot": owns,
    "confirm_step": owns,
    "reschedule_step": owns,
    "cancel_step": owns,
    "propose_action": owns,
    "ask_correction": owns,
    "give_feedback": owns,
    # on an action of their plan
    "comment_action": owns,
    "start_action": does,
    "finish_action": does,
    "reopen_action": does,
    "sign": is_awaited,
    "refuse_to_sign": is_awaited,
}
