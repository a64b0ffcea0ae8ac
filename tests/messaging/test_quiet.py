"""Quiet hours: nobody is woken, whatever the season; and nothing waits longer than needed."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from rebond.core.dates import is_day_of_rest
from rebond.messaging.quiet import next_opening

PARIS = ZoneInfo("Europe/Paris")
NIGHT = {"quiet_from": time(20), "quiet_until": time(8)}


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=PARIS)


def opens(text: str, *, rests: bool = False, **hours) -> str:
    found = next_opening(at(text), **{**NIGHT, **hours}, rests_on_holidays=rests)
    return found.astimezone(PARIS).strftime("%Y-%m-%d %H:%M")


def test_the_day_is_open_and_the_night_waits_for_eight():
    assert opens("2019-03-04 08:00") == "2019-03-04 08:00"
    assert opens("2019-03-04 19:59") == "2019-03-04 19:59"
    assert opens("2019-03-04 20:00") == "2019-03-05 08:00"
    assert opens("2019-03-05 03:00") == "2019-03-05 08:00"


def test_eight_is_eight_on_the_clock_of_both_seasons():
    assert opens("2019-03-30 22:00") == "2019-03-31 08:00"  # summer time begins at 2:00
    assert opens("2019-10-26 22:00") == "2019-10-27 08:00"  # winter time comes back at 3:00
    assert next_opening(at("2019-03-30 22:00"), **NIGHT, rests_on_holidays=False) == datetime(
        2019, 3, 31, 6, tzinfo=UTC
    )


def test_an_opening_that_the_clock_skips_is_after_the_jump():
    assert opens("2019-03-31 00:30", quiet_until=time(2, 30)) == "2019-03-31 03:30"


def test_texts_rest_on_sundays_and_public_holidays():
    assert opens("2019-03-03 10:00", rests=True) == "2019-03-04 08:00"
    assert opens("2019-04-20 21:00", rests=True) == "2019-04-23 08:00", "Easter Sunday, then Easter Monday"
    assert opens("2019-03-02 21:00", rests=True) == "2019-03-04 08:00", "Saturday night"


def test_quiet_hours_may_lie_within_the_day_or_not_be():
    noon = {"quiet_from": time(12), "quiet_until": time(14)}
    assert opens("2019-03-04 12:30", **noon) == "2019-03-04 14:00"
    assert opens("2019-03-04 23:30", **noon) == "2019-03-04 23:30"
    none = {"quiet_from": time(0), "quiet_until": time(0)}
    assert opens("2019-03-04 03:00", **none) == "2019-03-04 03:00"
    assert opens("2019-03-03 10:00", rests=True, **none) == "2019-03-04 00:00"


@given(
    minutes=st.integers(0, 366 * 24 * 60),
    quiet_from=st.integers(0, 95),
    quiet_until=st.integers(0, 95),
    rests=st.booleans(),
)
def test_the_opening_is_open_and_the_first(minutes, quiet_from, quiet_until, rests):
    hours = {
        "quiet_from": time(quiet_from // 4, quiet_from % 4 * 15),
        "quiet_until": time(quiet_until // 4, quiet_until % 4 * 15),
        "rests_on_holidays": rests,
    }
    instant = datetime(2019, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)

    found = next_opening(instant, **hours)

    assert found >= instant
    assert next_opening(found, **hours) == found
    assert not (rests and is_day_of_rest(found.astimezone(PARIS).date()))
    # No instant between the two is open: an opening asked a quarter of an hour later is the same one.
    for quarter in range(1, min(int((found - instant) / timedelta(minutes=15)), 200)):
        assert next_opening(instant + quarter * timedelta(minutes=15), **hours) == found


def test_a_day_of_rest_is_a_sunday_or_a_holiday():
    assert is_day_of_rest(date(2019, 7, 14))
    assert is_day_of_rest(date(2019, 5, 1))
    assert not is_day_of_rest(date(2019, 3, 2)), "a Saturday is not"
