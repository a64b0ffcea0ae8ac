"""Hour accounts: warned of at 80 %, full at 100 %, and what a named person grants beyond (A17)."""

from datetime import date
from uuid import UUID

import pytest
from django.core.exceptions import PermissionDenied

from rebond.core import clock
from rebond.core.acts import ActRefused
from rebond.pathways import actions
from rebond.pathways.hours import hours_words, usage_of, year_usage
from rebond.pathways.models import HourGrant, Pathway
from rebond.pathways.states import StepState
from tests.pathways.running import at, enter, plan, publish, step_of, tell
from tests.programmes.building import document, phase, step

ENTRY = date(2019, 11, 4)
GRANT = UUID(int=1, version=4)


def account_of(scope: str, hours: int = 10) -> dict:
    visits = [step(f"v{n}", hour_account="h", expected_minutes=120) for n in range(1, 8)]
    accounts = [{"code": "h", "label": "Heures", "hours": hours, "scope": scope}]
    return document(phase(*visits, duration_months=None), hour_accounts=accounts)


@pytest.fixture(autouse=True)
def _november_2019(hold_clock):
    hold_clock(ENTRY)


@pytest.fixture
def path(cast) -> Pathway:
    """Ten hours for the person, seven visits of two hours."""
    return enter(cast, publish(cast, account_of("person")), entered_on=ENTRY)


def usage(path: Pathway):
    return usage_of(path.version.hour_accounts.get(), pathway=path, at=at(ENTRY))


def grant(path: Pathway, by, **more):
    arguments = {"hours": 2, "reason": "Un dossier difficile.", "grant_id": GRANT, "pathway": path, **more}
    return actions.grant_hours(account=path.version.hour_accounts.get(), by=by, **arguments)


def plan_visits(path: Pathway, count: int, by) -> None:
    for number in range(1, count + 1):
        plan(step_of(path, f"v{number}"), date(2019, 11, 5 + number), by)


def test_an_account_warns_at_four_fifths_and_is_full_at_its_hours(path, maiwenn):
    plan_visits(path, 3, maiwenn)
    assert (usage(path).share, usage(path).is_warning, usage(path).is_full) == (0.6, False, False)
    plan(step_of(path, "v4"), date(2019, 11, 12), maiwenn)
    assert (usage(path).share, usage(path).is_warning, usage(path).is_full) == (0.8, True, False)
    plan(step_of(path, "v5"), date(2019, 11, 13), maiwenn)
    assert (usage(path).share, usage(path).is_warning, usage(path).is_full) == (1.0, False, True)


def test_what_is_held_and_what_is_planned_are_told_apart(path, maiwenn):
    tell(step_of(path, "v1"), date(2019, 11, 5), maiwenn)
    plan(step_of(path, "v2"), date(2019, 11, 7), maiwenn, duration_minutes=90)
    assert (usage(path).held_minutes, usage(path).planned_minutes, usage(path).left_minutes) == (120, 90, 390)
    assert usage(path).words == "3 h 30 sur 10 h, dont 1 h 30 planifiées"
    assert hours_words(60) == "1 h"


@pytest.mark.parametrize("outcome", [StepState.NO_SHOW, StepState.EXCUSED])
def test_an_absence_consumes_nothing(path, maiwenn, outcome):
    tell(step_of(path, "v1"), date(2019, 11, 5), maiwenn, outcome=outcome)
    assert usage(path).left_minutes == 600


def test_nothing_is_planned_beyond(path, maiwenn):
    plan_visits(path, 5, maiwenn)
    with pytest.raises(ActRefused, match="est épuisé") as refused:
        plan(step_of(path, "v6"), date(2019, 11, 14), maiwenn)
    assert refused.value.field == "duration_minutes"
    assert step_of(path, "v6").state == StepState.DUE


def test_what_was_done_is_always_told(path, maiwenn):
    plan_visits(path, 5, maiwenn)
    tell(step_of(path, "v6"), date(2019, 11, 5), maiwenn)
    assert usage(path).left_minutes == -120


def test_a_planned_visit_moves_within_what_it_already_takes(path, maiwenn):
    plan_visits(path, 5, maiwenn)
    last = step_of(path, "v5")
    actions.move_step(
        step=last, starts_at=at(date(2019, 11, 20)), duration_minutes=120, place=None, by=maiwenn
    )
    with pytest.raises(ActRefused, match="est épuisé"):
        actions.move_step(
            step=last, starts_at=at(date(2019, 11, 20)), duration_minutes=150, place=None, by=maiwenn
        )


def test_the_head_of_service_grants_more_by_name_and_once(path, maiwenn, helene):
    plan_visits(path, 5, maiwenn)
    given = grant(path, helene)
    assert grant(path, helene, hours=50) == given
    assert (given.granted_by, given.hours, given.reason) == (helene.user, 2, "Un dossier difficile.")
    assert HourGrant.objects.count() == 1
    plan(step_of(path, "v6"), date(2019, 11, 14), maiwenn)
    assert usage(path).is_full


@pytest.mark.parametrize("name", ["maiwenn", "rozenn", "ines", "zoe", "alban"])
def test_others_grant_nothing(request, path, name):
    with pytest.raises(PermissionDenied):
        grant(path, request.getfixturevalue(name))


@pytest.mark.parametrize(
    ("more", "field"), [({"reason": ""}, "reason"), ({"hours": 0}, "hours"), ({"pathway": None}, None)]
)
def test_what_a_grant_needs(path, helene, more, field):
    with pytest.raises(ActRefused) as refused:
        grant(path, helene, **more)
    assert refused.value.field == field
    assert not HourGrant.objects.exists()


def test_each_person_has_an_account(cast, path, maiwenn):
    plan_visits(path, 5, maiwenn)
    other = enter(cast, path.version, entered_on=ENTRY, number=2)
    assert usage(other).left_minutes == 600


@pytest.fixture
def yearly(cast) -> Pathway:
    """Ten hours a year for the whole programme."""
    return enter(cast, publish(cast, account_of("year")), entered_on=ENTRY)


def test_a_year_s_account_is_everybody_s(cast, yearly, maiwenn, karim):
    other = enter(cast, yearly.version, entered_on=ENTRY, number=2, adviser="karim")
    plan_visits(yearly, 3, maiwenn)
    plan_visits(other, 2, karim)
    account = yearly.version.hour_accounts.get()
    assert year_usage(account, 2019).is_full
    assert year_usage(account, 2020).left_minutes == 600
    with pytest.raises(ActRefused, match="est épuisé"):
        plan(step_of(other, "v3"), date(2019, 11, 20), karim)
    plan(step_of(other, "v3"), date(2020, 1, 6), karim)


def test_moving_into_a_full_year_is_refused(yearly, maiwenn):
    plan_visits(yearly, 5, maiwenn)
    plan(step_of(yearly, "v6"), date(2020, 1, 6), maiwenn)
    with pytest.raises(ActRefused, match="est épuisé"):
        actions.move_step(
            step=step_of(yearly, "v6"),
            starts_at=at(date(2019, 12, 30)),
            duration_minutes=120,
            place=None,
            by=maiwenn,
        )


def test_a_grant_for_the_year_is_for_that_year(yearly, maiwenn, loic):
    assert grant(yearly, loic, pathway=None).year == 2019
    account = yearly.version.hour_accounts.get()
    assert (year_usage(account, 2019).total_minutes, year_usage(account, 2020).total_minutes) == (720, 600)
    with pytest.raises(ActRefused):
        grant(yearly, loic, grant_id=UUID(int=2, version=4))


def test_the_year_turns_at_midnight_in_paris(yearly, maiwenn):
    with clock.held(date(2019, 12, 30)):
        plan(step_of(yearly, "v1"), date(2020, 1, 1), maiwenn, starts_at=at(date(2020, 1, 1), 0))
    account = yearly.version.hour_accounts.get()
    assert (year_usage(account, 2019).planned_minutes, year_usage(account, 2020).planned_minutes) == (0, 120)


def test_an_account_of_another_programme_is_not_granted_on_this_path(cast, path, helene):
    other = publish(cast, account_of("person") | {"slug": "autre"})
    with pytest.raises(ActRefused, match="ne se compte pas ainsi"):
        actions.grant_hours(
            account=other.hour_accounts.get(),
            hours=1,
            reason="Erreur.",
            by=helene,
            grant_id=GRANT,
            pathway=path,
        )
