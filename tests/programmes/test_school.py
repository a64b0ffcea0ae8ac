"""School holidays of a zone: the library's, completed by an administrator; what is not known is said."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from rebond.audit.models import Entry
from rebond.core.acts import ActRefused
from rebond.core.school import library_holidays
from rebond.pathways import actions
from rebond.programmes.models import SchoolPeriod
from rebond.programmes.school import (
    coming_in_words,
    day_in_words,
    known_until,
    next_school_holidays,
    school_holidays,
    school_holidays_on,
)

WINTER = {"name": "Vacances de l'été austral", "first_day": date(2026, 12, 19), "last_day": date(2027, 1, 24)}


def add(by, zone: str = "reunion", **changes) -> SchoolPeriod:
    return actions.add_school_period(zone=zone, by=by, **{**WINTER, **changes})


def test_a_day_of_holidays_is_told_with_its_zone(db):
    words = day_in_words("B", date(2027, 2, 22))
    assert words == "Pendant les vacances scolaires (zone B) : Vacances d'hiver, du 20/02/2027 au 07/03/2027."
    assert day_in_words("C", date(2027, 2, 22)) == ""
    assert day_in_words("", date(2027, 2, 22)) == ""


def test_the_next_holidays_begin_that_day_or_later(db):
    assert next_school_holidays("B", date(2027, 2, 20)).first_day == date(2027, 2, 20)
    assert next_school_holidays("B", date(2027, 2, 21)).name == "Vacances de printemps"
    expected = "Prochaines vacances scolaires (zone B) : Vacances d'hiver, du 20/02/2027 au 07/03/2027."
    assert coming_in_words("B", date(2027, 1, 15)) == expected
    assert coming_in_words("", date(2027, 1, 15)) == ""


def test_after_the_last_calendar_nothing_is_known_and_that_is_said(db):
    until = known_until("B")
    assert until == library_holidays("B")[-1].last_day
    assert day_in_words("B", date(until.year + 1, 3, 1)).startswith(
        "Les vacances scolaires ne sont pas connues après le"
    )
    assert (
        day_in_words("reunion", date(2027, 1, 10))
        == "Les vacances scolaires ne sont pas connues (La Réunion)."
    )
    assert next_school_holidays("reunion", date(2027, 1, 1)) is None


def test_alban_completes_the_table(alban):
    period = add(alban)
    assert school_holidays_on("reunion", date(2027, 1, 10)).name == "Vacances de l'été austral"
    assert known_until("reunion") == date(2027, 1, 24)
    actions.remove_school_period(period=period, by=alban)
    assert known_until("reunion") is None
    verbs = list(Entry.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs[-2:] == ["add_school_period", "remove_school_period"]


def test_what_is_added_replaces_what_shares_a_day_with_it(alban):
    before = len(school_holidays("B"))
    add(alban, "B", name="Vacances d'hiver", first_day=date(2027, 2, 19), last_day=date(2027, 3, 8))
    assert len(school_holidays("B")) == before
    assert school_holidays_on("B", date(2027, 3, 8)).name == "Vacances d'hiver"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"last_day": date(2026, 12, 18)}, "last_day"),
        ({"last_day": date(2027, 12, 18)}, "last_day"),
        ({"first_day": date(2027, 1, 24), "last_day": date(2027, 1, 30)}, "first_day"),
    ],
)
def test_impossible_holidays_are_refused_next_to_their_field(alban, changes, field):
    add(alban)
    with pytest.raises(ActRefused) as refused:
        add(alban, **changes)
    assert refused.value.field == field


def test_others_do_not_write_the_calendar(helene, zoe, alban):
    period = add(alban)
    for by in (helene, zoe):
        with pytest.raises(PermissionDenied):
            add(by, "mayotte")
        with pytest.raises(PermissionDenied):
            actions.remove_school_period(period=period, by=by)


def test_the_screen_tells_adds_and_takes_back(sign_in, alban, helene, hold_clock):
    hold_clock(date(2026, 11, 2))
    client = sign_in(alban)
    page = client.get("/administration/vacances-scolaires/").content.decode()
    assert "Vacances d&#x27;hiver" in page
    assert "Pas connues" in page
    typed = {
        "zone": "reunion",
        "name": "Vacances de l'été austral",
        "first_day": "2026-12-19",
        "last_day": "2026-12-01",
    }
    answer = client.post("/administration/vacances-scolaires/", typed)
    assert answer.status_code == 422
    assert "finissent avant de commencer" in answer.content.decode()
    assert (
        client.post("/administration/vacances-scolaires/", {**typed, "last_day": "2027-01-24"}).status_code
        == 302
    )
    period = SchoolPeriod.objects.get()
    assert (
        "Vacances de l&#x27;été austral" in client.get("/administration/vacances-scolaires/").content.decode()
    )
    assert sign_in(helene).get("/administration/vacances-scolaires/").status_code == 403
    client = sign_in(alban)
    assert client.post(f"/administration/vacances-scolaires/{period.pk}/retirer/").status_code == 302
    assert client.post(f"/administration/vacances-scolaires/{period.pk}/retirer/").status_code == 404
    assert not SchoolPeriod.objects.exists()


def test_the_screens_that_plan_say_so(sign_in, maiwenn, pathway, hold_clock):
    """Zone B: spring holidays from 6 to 22 April 2019, summer from 6 July."""
    hold_clock(date(2019, 4, 1))
    client, step = sign_in(maiwenn), pathway.steps.get(spec__code="rdv2")
    day = {"starts_at_date": "2019-04-08", "starts_at_time": "10:00", "duration_minutes": "60"}
    page = client.get(f"/rendez-vous/{step.pk}/journee/", day).content.decode()
    assert "Pendant les vacances scolaires (zone B) : Vacances de printemps, du 06/04/2019 au" in page
    in_may = client.get(f"/rendez-vous/{step.pk}/journee/", {**day, "starts_at_date": "2019-05-14"})
    assert "vacances" not in in_may.content.decode()
    aim = actions.add_aim(pathway=pathway, label="Des cours", by=maiwenn)
    page = client.get(f"/objectifs/{aim.pk}/ajouter/").content.decode()
    assert "Prochaines vacances scolaires (zone B) : Vacances de printemps, du 06/04/2019" in page
