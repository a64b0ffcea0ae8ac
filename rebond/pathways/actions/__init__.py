"""The acts: the only writers. Each locks, requires, moves, saves, records and queues, in that order."""

from rebond.pathways.actions.answers import confirm_step, reschedule_step
from rebond.pathways.actions.caseloads import SEATS, reassign_pathways
from rebond.pathways.actions.contracts import grant_hours, record_contract
from rebond.pathways.actions.corrections import answer_correction, ask_correction
from rebond.pathways.actions.decisions import (
    approve_decision,
    decide,
    refuse_decision,
    resume_pathway,
)
from rebond.pathways.actions.exits import correct_exit, record_exit, record_follow_up
from rebond.pathways.actions.exports import export_pathways
from rebond.pathways.actions.feedback import give_feedback
from rebond.pathways.actions.figures import (
    declare_month,
    declare_months,
    open_activity_line,
    remove_activity_line,
    update_activity_line,
)
from rebond.pathways.actions.invitations import (
    choose_slot,
    convene_person,
    invite_person,
    remind_person,
    remind_step,
    withdraw_invitation,
)
from rebond.pathways.actions.members import add_member, end_membership
from rebond.pathways.actions.messages import drop_message, post_letter, retry_message, retry_messages
from rebond.pathways.actions.moves import move_pathways, undo_move
from rebond.pathways.actions.persons import update_beneficiary, update_business
from rebond.pathways.actions.plans import (
    accept_action,
    add_action,
    add_aim,
    comment_action,
    drop_action,
    edit_action,
    edit_aim,
    finish_action,
    propose_action,
    reopen_action,
    start_action,
)
from rebond.pathways.actions.referrals import (
    accept_referral,
    decline_referral,
    put_referral_on_waiting_list,
    refer_person,
    withdraw_referral,
)
from rebond.pathways.actions.reports import correct_step_report, report_step, write_private_note
from rebond.pathways.actions.reviews import convene_review, hold_review
from rebond.pathways.actions.scenarios import delete_scenario, plan_scenario, save_scenario
from rebond.pathways.actions.school import add_school_period, remove_school_period
from rebond.pathways.actions.sheets import attach_scan, open_attendance_sheet
from rebond.pathways.actions.signatures import (
    add_addendum,
    close_signing,
    refuse_to_sign,
    send_signing_links,
    sign,
)
from rebond.pathways.actions.spaces import offer_space, open_space, send_space_link
from rebond.pathways.actions.statements import (
    cancel_statement,
    save_statement,
    sort_statement,
    upload_statement,
)
from rebond.pathways.actions.steps import (
    add_step,
    cancel_step,
    move_step,
    plan_step,
    restore_step,
    skip_step,
)
from rebond.pathways.actions.versions import (
    discard_version,
    draft_version,
    edit_version,
    import_version,
    publish_version,
)

__all__ = [
    "SEATS",
    "accept_action",
    "accept_referral",
    "add_action",
    "add_addendum",
    "add_aim",
    "add_member",
    "add_school_period",
    "add_step",
    "answer_correction",
    "approve_decision",
    "ask_correction",
    "attach_scan",
    "cancel_statement",
    "cancel_step",
    "choose_slot",
    "close_signing",
    "comment_action",
    "confirm_step",
    "convene_person",
    "convene_review",
    "correct_exit",
    "correct_step_report",
    "decide",
    "declare_month",
    "declare_months",
    "decline_referral",
    "delete_scenario",
    "discard_version",
    "draft_version",
    "drop_action",
    "drop_message",
    "edit_action",
    "edit_aim",
    "edit_version",
    "end_membership",
    "export_pathways",
    "finish_action",
    "give_feedback",
    "grant_hours",
    "hold_review",
    "import_version",
    "invite_person",
    "move_pathways",
    "move_step",
    "offer_space",
    "open_activity_line",
    "open_attendance_sheet",
    "open_space",
    "plan_scenario",
    "plan_step",
    "post_letter",
    "propose_action",
    "publish_version",
    "put_referral_on_waiting_list",
    "reassign_pathways",
    "record_contract",
    "record_exit",
    "record_follow_up",
    "refer_person",
    "refuse_decision",
    "refuse_to_sign",
    "remind_person",
    "remind_step",
    "remove_activity_line",
    "remove_school_period",
    "reopen_action",
    "report_step",
    "reschedule_step",
    "restore_step",
    "resume_pathway",
    "retry_message",
    "retry_messages",
    "save_scenario",
    "save_statement",
    "send_signing_links",
    "send_space_link",
    "sign",
    "skip_step",
    "sort_statement",
    "start_action",
    "undo_move",
    "update_activity_line",
    "update_beneficiary",
    "update_business",
    "upload_statement",
    "withdraw_invitation",
    "withdraw_referral",
    "write_private_note",
]
