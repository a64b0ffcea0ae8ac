"""Hours and absences through the acts: a success, a stranger, a replay."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from rebond.agenda import actions, policy
from rebond.agenda.diary import read_diaries
from rebond.agenda.models import Absence, AbsenceKind, HoursKind, Mode, WeeklyHours
from rebond.agenda.slots import Span, slots_in
from rebond.audit.models import Entry
from rebond.core import clock
from rebond.core.acts import ActRefused
from rebond.people.models import Membership, Role

MONDAY = date(2019, 3, 18)
ABSENCE = UUID("00000000-0000-4000-8000-00000000abce")


@pytest.fixture(autouse=True)
def _a_week_before(hold_clock):
    hold_clock(date(2019, 3, 11))


@pytest.fixture
def her_seat(maiwenn) -> Membership:
    return maiwenn.user.memberships.get(role=Role.BUSINESS_ADVISER)


def open_mornings(seat, by, **more):
    values = {
        "kind": HoursKind.BOOKABLE,
        "weekdays": [0, 3],
        "opens_at": time(9),
        "closes_at": time(12),
        "modes": [Mode.IN_PERSON, Mode.PHONE],
        "place": "Agence de Valbruyère",
        "valid_from": date(2019, 3, 11),
    }
    return actions.add_hours(membership=seat, by=by, **{**values, **more})


def starts(user, mode=Mode.PHONE, last=date(2019, 3, 24)):
    diary = read_diaries([user], first=MONDAY, last=last)[user.pk]
    spans = diary.open_to(mode, first=MONDAY, last=last)
    soonest = datetime(2019, 3, 11, tzinfo=UTC)
    return [clock.civil_date(start) for start in slots_in(spans, minutes=180, not_before=soonest)]


def test_mornings_opened_are_slots_to_choose(her_seat, maiwenn):
    open_mornings(her_seat, maiwenn)
    assert starts(maiwenn.user) == [MONDAY, date(2019, 3, 21)]
    assert starts(maiwenn.user, Mode.VIDEO) == []
    assert Entry.objects.get(verb="add_hours").facts["weekdays"] == [0, 3]


def test_the_same_hours_sent_twice_are_opened_once(her_seat, maiwenn):
    assert open_mornings(her_seat, maiwenn) == open_mornings(her_seat, maiwenn)
    assert WeeklyHours.objects.count() == 2


def test_hours_that_overlap_are_refused_next_to_their_field(her_seat, maiwenn):
    open_mornings(her_seat, maiwenn)
    with pytest.raises(ActRefused, match="chevauchent celles du lundi") as refused:
        open_mornings(her_seat, maiwenn, opens_at=time(11), closes_at=time(13))
    assert refused.value.field == "opens_at"
    open_mornings(her_seat, maiwenn, kind=HoursKind.WORKING, closes_at=time(18))
    assert WeeklyHours.objects.count() == 4


@pytest.mark.parametrize(
    "odd",
    [
        {"closes_at": time(9)},
        {"opens_at": time(5)},
        {"closes_at": time(23)},
        {"valid_until": date(2019, 3, 1)},
    ],
)
def test_odd_hours_are_refused_in_french(odd, her_seat, maiwenn):
    with pytest.raises(ValidationError):
        open_mornings(her_seat, maiwenn, **odd)
    assert not WeeklyHours.objects.exists()


def test_slots_say_how_one_is_met(her_seat, maiwenn):
    with pytest.raises(ActRefused) as refused:
        open_mornings(her_seat, maiwenn, modes=[])
    assert refused.value.field == "modes"


def test_hours_are_ended_and_not_rewritten(her_seat, maiwenn):
    row, other = open_mornings(her_seat, maiwenn)
    with clock.held(date(2019, 3, 20)):
        for _ in range(2):
            actions.end_hours(hours=row, membership=her_seat, by=maiwenn)
    row.refresh_from_db()
    assert row.valid_until == date(2019, 3, 19)
    assert Entry.objects.filter(verb="end_hours").count() == 1
    actions.end_hours(hours=other, membership=her_seat, by=maiwenn)
    assert list(WeeklyHours.objects.all()) == [row]


def test_a_manager_keeps_the_diary_of_a_colleague_and_others_do_not(
    her_seat, maiwenn, karim, loic, tanguy, rozenn, zoe, alban
):
    assert policy.may(loic, "add_hours", her_seat)
    for stranger in (karim, tanguy, rozenn, zoe, alban):
        assert not policy.may(stranger, "add_hours", her_seat), stranger.label
        with pytest.raises(PermissionDenied):
            open_mornings(her_seat, stranger)
        with pytest.raises(PermissionDenied):
            away(her_seat, stranger)
    assert not WeeklyHours.objects.exists()
    assert not Absence.objects.exists()


def test_colleagues_read_and_strangers_do_not(her_seat, maiwenn, karim, loic, tanguy, rozenn, zoe, alban):
    open_mornings(her_seat, maiwenn)
    away(her_seat, maiwenn)
    for somebody, sees in (
        (maiwenn, 1),
        (karim, 1),
        (loic, 1),
        (tanguy, 0),
        (rozenn, 0),
        (zoe, 0),
        (alban, 0),
    ):
        assert policy.colleagues_visible_to(somebody).filter(pk=her_seat.pk).count() == sees, somebody.label
        assert policy.hours_visible_to(somebody).count() == 2 * sees
        assert policy.absences_visible_to(somebody).count() == sees


def away(seat, by, **more):
    values = {"kind": AbsenceKind.LEAVE, "first_day": MONDAY, "last_day": MONDAY, "absence_id": ABSENCE}
    return actions.add_absence(membership=seat, by=by, **{**values, **more})


def test_a_day_away_takes_its_slots(her_seat, maiwenn):
    open_mornings(her_seat, maiwenn)
    assert away(her_seat, maiwenn) == away(her_seat, maiwenn)
    assert starts(maiwenn.user) == [date(2019, 3, 21)]
    for _ in range(2):
        actions.remove_absence(absence=Absence(pk=ABSENCE), membership=her_seat, by=maiwenn)
    assert starts(maiwenn.user) == [MONDAY, date(2019, 3, 21)]
    assert list(Entry.objects.filter(verb__contains="absence").values_list("verb", flat=True)) == [
        "add_absence",
        "remove_absence",
    ]


def test_nobody_takes_back_the_absence_of_somebody_else(her_seat, maiwenn, karim):
    absence = away(her_seat, maiwenn)
    his_seat = karim.user.memberships.get()
    actions.remove_absence(absence=absence, membership=his_seat, by=karim)
    assert Absence.objects.get() == absence
    with pytest.raises(ActRefused):
        away(his_seat, karim)


def test_hours_away_are_of_one_day(her_seat, maiwenn):
    open_mornings(her_seat, maiwenn)
    away(her_seat, maiwenn, starts_at=time(11), ends_at=time(12))
    assert starts(maiwenn.user) == [date(2019, 3, 21)]
    with pytest.raises(ValidationError, match="un seul jour"):
        away(
            her_seat,
            maiwenn,
            absence_id=None,
            last_day=MONDAY + timedelta(days=1),
            starts_at=time(11),
            ends_at=time(12),
        )


def test_what_is_on_record_is_warned_of_without_its_reason(her_seat, maiwenn):
    open_mornings(her_seat, maiwenn, kind=HoursKind.WORKING, closes_at=time(18))
    away(her_seat, maiwenn)
    diary = read_diaries([maiwenn.user], first=MONDAY, last=MONDAY)[maiwenn.user_id]
    at = datetime(2019, 3, 18, 7, 30, tzinfo=UTC)
    told = diary.warnings("Maïwenn Tilleul", Span(at, at + timedelta(hours=1)))
    assert told == [
        "Maïwenn Tilleul a noté une absence à ce moment.",
        "C'est en dehors des horaires de travail de Maïwenn Tilleul.",
    ]
    later = Span(at + timedelta(days=3, hours=1), at + timedelta(days=3, hours=2))
    assert diary.warnings("Maïwenn Tilleul", later) == []
