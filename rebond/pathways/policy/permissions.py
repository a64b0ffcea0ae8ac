"""Which act is allowed to whom: one named predicate each, asked by acts, screens and buttons."""

from typing import Any

from rebond.core.lifecycle import Lifecycle
from rebond.pathways.models import Decision, Step
from rebond.pathways.policy import predicates
from rebond.pathways.policy.own import OWN_PERMISSIONS
from rebond.pathways.states import LIFECYCLES, PathwayState
from rebond.people.permissions import Permissions, StaffRule

PERMISSIONS: dict[str, StaffRule] = {
    # on an organisation
    "manage_members": predicates.administers,
    # on the school calendar, which is nobody's
    "manage_school_periods": predicates.administers_something,
    # on a programme
    "refer_person": predicates.refers_for,
    "import_pathways": predicates.manages_programme,
    "read_results": predicates.reads_results,
    "read_feedback": predicates.reads_feedback,
    "draft_version": predicates.steers,
    "edit_version": predicates.steers,
    "publish_version": predicates.steers,
    "move_pathways": predicates.steers,
    "undo_move": predicates.steers,
    # on a referral
    "accept_referral": predicates.answers,
    "decline_referral": predicates.answers,
    "put_referral_on_waiting_list": predicates.answers,
    "withdraw_referral": predicates.sent,
    # on a pathway
    "update_beneficiary": predicates.takes_part,
    "update_business": predicates.takes_part,
    "open_activity_line": predicates.takes_part,
    "update_activity_line": predicates.takes_part,
    "remove_activity_line": predicates.takes_part,
    "declare_months": predicates.takes_part,
    "upload_statement": predicates.takes_part,
    "sort_statement": predicates.takes_part,
    "save_statement": predicates.takes_part,
    "cancel_statement": predicates.takes_part,
    "offer_space": predicates.takes_part,
    "simulate_exit": predicates.takes_part,
    "save_scenario": predicates.takes_part,
    "plan_scenario": predicates.takes_part,
    "answer_correction": predicates.takes_part,
    "add_step": predicates.accompanies,
    "decide": predicates.takes_part,
    "record_contract": predicates.takes_part,
    "grant_hours": predicates.grants_hours,
    "resume_pathway": predicates.advises,
    "record_exit": predicates.advises,
    "correct_exit": predicates.advises,
    "reassign_pathways": predicates.reassigns,
    # on a step
    "plan_step": predicates.runs_step,
    "invite_person": predicates.runs_step,
    "withdraw_invitation": predicates.runs_step,
    "remind_person": predicates.runs_step,
    "convene_person": predicates.runs_step,
    "remind_step": predicates.runs_step,
    "move_step": predicates.runs_step,
    "report_step": predicates.runs_step,
    "cancel_step": predicates.runs_step,
    "skip_step": predicates.runs_step,
    "restore_step": predicates.runs_step,
    "correct_step_report": predicates.runs_step,
    "convene_review": predicates.runs_step,
    "hold_review": predicates.runs_step,
    "send_signing_links": predicates.runs_step,
    "close_signing": predicates.runs_step,
    "add_addendum": predicates.annotates_step,
    "open_attendance_sheet": predicates.runs_step,
    "attach_scan": predicates.runs_step,
    "write_private_note": predicates.annotates_step,
    # on a signature
    "sign": predicates.signs,
    "refuse_to_sign": predicates.signs,
    # on a decision
    "approve_decision": predicates.approves,
    "refuse_decision": predicates.approves,
    # on the plan
    "add_aim": predicates.plans,
    "edit_aim": predicates.plans,
    "add_action": predicates.plans,
    "accept_action": predicates.plans,
    "comment_action": predicates.plans,
    "edit_action": predicates.plans,
    "start_action": predicates.plans,
    "finish_action": predicates.plans,
    "drop_action": predicates.plans,
    "reopen_action": predicates.plans,
    # on a scenario of the exit simulator
    "delete_scenario": predicates.keeps_scenario,
    # on a message
    "retry_message": predicates.handles_message,
    "drop_message": predicates.handles_message,
    "post_letter": predicates.posts,
    # on an organisation, for all the messages that a service did not take
    "retry_messages": predicates.administers,
    # on a follow-up
    "record_follow_up": predicates.follows_up,
}


#: Acts whose name is not the verb of the lifecycle.
VERBS = {"report_step": "report_held", "hold_review": "report_held", "correct_step_report": "correct_to_held"}
#: What may still be done to a step once its path is suspended or closed: an absence stays contestable (C20), and what
#: was decided is still signed and proved.
_LASTING = {
    "correct_step_report",
    "write_private_note",
    "send_signing_links",
    "close_signing",
    "add_addendum",
    "open_attendance_sheet",
    "attach_scan",
}


def _state_allows(act: str, thing: Any) -> bool:
    life: Lifecycle | None = LIFECYCLES.get(thing._meta.model_name)
    if life is None:
        return True
    if isinstance(thing, Step) and act not in _LASTING and thing.pathway.state != PathwayState.OPEN:
        return False
    if isinstance(thing, Decision) and thing.pathway.state != PathwayState.OPEN:
        return False
    verb = VERBS.get(act, act)
    return verb not in life.moves or life.allows(thing.state, verb)


_TABLE = Permissions(PERMISSIONS, OWN_PERMISSIONS, _state_allows)
may, require, offers = _TABLE.may, _TABLE.require, _TABLE.offers
