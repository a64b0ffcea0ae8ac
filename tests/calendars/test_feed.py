"""The private feed: what stands in it, who reads it, and when it stops."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from rebond.agenda import actions as agenda
from rebond.audit.models import Entry
from rebond.calendars import actions as feeds
from rebond.calendars.models import Feed
from rebond.core.acts import ActRefused
from rebond.pathways import actions
from rebond.pathways.calendar_entries import events_of, feed_of
from rebond.pathways.models import FollowUp, Step
from rebond.people.models import Membership
from tests.calendars.reading import events

pytestmark = pytest.mark.django_db
RDV1 = datetime(2019, 3, 18, 9, tzinfo=UTC)


@pytest.fixture
def rdv1(pathway, maiwenn, hold_clock) -> Step:
    hold_clock(date(2019, 3, 12))
    step = pathway.steps.get(spec__code="rdv1")
    place = step.phase.spec.places.get(code="cdas")
    actions.plan_step(step=step, starts_at=RDV1, duration_minutes=60, place=place, by=maiwenn)
    return step


@pytest.fixture
def address(rdv1, maiwenn) -> str:
    return reverse("show_feed", args=[feeds.open_feed(by=maiwenn)])


@pytest.fixture
def reader() -> Client:
    """A calendar program: no session, no cookie."""
    return Client()


def titles(content: bytes) -> list[str]:
    return [str(event["summary"]) for event in events(content)]


# --- What it says --------------------------------------------------------------------


def test_maiwenn_reads_her_appointments_and_deadlines(address, reader):
    answer = reader.get(address)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    appointment, deadline = events(answer.content)
    assert str(appointment["summary"]) == "D. L. – CDAS"
    assert "attendee" not in appointment
    assert str(deadline["summary"]) == "Échéance – D. L."
    assert deadline.decoded("dtstart") == date(2019, 6, 11)
    assert "METHOD" not in answer.content.decode()
    assert "Lavande" not in answer.content.decode()


def test_a_cancelled_one_disappears_and_a_moved_one_moves(address, reader, rdv1, maiwenn):
    actions.move_step(
        step=rdv1, starts_at=RDV1 + timedelta(days=1), duration_minutes=60, place=None, by=maiwenn
    )
    (moved,) = (e for e in events(reader.get(address).content) if str(e["uid"]) == str(rdv1.pk))
    assert moved.decoded("dtstart").astimezone(UTC) == RDV1 + timedelta(days=1)
    actions.cancel_step(step=rdv1, reason="Salle prise.", by=maiwenn)
    assert titles(reader.get(address).content) == ["Échéance – D. L."]


def test_an_old_one_leaves_after_sixty_days(rdv1, maiwenn, hold_clock):
    actions_at = {"outcome": "held", "by": maiwenn}
    hold_clock(date(2019, 3, 19))
    actions.report_step(step=rdv1, **actions_at)
    hold_clock(date(2019, 5, 17))
    assert "D. L. – CDAS" in titles(feed_of(maiwenn.user))
    hold_clock(date(2019, 5, 18))
    assert "D. L. – CDAS" not in titles(feed_of(maiwenn.user))


def test_a_follow_up_is_a_whole_day(pathway, rdv1, maiwenn):
    FollowUp.objects.create(pathway=pathway, months=6, due_on=date(2019, 10, 27), state="due")
    (follow_up,) = (e for e in events(feed_of(maiwenn.user)) if str(e["uid"]).startswith("follow-up-"))
    assert (follow_up.decoded("dtstart"), follow_up.decoded("dtend")) == (
        date(2019, 10, 27),
        date(2019, 10, 28),
    )


def test_absences_are_told_without_their_kind(rdv1, maiwenn):
    seat = Membership.objects.get(user=maiwenn.user)
    days = {"first_day": date(2019, 4, 8), "last_day": date(2019, 4, 12)}
    agenda.add_absence(membership=seat, kind="training", by=maiwenn, **days)
    hours = {
        "first_day": date(2019, 4, 1),
        "last_day": date(2019, 4, 1),
        "starts_at": time(14),
        "ends_at": time(16),
    }
    agenda.add_absence(membership=seat, kind="leave", by=maiwenn, **hours)
    afternoon, week = (e for e in events(feed_of(maiwenn.user)) if str(e["summary"]) == "Absence")
    assert (week.decoded("dtstart"), week.decoded("dtend")) == (date(2019, 4, 8), date(2019, 4, 13))
    assert afternoon.decoded("dtstart").astimezone(UTC) == datetime(2019, 4, 1, 12, tzinfo=UTC)
    assert "Formation" not in feed_of(maiwenn.user).decode()


def test_one_agenda_for_every_role_still_held(rdv1, loic, cast):
    """Loïc manages and advises: he sits as adviser, and reads it whatever role he acts in; ended, it leaves."""
    rdv1.parties.filter(role="business_adviser").update(user=loic.user)
    assert titles(feed_of(loic.user)) == ["D. L. – CDAS"]
    Membership.objects.filter(user=loic.user).update(is_active=False)
    assert titles(feed_of(loic.user)) == []


def test_zoe_and_colleagues_read_nothing_of_it(rdv1, zoe, karim, helene):
    assert [titles(feed_of(who.user)) for who in (zoe, karim, helene)] == [[], [], []]


def test_what_is_suspended_waits_outside_of_the_agenda(rdv1, pathway, maiwenn):
    pathway.state, pathway.suspended_on = "suspended", date(2019, 3, 12)
    pathway.save()
    assert titles(feed_of(maiwenn.user)) == []


def test_the_number_of_queries_does_not_follow_the_number_of_appointments(
    rdv1, pathway, maiwenn, django_assert_num_queries
):
    def asked() -> int:
        with django_assert_num_queries(9):
            return len(events_of(maiwenn.user))

    assert asked() == 2
    for day in range(10):
        step = actions.add_step(pathway=pathway, kind="tutoring", label="Tutorat", by=maiwenn)
        actions.plan_step(
            step=step, starts_at=RDV1 + timedelta(days=day), duration_minutes=30, place=None, by=maiwenn
        )
    assert asked() == 12


# --- Asked again -----------------------------------------------------------------------


def test_a_calendar_that_has_it_already_is_told_so(address, reader):
    first = reader.get(address)
    again = reader.get(address, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    since = reader.get(address, headers={"If-Modified-Since": first["Last-Modified"]})
    assert since.status_code == 304
    for answer in (first, again, since):
        assert answer["ETag"] == first["ETag"]
        assert "no-store" in answer["Cache-Control"]
        assert not answer.cookies
    assert reader.head(address).status_code == 200
    assert reader.post(address).status_code == 405


def test_a_change_within_the_same_second_is_seen(address, reader, rdv1, maiwenn):
    first = reader.get(address)
    actions.cancel_step(step=rdv1, reason="Salle prise.", by=maiwenn)
    for headers in ({"If-None-Match": first["ETag"]}, {"If-Modified-Since": first["Last-Modified"]}):
        answer = reader.get(address, headers=headers)
        assert answer.status_code == 200
        assert answer["Last-Modified"] != first["Last-Modified"]


def test_the_next_day_says_the_same_bytes(address, reader, hold_clock):
    first = reader.get(address).content
    hold_clock(date(2019, 3, 13))
    assert reader.get(address).content == first


def test_reading_is_written_down_now_and_then(address, reader, hold_clock, django_assert_num_queries):
    reader.get(address)
    feed = Feed.objects.get()
    assert feed.last_read_at == datetime(2019, 3, 12, 8, tzinfo=UTC)
    with django_assert_num_queries(11):  # the feed, then what it says: nothing is written
        reader.get(address)
    hold_clock(datetime(2019, 3, 12, 8, 15, tzinfo=UTC))
    reader.get(address)
    feed.refresh_from_db()
    assert feed.last_read_at == datetime(2019, 3, 12, 8, 15, tzinfo=UTC)


def test_a_calendar_gone_mad_is_asked_to_wait(address, reader):
    assert [reader.get(address).status_code for _ in range(31)][-2:] == [200, 429]


# --- Opening, renewing, revoking ----------------------------------------------------------


def test_the_secret_is_shown_once_and_never_kept(rdv1, maiwenn, sign_in):
    client = sign_in(maiwenn)
    shown = client.post(reverse("open_feed"))
    secret = shown.context["address"].rpartition("/")[2].removesuffix(".ics")
    assert len(secret) == 43
    assert secret in shown.content.decode()
    assert secret not in str(list(Feed.objects.values()))
    assert secret not in str(list(Entry.objects.values()))
    assert secret not in client.get(reverse("show_subscription")).content.decode()
    assert Client().get(reverse("show_feed", args=[secret])).status_code == 200


def test_opening_twice_is_refused_and_leaves_the_first_one(rdv1, maiwenn, sign_in):
    client = sign_in(maiwenn)
    address = reverse("show_feed", args=[feeds.open_feed(by=maiwenn)])
    answer = client.post(reverse("open_feed"))
    assert answer.status_code == 409
    assert "a déjà une adresse" in answer.content.decode()
    assert Client().get(address).status_code == 200


def test_renewing_stops_the_old_one_at_once(address, reader, maiwenn, sign_in):
    client, feed = sign_in(maiwenn), Feed.objects.get()
    renew = reverse("renew_feed", args=[feed.pk])
    shown = client.post(renew)
    assert reader.get(address).status_code == 404
    assert reader.get(shown.context["address"].removeprefix("http://127.0.0.1:8000")).status_code == 200
    assert client.post(renew).status_code == 404  # a replay does not renew the new one
    with pytest.raises(ActRefused):
        feeds.renew_feed(feed=feed, by=maiwenn)
    assert Feed.objects.filter(revoked_at=None).count() == 1


def test_revoking_stops_it(address, reader, maiwenn, sign_in):
    client, feed = sign_in(maiwenn), Feed.objects.get()
    revoke = reverse("revoke_feed", args=[feed.pk])
    assert client.post(revoke, follow=True).status_code == 200
    assert reader.get(address).status_code == 404
    assert client.post(revoke).status_code == 404
    assert list(Entry.objects.filter(object_kind="feed").values_list("verb", flat=True).order_by("pk")) == [
        "open_feed",
        "revoke_feed",
    ]


@pytest.mark.parametrize("secret", ["x", "é", "0" * 300])
def test_an_unknown_address_is_not_there(reader, secret):
    assert reader.get(reverse("show_feed", args=[secret])).status_code == 404


def test_somebody_who_left_reads_nothing_more(address, reader, maiwenn):
    maiwenn.user.is_active = False
    maiwenn.user.save()
    assert reader.get(address).status_code == 404


def test_zoe_touches_nobody_s_feed(address, reader, zoe, loic, sign_in):
    feed = Feed.objects.get()
    for stranger in (zoe, loic):
        client = sign_in(stranger)
        for name in ("renew_feed", "revoke_feed"):
            assert client.post(reverse(name, args=[feed.pk])).status_code == 404
        for act in (feeds.renew_feed, feeds.revoke_feed):
            with pytest.raises(PermissionDenied):
                act(feed=feed, by=stranger)
    assert reader.get(address).status_code == 200
