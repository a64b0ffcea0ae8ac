"""Doing the same thing twice, or at the same time as somebody else."""

import pytest

from rebond.core.acts import ActRefused, NotInThisState, StaleEdit
from rebond.pathways import actions
from rebond.pathways.models import Action, Aim, Pathway, Referral, Step
from rebond.people.models import Role
from tests.pathways.world import ALL_AGREE, ATTEMPTS, TODAY, World, refer


@pytest.fixture
def world(cast, pathway, hold_clock) -> World:
    hold_clock(TODAY)
    return World(cast, pathway)


#: Who does each act that cannot be done twice.
ONCE = {
    "accept_referral": ("loic", Role.PRODUCTION_MANAGER),
    "decline_referral": ("loic", Role.PRODUCTION_MANAGER),
    "put_referral_on_waiting_list": ("loic", Role.PRODUCTION_MANAGER),
    "withdraw_referral": ("rozenn", Role.LEAD_WORKER),
    "record_exit": ("maiwenn", Role.BUSINESS_ADVISER),
    "plan_step": ("maiwenn", Role.BUSINESS_ADVISER),
    "start_action": ("maiwenn", Role.BUSINESS_ADVISER),
    "finish_action": ("maiwenn", Role.BUSINESS_ADVISER),
    "drop_action": ("maiwenn", Role.BUSINESS_ADVISER),
}


@pytest.mark.parametrize("act", sorted(ONCE))
def test_a_replay_is_refused_and_says_why(act, world):
    by = world.cast.actor(*ONCE[act])
    ATTEMPTS[act](world, by)
    with pytest.raises(NotInThisState) as refused:
        ATTEMPTS[act](world, by)
    assert refused.value.message.startswith("Impossible de ")


def test_sending_a_referral_twice_sends_one(world, rozenn):
    first = refer(world.cast, rozenn, 7)
    assert first == world.referral
    assert Referral.objects.filter(beneficiary=first.beneficiary).count() == 1


def test_adding_an_aim_twice_adds_one(world, maiwenn):
    ATTEMPTS["add_aim"](world, maiwenn)
    ATTEMPTS["add_aim"](world, maiwenn)
    assert Aim.objects.filter(pathway=world.pathway, label="Étudier le marché").count() == 1


def test_resuming_twice_moves_the_dates_once(world, maiwenn):
    world.suspended()
    actions.resume_pathway(pathway=world.pathway, by=maiwenn)
    due_on = world.pathway.current_phase().due_on
    with pytest.raises(NotInThisState):
        actions.resume_pathway(pathway=world.pathway, by=maiwenn)
    assert world.pathway.current_phase().due_on == due_on


def test_reassigning_twice_moves_nothing_more(world, loic):
    assert ATTEMPTS["reassign_pathways"](world, loic) == 1
    assert ATTEMPTS["reassign_pathways"](world, loic) == 0


def test_nothing_of_a_closed_path_changes(world, maiwenn):
    step, choice = world.step("rdv3"), world.choice("suspend")
    world.exited()
    for act in ("add_aim", "add_action", "start_action", "add_step"):
        with pytest.raises(ActRefused):
            ATTEMPTS[act](world, maiwenn)
    with pytest.raises(ActRefused):
        actions.cancel_step(step=step, reason="Trop tard.", by=maiwenn)
    with pytest.raises(ActRefused):
        actions.decide(
            pathway=world.pathway, choice=choice, reasons="Trop tard.", words=ALL_AGREE, by=maiwenn
        )


# --- Two people at once ------------------------------------------------------------------


def test_the_second_to_edit_an_action_is_told_what_changed(world, maiwenn, ines):
    seen_by_both = world.action.revision
    mine, theirs = Action.objects.get(pk=world.action.pk), Action.objects.get(pk=world.action.pk)
    actions.edit_action(
        action=mine,
        label="Six cours",
        owner="beneficiary",
        due_on=None,
        seen_revision=seen_by_both,
        by=maiwenn,
    )
    with pytest.raises(StaleEdit) as stale:
        actions.edit_action(
            action=theirs,
            label="Dix cours",
            owner="beneficiary",
            due_on=None,
            seen_revision=seen_by_both,
            by=ines,
        )
    assert stale.value.current.label == "Six cours"
    assert Action.objects.get(pk=world.action.pk).label == "Six cours"


def test_the_second_may_choose_to_save_all_the_same(world, maiwenn, ines):
    actions.edit_action(action=world.action, label="Six", owner="beneficiary", due_on=None, by=maiwenn)
    current = Action.objects.get(pk=world.action.pk)
    actions.edit_action(
        action=current, label="Dix", owner="beneficiary", due_on=None, seen_revision=current.revision, by=ines
    )
    assert Action.objects.get(pk=world.action.pk).label == "Dix"


def test_the_second_to_report_an_appointment_is_told(world, maiwenn, ines):
    step = world.step("rdv3")
    mine, theirs = Step.objects.get(pk=step.pk), Step.objects.get(pk=step.pk)
    actions.report_step(
        step=mine, outcome="held", shared_minutes="Vu.", seen_revision=step.revision, by=maiwenn
    )
    with pytest.raises((StaleEdit, NotInThisState)):
        actions.report_step(step=theirs, outcome="no_show", seen_revision=step.revision, by=ines)
    assert Step.objects.get(pk=step.pk).shared_minutes == "Vu."


def test_the_second_to_correct_a_person_is_told(world, maiwenn, rozenn):
    seen = world.pathway.beneficiary.revision
    actions.update_beneficiary(
        pathway=world.pathway, values={"city": "Port-Ajonc"}, seen_revision=seen, by=maiwenn
    )
    again = Pathway.objects.get(pk=world.pathway.pk)
    with pytest.raises(StaleEdit) as stale:
        actions.update_beneficiary(
            pathway=again, values={"city": "Kerlavande"}, seen_revision=seen, by=rozenn
        )
    assert stale.value.current.city == "Port-Ajonc"
