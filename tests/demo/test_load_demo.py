"""The demo is the acceptance: what it loads, and that it loads the same thing whatever the day."""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Count, F

from rebond.audit.models import Entry
from rebond.core import clock
from rebond.core.identifiers import clean_caf_number, clean_siret
from rebond.demo.closed_paths import shares
from rebond.demo.loading import DEFAULT_SEED
from rebond.messaging.models import Message
from rebond.pathways.models import Action, Decision, FollowUp, Outcome, Pathway, Phase, Referral, Step
from rebond.pathways.states import PathwayState, ReferralState, StepState
from rebond.people.models import Beneficiary, Business, Organisation, User
from tests.demo.rows import all_rows, run

WEDNESDAY = date(2026, 11, 25)
FICTION = ("+3319900", "+3326191", "+3335301", "+3346571", "+3353649", "+3363998")


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """The demo as loaded on a Wednesday; gives what the command printed."""
    with django_db_blocker.unblock(), transaction.atomic(), clock.held(WEDNESDAY):
        yield run("load_demo")
        transaction.set_rollback(True)


@pytest.fixture
def loaded(demo: str, db: None) -> str:
    return demo


# --- The published results -----------------------------------------------------------


def test_the_results_are_those_published(loaded):
    figures = json.loads(
        run("results", "--programme", "ille-et-vilaine", "--entered-to", "2022-12-31", "--format", "json")
    )
    by_code = {
        figure["code"]: figure for figure in (figures["indicators"] if isinstance(figures, dict) else figures)
    }
    counts = {code: (figure["numerator"], figure["denominator"]) for code, figure in by_code.items()}
    assert by_code["people"]["value"] == by_code["pathways"]["value"] == 300
    assert counts["positive_exit_rate"] == (150, 300)
    assert counts["ceased"] == (50, 300)
    assert counts["still_self_employed"] == (250, 300)
    assert by_code["self_employed_only"]["numerator"] == 167
    assert by_code["combined_activity"]["numerator"] == 83
    assert by_code["positive_exit_rate"]["unknown"] == 0


def test_fifty_people_enter_each_year_from_2017_to_2022(loaded):
    closed = Pathway.objects.filter(entered_on__lte=date(2022, 12, 31))
    years = closed.values_list("entered_on__year").annotate(entered=Count("pk")).order_by("entered_on__year")
    assert list(years) == [(year, 50) for year in range(2017, 2023)]
    assert set(closed.values_list("state", flat=True)) == {PathwayState.CLOSED}
    assert closed.values("beneficiary").distinct().count() == 300
    withdrawn = Outcome.objects.filter(exit_reason__in=["moved", "health", "death"])
    assert not withdrawn.exists()


def test_some_turnovers_cannot_be_compared(loaded):
    told = Outcome.objects.exclude(turnover_before_eur=None).exclude(turnover_after_eur=None)
    assert told.exclude(turnover_before_months=F("turnover_after_months")).exists()
    assert Outcome.objects.filter(turnover_before_eur=None).exists()
    assert told.filter(turnover_before_months=F("turnover_after_months")).count() > 150


@pytest.mark.parametrize("people_count", [1, 2, 7, 299, 301, 1000])
def test_another_cohort_keeps_the_shares_and_the_sum(people_count):
    counts = shares(people_count)
    assert sum(counts.values()) == people_count
    assert min(counts.values()) >= 0


# --- Delphine -------------------------------------------------------------------------


def test_delphine_lived_what_is_told_of_her(loaded):
    pathway = Pathway.objects.get(beneficiary__first_name="Delphine", beneficiary__last_name="Lavande")
    assert (pathway.entered_on, pathway.exited_on) == (date(2019, 3, 11), date(2019, 10, 14))
    assert [phase.spec.code for phase in pathway.phases.all()] == ["diagnostic", "developpement"]
    held = [
        step.label for step in pathway.steps.filter(phase__spec__code="developpement", state=StepState.HELD)
    ]
    assert held == ["Rdv 1", "Rdv 2 sur place", "Rdv 3 BGE-Catalys", "Rdv 4", "Bilan tripartite", "Rdv 5"]
    assert pathway.steps.get(spec__code="rdv6").state == StepState.SKIPPED
    outcome = pathway.outcome
    assert outcome.turnover_after_eur / outcome.turnover_before_eur == pytest.approx(1.75)
    assert outcome.turnover_after_months == outcome.turnover_before_months
    assert (outcome.activity_status, outcome.rsa_status, outcome.job_quality) == (
        "combined",
        "out",
        "lasting",
    )
    assert [look.state for look in pathway.follow_ups.all()] == ["done", "done"]
    actions = Action.objects.filter(aim__pathway=pathway)
    assert actions.count() == 9
    assert set(actions.values_list("state", flat=True)) == {"done"}
    assert Entry.objects.filter(beneficiary=pathway.beneficiary_id).count() > 30


# --- The living caseload --------------------------------------------------------------


def test_sixty_paths_are_open_at_every_stage(loaded):
    running = Pathway.objects.exclude(state=PathwayState.CLOSED)
    assert running.count() == 60
    assert running.filter(state=PathwayState.SUSPENDED).count() == 2
    assert running.filter(entered_on__lte=date(2022, 12, 31)).count() == 0
    current = Phase.objects.filter(ended_on=None)
    assert set(current.values_list("spec__code", flat=True)) == {"diagnostic", "developpement", "cessation"}
    assert running.exclude(phases__in=current).count() == 2, "their exit is to record"
    assert current.filter(due_on__lt=WEDNESDAY, pathway__state=PathwayState.OPEN).exists()
    assert Decision.objects.filter(choice__code="extend", pathway__in=running).exists()
    assert (
        Step.objects.filter(state=StepState.DUE, expected_on__lt=WEDNESDAY, pathway__in=running).count() >= 5
    )
    advisers = running.values_list("adviser__first_name").annotate(files=Count("pk")).order_by("-files")
    assert [name for name, _ in advisers] == ["Maïwenn", "Karim", "Soizic", "Loïc"]


def test_the_week_is_busy_and_nobody_is_in_two_places(loaded):
    monday = WEDNESDAY - timedelta(days=WEDNESDAY.weekday())
    days = [monday + timedelta(days=n) for n in range(5)]
    week = Step.objects.filter(state=StepState.PLANNED, starts_at__date__range=(days[0], days[-1]))
    assert {step.starts_at.astimezone(clock.ZONE).date() for step in week} == set(days)
    assert week.count() >= 20
    staff = [
        (party.user_id, step.starts_at.replace(minute=0))
        for step in week.prefetch_related("parties")
        for party in step.parties.all()
        if party.user_id
    ]
    assert len(staff) == len(set(staff))


def test_referrals_wait_and_others_were_answered(loaded):
    states = Referral.objects.filter(pathway=None).values_list("state", flat=True)
    assert sorted(states) == sorted(
        [ReferralState.SENT] * 7 + [ReferralState.WAITING, ReferralState.DECLINED, ReferralState.WITHDRAWN]
    )


def test_somebody_comes_back_and_a_couple_shares_a_phone(loaded):
    people = Beneficiary.objects.annotate(paths=Count("pathways"))
    assert people.filter(paths=2).count() == 1
    shared = (
        Beneficiary.objects.exclude(phone="").values("phone").annotate(people=Count("pk")).filter(people=2)
    )
    assert shared.count() == 1


def test_follow_ups_are_due(loaded):
    assert FollowUp.objects.filter(state="due", due_on__lte=WEDNESDAY).count() >= 3
    assert FollowUp.objects.filter(state="unreachable").exists()


def test_nothing_happens_after_today(loaded):
    now = clock.now()
    assert not Entry.objects.filter(at__gt=now).exists()
    assert not Step.objects.filter(state=StepState.HELD, starts_at__gt=now).exists()
    assert list(Message.objects.exclude(state="sent").values_list("channel", "state").order_by("state")) == [
        ("email", "dead"),
        ("letter", "waiting"),
    ], "what rebond.demo.post brings back, and nothing else"
    assert not Message.objects.filter(sent_at__gt=now).exists()


# --- Nobody is real --------------------------------------------------------------------


def test_every_number_and_address_is_of_fiction(loaded):
    phones = [
        phone
        for model in (Beneficiary, User, Organisation)
        for phone in model.objects.exclude(phone="").values_list("phone", flat=True)
    ]
    assert len(phones) > 300
    assert [phone for phone in phones if not phone.startswith(FICTION) or len(phone) != 12] == []
    emails = [
        *Beneficiary.objects.values_list("email", flat=True),
        *User.objects.values_list("email", flat=True),
    ]
    assert [email for email in emails if email and not email.endswith("@example.org")] == []
    assert len([email for email in emails if email]) > 300


def test_sirets_have_their_key_and_belong_to_nobody(loaded):
    sirets = list(Business.objects.exclude(siret="").values_list("siret", flat=True))
    assert len(sirets) > 250
    assert [
        siret for siret in sirets if not siret.startswith("000000000") or clean_siret(siret) != siret
    ] == []
    numbers = list(Beneficiary.objects.exclude(caf_number="").values_list("caf_number", flat=True))
    assert [number for number in numbers if not number.startswith("000")] == []
    assert [number for number in numbers if clean_caf_number(number) != number] == []


def test_the_people_of_the_demo_are_printed_with_their_roles(loaded):
    for words in ("Rozenn Genêt", "Référent RSA", "Hélène Châtaigne", "Zoé Ortie", "366 parcours"):
        assert words in loaded


# --- Loading again ---------------------------------------------------------------------


def test_loading_twice_changes_nothing(loaded):
    before = all_rows()
    said = run("load_demo", "--seed", str(DEFAULT_SEED + 1))
    assert "rien n'a été changé" in said
    assert all_rows() == before
