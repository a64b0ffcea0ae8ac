"""How a path of any programme is told: its clocks, its bounds, its many appointments, what waits for whom."""

from datetime import date, timedelta

import pytest

from rebond.core import clock
from rebond.core.durations import months_expected
from rebond.pathways import actions, policy
from rebond.pathways.file import read_file
from rebond.pathways.hours import hours_words
from rebond.pathways.leaving import reason_decided
from rebond.pathways.overview import overview_of
from rebond.pathways.ribbon import MAX_DOTS_OF_A_STEP
from rebond.pathways.todo import todo_of
from tests.pathways.running import SITUATION, current, decide, plan, run, step_of, tell
from tests.programmes.building import choice, document, phase, step

ENTRY = date(2019, 3, 11)


def stations(path, by, day):
    with clock.held(day):
        return {station.label: station for station in read_file(path.pk, by=by).stations}


def tasks(by, kind):
    return [task for day in todo_of(by).days for task in day.tasks if task.kind == kind]


@pytest.mark.parametrize(
    ("minimum", "limit", "said"),
    [(2, 3, "entre 2 et 3 mois"), (3, 3, "3 mois"), (None, 6, "6 mois"), (None, None, "sans durée limite")],
)
def test_a_length_in_words(minimum, limit, said):
    assert months_expected(minimum, limit) == said


def test_a_phase_between_a_minimum_and_a_limit(cast, maiwenn):
    path = run(cast, document(phase(step(), duration_months=3, duration_min_months=2)), entered_on=ENTRY)
    words = stations(path, maiwenn, date(2019, 4, 12))["Phase suivi"].span.words
    assert words == "1 mois (entre 2 et 3 mois prévus)"


def test_a_clock_on_the_creation_of_the_business(cast, maiwenn):
    content = document(
        phase(step(), code="un", choices=[choice("suite", "open_phase", opens="deux")]),
        phase(step(), code="deux", rank=2, duration_months=36, clock="business_creation"),
    )
    path = run(cast, content, entered_on=ENTRY, created_on=date(2018, 5, 1))
    assert stations(path, maiwenn, ENTRY)["Phase deux"].dates == "36 mois depuis la création de l'entreprise"
    decide(path, "suite", maiwenn, on=date(2019, 5, 2))
    words = stations(path, maiwenn, date(2019, 5, 2))["Phase deux"].span.words
    assert words == "12 mois sur 36, depuis la création de l'entreprise"


def test_no_limit_before_the_contract_is_signed(cast, maiwenn):
    content = document(
        phase(step(), clock="contract"), delays={"contract_days": 30, "phase_end_warning_days": 21}
    )
    path = run(cast, content, entered_on=ENTRY)
    span = stations(path, maiwenn, date(2020, 3, 11))["Phase suivi"].span
    assert span.words == "12 mois, limite fixée dès la signature du contrat d'engagement"
    assert not span.is_late
    with clock.held(date(2019, 3, 20)):
        actions.record_contract(pathway=path, signed_on=date(2019, 3, 15), by=maiwenn)
    words = stations(path, maiwenn, date(2019, 4, 20))["Phase suivi"].span.words
    assert words == "1 mois sur 6, depuis la signature du contrat d'engagement"


def test_the_contract_waits_for_the_lead_worker_alone(cast, rozenn, maiwenn, hold_clock):
    content = document(phase(step()), delays={"contract_days": 30, "phase_end_warning_days": 21})
    path = run(cast, content, entered_on=ENTRY)
    hold_clock(date(2019, 4, 2))
    assert tasks(rozenn, "record_contract") == []
    hold_clock(date(2019, 4, 3))  # a week before the thirty days are over
    (task,) = tasks(rozenn, "record_contract")
    assert (task.due_on, task.note) == (
        date(2019, 4, 10),
        "Orientation du 11/03/2019 : à signer avant le 10/04/2019.",
    )
    assert tasks(maiwenn, "record_contract") == []
    actions.record_contract(pathway=path, signed_on=date(2019, 4, 3), by=rozenn)
    assert tasks(rozenn, "record_contract") == []


def test_where_nothing_is_watched_no_contract_waits(pathway, rozenn, hold_clock):
    hold_clock(date(2020, 3, 11))
    assert tasks(rozenn, "record_contract") == []


def test_many_visits_are_drawn_around_the_present(cast, maiwenn):
    path = run(
        cast,
        document(phase(step("visite", label="Visite", every_months=1), duration_months=24)),
        entered_on=ENTRY,
    )
    for number in range(1, 13):
        day = ENTRY + timedelta(days=30 * number)
        tell(step_of(path, "visite", number), day, maiwenn, "held" if number > 2 else "no_show")
    dots = stations(path, maiwenn, date(2020, 3, 12))["Phase suivi"].dots
    folds = [dot for dot in dots if dot.step_id is None]
    assert len(dots) - len(folds) == MAX_DOTS_OF_A_STEP
    assert sum(dot.count for dot in dots) == path.steps.count()
    assert folds[0].label.startswith("Visite, ")
    # The two tries again of the first visits are late: the group that hides them says so.
    assert folds[0].words == "Honoré (6), En retard (2), Absence (2)"
    assert [fold.kind for fold in folds] == ["late", "fold"]


# --- Decisions that wait -------------------------------------------------------------------


@pytest.fixture
def waiting(cast, maiwenn, hold_clock):
    """The contractor's adviser asked for two months more; Hélène must approve."""
    extend = choice("plus", "extend", label="Prolonger", months_max=3, approver_role="head_of_service")
    path = run(cast, document(phase(step(), choices=[extend, choice()])), entered_on=ENTRY)
    hold_clock(date(2019, 4, 29))
    return decide(path, "plus", maiwenn, months=2)


def test_a_decision_waits_for_its_approver_alone(waiting, helene, loic, maiwenn, rozenn, zoe):
    (task,) = tasks(helene, "approve_decision")
    assert task.label == "Approuver ou non la décision : Prolonger (2 mois)"
    assert task.url_pk == waiting.pk
    for somebody in (loic, maiwenn, rozenn, zoe):
        assert tasks(somebody, "approve_decision") == []
        assert not policy.may(somebody, "approve_decision", waiting)
    assert policy.offers(helene, "approve_decision", waiting)
    actions.approve_decision(decision=waiting, by=helene)
    assert tasks(helene, "approve_decision") == []


def test_the_list_and_the_button_agree(waiting, cast):
    for key, role in (
        ("helene", None),
        ("loic", None),
        ("nadia", None),
        ("tanguy", None),
        ("rozenn", None),
        ("ines", None),
    ):
        by = cast.actor(key, role)
        listed = policy.decisions_to_approve(by).filter(pk=waiting.pk).exists()
        assert listed == policy.offers(by, "approve_decision", waiting), key


def test_the_file_awaits_the_approval_and_no_other_decision(waiting, helene, maiwenn):
    path = waiting.pathway
    seen_by_helene, seen_by_maiwenn = read_file(path.pk, by=helene), read_file(path.pk, by=maiwenn)
    assert seen_by_helene.next_action.act == "approve_decision"
    assert "Chef du service insertion" in seen_by_maiwenn.awaited.why
    assert seen_by_maiwenn.next_action.act == "plan_step"


def test_once_the_path_is_over_nothing_waits(waiting, helene, maiwenn):
    path = waiting.pathway
    actions.record_exit(pathway=path, exited_on=clock.today(), situation=SITUATION, by=maiwenn)
    waiting.refresh_from_db()
    assert tasks(helene, "approve_decision") == []
    assert not policy.offers(helene, "approve_decision", waiting)


def test_a_step_with_a_name_of_its_own_is_quoted(cast, maiwenn):
    path = run(cast, document(phase(step("visite", label="Visite", every_months=1))), entered_on=ENTRY)
    with clock.held(ENTRY):
        assert read_file(path.pk, by=maiwenn).awaited.label == "Planifier « Visite n° 1 »"
        plan(step_of(path, "visite"), date(2019, 3, 12), maiwenn)
    with clock.held(date(2019, 3, 13)):
        assert read_file(path.pk, by=maiwenn).awaited.label == "Rendre compte de « Visite n° 1 »"


# --- Leaving by reorientation ------------------------------------------------------------------


def test_a_reorientation_says_the_exit_reason_beforehand(cast, maiwenn):
    path = run(cast, document(phase(step(), choices=[choice("ailleurs", "reorient")])), entered_on=ENTRY)
    assert reason_decided(path) == ""
    decide(path, "ailleurs", maiwenn, on=date(2019, 4, 1))
    assert reason_decided(path) == "reoriented"


def test_a_usual_exit_says_no_reason(pathway, maiwenn):
    decide(pathway, "exit", maiwenn, on=date(2019, 4, 1))
    assert reason_decided(pathway) == ""


# --- Hour accounts -----------------------------------------------------------------------------


def hours(scope, volume):
    account = {"code": "heures", "label": "Heures du marché", "hours": volume, "scope": scope}
    return document(phase(step(hour_account="heures", every_months=1)), hour_accounts=[account])


def test_an_account_warns_at_eighty_per_cent_and_is_full_at_a_hundred(cast, maiwenn):
    path = run(cast, hours("person", 5), entered_on=ENTRY)
    said = []
    for number in range(1, 6):
        with clock.held(ENTRY):
            plan(step_of(path, "rdv", number), date(2019, 3, 11 + number), maiwenn)
            (usage,) = read_file(path.pk, by=maiwenn).usages
        said.append((usage.is_warning, usage.is_full, usage.state_words))
    assert hours_words(45) == "45 min"
    assert said[2] == (False, False, "Reste 2 h.")
    assert said[3] == (True, False, "Plus que 1 h : 80\u202f% du compte est dépassé.")
    assert said[4][:2] == (False, True)
    assert usage.words == "5 h sur 5 h, dont 5 h planifiées"


def test_the_year_of_the_programme_is_shown_to_those_who_manage(cast, loic, helene, maiwenn, zoe):
    path = run(cast, hours("year", 900), entered_on=ENTRY)
    with clock.held(ENTRY):
        plan(step_of(path, "rdv"), date(2019, 3, 12), maiwenn)
        for by in (loic, helene):
            (usage,) = overview_of(by).usages
            assert (usage.year, usage.words) == (2019, "1 h sur 900 h, dont 1 h planifiées")
        assert overview_of(maiwenn) is None
        assert overview_of(zoe).usages == []
    assert current(path).spec.code == "suivi"
