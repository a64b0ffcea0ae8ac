"""Where the contractor leads, the adviser is référent unique (C22, A17)."""

from datetime import date

import pytest

from rebond.core import clock
from rebond.core.acts import NotInThisState
from rebond.pathways import actions, policy
from rebond.pathways.states import StepState
from rebond.people.models import Membership, Role
from rebond.programmes.files import SHIPPED, read_document
from tests.pathways.running import at, current, decide, enter, plan, publish, step_of
from tests.programmes.building import choice, document, phase, review


@pytest.fixture
def nancy(cast):
    return publish(cast, read_document(SHIPPED / "grand-nancy.yaml"))


@pytest.fixture
def path(cast, nancy):
    return enter(cast, nancy, entered_on=date(2019, 3, 11))


def test_the_adviser_becomes_the_lead_worker(path, maiwenn, cast):
    assert (path.lead_worker, path.lead_organisation) == (maiwenn.user, cast.organisations["bge"])
    assert path.adviser == maiwenn.user


def test_elsewhere_the_referrer_stays_the_lead_worker(pathway, rozenn):
    assert (pathway.lead_worker, pathway.lead_organisation) == (rozenn.user, rozenn.organisation)


def test_who_referred_keeps_reading_the_referral_and_no_longer_the_path(path, rozenn, yann, zoe_adviser):
    assert path.referral in policy.referrals_visible_to(rozenn)
    assert path not in policy.pathways_visible_to(rozenn)
    for stranger in (yann, zoe_adviser):
        assert path.referral not in policy.referrals_visible_to(stranger)


def test_accepting_twice_opens_one_path(path, loic, karim):
    with pytest.raises(NotInThisState):
        actions.accept_referral(referral=path.referral, adviser=karim.user, by=loic)
    assert path.beneficiary.pathways.count() == 1


def test_the_adviser_decides_with_the_person_alone(path, maiwenn):
    decision = decide(path, "suspend", maiwenn, on=date(2019, 4, 8))
    assert {agreement.role for agreement in decision.agreements.all()} == {"beneficiary", "business_adviser"}


def test_the_adviser_signs_the_contract_and_the_clock_starts(cast, maiwenn):
    content = document(phase(clock="contract", duration_months=6), contractor_leads=True)
    path = enter(cast, publish(cast, content), entered_on=date(2019, 3, 11))
    assert current(path).due_on is None
    with clock.held(date(2019, 4, 1)):
        actions.record_contract(pathway=path, signed_on=date(2019, 3, 25), by=maiwenn)
    assert current(path).due_on == date(2019, 9, 25)


def test_both_seats_change_hands_together(cast, loic, karim):
    content = document(phase(review(offset_days=30), choices=[choice()]), contractor_leads=True)
    path = enter(cast, publish(cast, content), entered_on=date(2019, 3, 11))
    with clock.held(date(2019, 3, 18)):
        plan(step_of(path, "bilan"), date(2019, 4, 10), cast.actor("maiwenn"))
        to = Membership.objects.get(user=karim.user, role=Role.BUSINESS_ADVISER)
        assert actions.reassign_pathways(pathways=[path], seat="adviser", to=to, by=loic) == 1
        assert actions.reassign_pathways(pathways=[path], seat="adviser", to=to, by=loic) == 0
    path.refresh_from_db()
    assert (path.adviser, path.lead_worker) == (karim.user, karim.user)
    step = path.steps.get(state=StepState.PLANNED, starts_at=at(date(2019, 4, 10)))
    assert {party.user for party in step.parties.exclude(role="beneficiary")} == {karim.user}


def test_a_lead_worker_of_the_departement_stays_when_the_adviser_changes(pathway, loic, karim, rozenn):
    to = Membership.objects.get(user=karim.user, role=Role.BUSINESS_ADVISER)
    actions.reassign_pathways(pathways=[pathway], seat="adviser", to=to, by=loic)
    pathway.refresh_from_db()
    assert (pathway.adviser, pathway.lead_worker) == (karim.user, rozenn.user)
