"""Who sees what, who may do what. The table is the rule in words; the acts, lists and buttons must say the same."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction

from rebond.audit.models import Entry
from rebond.core import clock
from rebond.pathways import actions, policy
from rebond.pathways.models import FollowUp
from rebond.people.actor import Actor
from rebond.people.models import Role
from rebond.programmes.models import SchoolPeriod
from tests.pathways.scenarios import scenario_of
from tests.pathways.world import ATTEMPTS, TODAY, World

#: Rozenn leads Delphine's path, Maïwenn advises, Inès consults. Yann, Karim and Loïc-as-adviser do the same jobs on
#: other files. Hélène heads the service, Loïc and Nadia manage BGE, Tanguy manages Catalys, Alban administers.
#: Zoé directs, then advises, in another association.
PEOPLE: dict[str, tuple[str, Role]] = {
    "rozenn": ("rozenn", Role.LEAD_WORKER),
    "yann": ("yann", Role.LEAD_WORKER),
    "fatou": ("fatou", Role.LEAD_WORKER),
    "helene": ("helene", Role.HEAD_OF_SERVICE),
    "maiwenn": ("maiwenn", Role.BUSINESS_ADVISER),
    "karim": ("karim", Role.BUSINESS_ADVISER),
    "loic": ("loic", Role.PRODUCTION_MANAGER),
    "loic_adv": ("loic", Role.BUSINESS_ADVISER),
    "nadia": ("nadia", Role.DIRECTOR),
    "ines": ("ines", Role.CAREERS_CONSULTANT),
    "tanguy": ("tanguy", Role.PRODUCTION_MANAGER),
    "tanguy_c": ("tanguy", Role.CAREERS_CONSULTANT),
    "alban": ("alban", Role.ADMINISTRATOR),
    "zoe": ("zoe", Role.DIRECTOR),
    "zoe_adv": ("zoe", Role.BUSINESS_ADVISER),
}
PARTIES = "rozenn maiwenn loic nadia ines"
GUIDES = "maiwenn loic nadia ines"
ADVICE = "maiwenn loic nadia"
MANAGERS = "loic nadia"

#: For each permission, everybody who has it on Delphine's path (or on Gaspard's referral, which Rozenn sent).
MATRIX: dict[str, str] = {
    # the programme
    "refer_person": "rozenn yann fatou",
    "import_pathways": "helene loic nadia",
    "read_feedback": "helene loic nadia tanguy",
    "read_results": "rozenn yann fatou helene maiwenn karim loic loic_adv nadia tanguy",
    "draft_version": "helene alban",
    "edit_version": "helene alban",
    "publish_version": "helene alban",
    "move_pathways": "helene alban",
    "undo_move": "helene alban",
    "manage_members": "alban",
    "manage_school_periods": "alban",
    # a referral
    "accept_referral": MANAGERS,
    "decline_referral": MANAGERS,
    "put_referral_on_waiting_list": MANAGERS,
    "withdraw_referral": "rozenn helene",
    # the path
    "update_beneficiary": PARTIES,
    "update_business": PARTIES,
    "offer_space": PARTIES,
    "simulate_exit": PARTIES,
    "save_scenario": PARTIES,
    "plan_scenario": PARTIES,
    "answer_correction": PARTIES,
    "decide": PARTIES,
    "record_contract": PARTIES,
    "open_activity_line": PARTIES,
    "update_activity_line": PARTIES,
    "remove_activity_line": PARTIES,
    "declare_months": PARTIES,
    "upload_statement": PARTIES,
    "sort_statement": PARTIES,
    "save_statement": PARTIES,
    "cancel_statement": PARTIES,
    "add_step": GUIDES,
    "resume_pathway": ADVICE,
    "record_exit": ADVICE,
    "correct_exit": ADVICE,
    "grant_hours": "helene loic nadia",
    "reassign_pathways": "helene loic nadia tanguy",
    # an appointment where Inès sits
    "plan_step": GUIDES,
    "invite_person": GUIDES,
    "withdraw_invitation": GUIDES,
    "remind_person": GUIDES,
    "convene_person": GUIDES,
    "remind_step": GUIDES,
    "move_step": GUIDES,
    "report_step": GUIDES,
    "cancel_step": GUIDES,
    "skip_step": GUIDES,
    "restore_step": GUIDES,
    "correct_step_report": GUIDES,
    "hold_review": GUIDES,
    "write_private_note": PARTIES,
    "convene_review": GUIDES,
    "send_signing_links": GUIDES,
    "close_signing": GUIDES,
    "add_addendum": PARTIES,
    "open_attendance_sheet": GUIDES,
    "attach_scan": GUIDES,
    # the signature that Rozenn owes: hers, or collected by those who run the meeting
    "sign": PARTIES,
    "refuse_to_sign": PARTIES,
    # a decision of Maïwenn that the head of service approves
    "approve_decision": "helene",
    "refuse_decision": "helene",
    # the plan
    "add_aim": PARTIES,
    "edit_aim": PARTIES,
    "add_action": PARTIES,
    "accept_action": PARTIES,
    "comment_action": PARTIES,
    "edit_action": PARTIES,
    "start_action": PARTIES,
    "finish_action": PARTIES,
    "drop_action": PARTIES,
    "reopen_action": PARTIES,
    # a scenario of the exit simulator
    "delete_scenario": PARTIES,
    # a message about the path, a letter to Delphine
    "retry_message": PARTIES,
    "drop_message": PARTIES,
    "post_letter": GUIDES,
    "retry_messages": "alban",
    # after the exit
    "record_follow_up": PARTIES,
}
SEES_PATHWAY = "rozenn helene maiwenn loic nadia ines tanguy"
SEES_GASPARD = "rozenn helene loic nadia"


@pytest.fixture
def world(cast, pathway, hold_clock) -> World:
    hold_clock(TODAY)
    return World(cast, pathway)


@pytest.fixture
def actors(cast) -> dict[str, Actor]:
    return {name: cast.actor(key, role) for name, (key, role) in PEOPLE.items()}


ON_A_PROGRAMME = {
    "refer_person",
    "import_pathways",
    "read_results",
    "read_feedback",
    "draft_version",
    "edit_version",
    "publish_version",
    "move_pathways",
    "undo_move",
}
ON_A_STEP = {
    "plan_step",
    "invite_person",
    "withdraw_invitation",
    "remind_person",
    "convene_person",
    "remind_step",
    "move_step",
    "report_step",
    "cancel_step",
    "skip_step",
    "restore_step",
    "correct_step_report",
    "hold_review",
    "write_private_note",
    "convene_review",
    "send_signing_links",
    "close_signing",
    "add_addendum",
    "open_attendance_sheet",
    "attach_scan",
}


def things_of(world: World) -> dict[str, object]:
    """What each permission is asked on; the rest is asked on the path itself."""
    world = World.again(world)
    decision = world.decision()
    decision.choice.approver_role = Role.HEAD_OF_SERVICE
    step = world.step("rdv3")
    return {
        **dict.fromkeys(MATRIX, world.pathway),
        **dict.fromkeys(ON_A_PROGRAMME, world.cast.programme),
        **dict.fromkeys(ON_A_STEP, step),
        "manage_school_periods": SchoolPeriod,
        "manage_members": world.cast.organisations["departement"],
        **{act: world.referral for act in MATRIX if act.endswith("_referral") or "waiting_list" in act},
        **dict.fromkeys(("sign", "refuse_to_sign"), world.signature()),
        "approve_decision": decision,
        "refuse_decision": decision,
        **{act: world.action for act in MATRIX if act.endswith("_action")},
        "add_action": world.aim,
        "retry_message": world.undelivered(),
        "drop_message": world.undelivered(),
        "post_letter": world.letter(),
        "retry_messages": world.cast.organisations["departement"],
        "record_follow_up": FollowUp(pathway=world.pathway),
        "delete_scenario": scenario_of(world.pathway),
    }


def test_the_table_speaks_of_every_permission():
    assert set(MATRIX) == set(policy.PERMISSIONS)


def test_who_may(world, actors):
    things = things_of(world)
    allowed = {
        act: {name for name, actor in actors.items() if policy.may(actor, act, thing)}
        for act, thing in things.items()
    }
    assert allowed == {act: set(names.split()) for act, names in MATRIX.items()}


def test_who_sees_a_path_and_what_hangs_on_it(world, actors):
    for name, actor in actors.items():
        seen = name in SEES_PATHWAY.split()
        assert policy.pathways_visible_to(actor).filter(pk=world.pathway.pk).exists() == seen, name
        assert policy.steps_visible_to(actor).filter(pathway=world.pathway).exists() == seen, name
        assert policy.messages_visible_to(actor).filter(pk=world.letter().pk).exists() == seen, name
        knows = policy.beneficiaries_visible_to(actor).filter(pk=world.pathway.beneficiary_id).exists()
        assert knows == seen, name


def test_who_sees_a_referral_that_waits(world, actors):
    seen_by = {
        name
        for name, actor in actors.items()
        if policy.referrals_visible_to(actor).filter(pk=world.referral.pk).exists()
    }
    assert seen_by == set(SEES_GASPARD.split())


def test_who_knows_the_programme(world, actors):
    strangers = {name for name, actor in actors.items() if not policy.programmes_visible_to(actor).exists()}
    assert strangers == {"zoe", "zoe_adv"}


@pytest.mark.parametrize("name", ["zoe", "zoe_adv"])
def test_zoe_sees_nothing_at_all(name, world, actors):
    zoe = actors[name]
    for visible in (
        policy.pathways_visible_to,
        policy.referrals_visible_to,
        policy.steps_visible_to,
        policy.beneficiaries_visible_to,
        policy.messages_visible_to,
        policy.programmes_visible_to,
    ):
        assert not visible(zoe).exists()


def test_a_button_is_never_offered_on_what_is_not_in_the_list(world, actors):
    """Whoever may act on a path, a step or a referral also sees it: no 404 behind a button."""
    things = things_of(world)
    blind = {
        (name, act)
        for name, actor in actors.items()
        for act, thing in things.items()
        if (visible := _list_of(actor, thing)) is not None
        and policy.may(actor, act, thing)
        and not visible.filter(pk=thing.pk).exists()
    }
    assert blind == set()


def _list_of(actor, thing):
    """The list in which a person would look for this thing."""
    lists = {
        "pathway": policy.pathways_visible_to,
        "referral": policy.referrals_visible_to,
        "step": policy.steps_visible_to,
        "message": policy.messages_visible_to,
        "programme": policy.programmes_visible_to,
    }
    ask = lists.get(thing._meta.model_name)
    # The administrator of the commissioner draws its programmes without reading any file.
    return ask(actor) if ask else None


def test_a_button_follows_the_state_of_the_thing(world, maiwenn, loic):
    assert policy.offers(maiwenn, "move_step", world.step("rdv3"))
    assert not policy.offers(maiwenn, "plan_step", world.step("rdv3"))
    assert policy.offers(loic, "accept_referral", world.referral)
    actions.put_referral_on_waiting_list(referral=world.referral, text="", by=loic)
    assert not policy.offers(loic, "put_referral_on_waiting_list", world.referral)
    assert policy.offers(loic, "accept_referral", world.referral)
    assert not policy.offers(maiwenn, "resume_pathway", world.pathway)


def test_a_role_taken_away_shows_nothing_more(world, maiwenn, karim):
    """Work belongs to a role on the file: once the file changes hands, the former adviser sees nothing."""
    with clock.held(date(2019, 7, 1)):
        ATTEMPTS["reassign_pathways"](world, world.cast.actor("loic"))
    assert not policy.pathways_visible_to(maiwenn).exists()
    assert policy.pathways_visible_to(karim).filter(pk=world.pathway.pk).exists()


# --- The acts agree with the table ------------------------------------------------------


def test_every_act_of_the_path_is_tried_below():
    untried = set(actions.__all__) - set(ATTEMPTS)
    # Tried in their own tests: lists, members, approvals, hours, versions and moves.
    assert untried & {"refer_person", "decide", "report_step", "record_exit"} == set()
    assert {
        name for name in untried if name in MATRIX and set(MATRIX[name].split()) & {"maiwenn", "rozenn"}
    } == set()


@contextmanager
def undone() -> Iterator[None]:
    """Whatever happens within is rolled back: each attempt starts from the same world."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def test_whoever_may_does_and_leaves_one_entry(world, actors):
    for act, attempt in ATTEMPTS.items():
        name = next(name for name in MATRIX[act].split() if name not in ("helene", "tanguy"))
        # A review is told, then decided: two acts in one go, and their two entries.
        verb = "decide" if act == "hold_review" else act
        before_count = Entry.objects.filter(verb=verb, user=actors[name].user).count()
        with undone():
            attempt(World.again(world), actors[name])
            written = Entry.objects.filter(verb=verb, user=actors[name].user).count() - before_count
        assert written == 1, f"{act} by {name} left {written} entries"


@pytest.mark.parametrize("name", ["zoe", "zoe_adv", "alban"])
def test_a_stranger_does_nothing_and_leaves_no_trace(name, world, actors):
    for act, attempt in ATTEMPTS.items():
        with undone():
            with pytest.raises(PermissionDenied):
                attempt(World.again(world), actors[name])
            assert not Entry.objects.filter(user=actors[name].user).exists(), act
