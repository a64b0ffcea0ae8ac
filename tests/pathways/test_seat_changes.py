"""Somebody else sits at an appointment to come: calendars follow, of who arrives, who leaves, who stays, and hers."""

from datetime import UTC, date, datetime

import pytest

from rebond.messaging.models import Message, MessageState
from rebond.pathways import actions
from rebond.people.models import Membership, Role
from tests.calendars.reading import events, parsed

pytestmark = pytest.mark.django_db

AT = datetime(2019, 4, 10, 8, tzinfo=UTC)
HERS = "delphine.lavande@example.org"
ROZENN, MAIWENN, KARIM = (
    f"{name}@example.org" for name in ("rozenn.genet", "maiwenn.tilleul", "karim.noisetier")
)


@pytest.fixture(autouse=True)
def _april_2019(hold_clock):
    hold_clock(date(2019, 4, 1))


@pytest.fixture
def review(pathway, maiwenn):
    """The tripartite review, where Rozenn and Maïwenn meet Delphine."""
    step = pathway.steps.get(kind="tripartite_review")
    actions.plan_step(step=step, starts_at=AT, duration_minutes=60, place=None, by=maiwenn)
    Message.objects.all().delete()
    return step


def give(pathway, to, by, seat="adviser", role=Role.BUSINESS_ADVISER) -> None:
    membership = Membership.objects.get(user=to.user, role=role)
    actions.reassign_pathways(pathways=[pathway], seat=seat, to=membership, by=by)


def told(address: str, template: str) -> tuple[Message, str, dict]:
    """The one message of that kind to somebody: itself, what it asks of their calendar, and the entry."""
    message = Message.objects.get(address=address, template=template)
    content = bytes(message.attachments.get().content)
    (event,) = events(content)
    return message, parsed(content)["method"], event


def attendees(event) -> set[str]:
    found = event["attendee"]
    return {str(one).removeprefix("mailto:") for one in (found if isinstance(found, list) else [found])}


def test_karim_takes_the_file_and_everybody_s_calendar_follows(review, pathway, loic, karim):
    before = review.revision
    give(pathway, karim, loic)
    review.refresh_from_db()
    assert review.revision == before + 1

    taken, method, event = told(KARIM, "arrive_at_step")
    assert (method, str(event["uid"]), int(event["sequence"])) == ("REQUEST", str(review.pk), before + 1)
    assert attendees(event) == {ROZENN, KARIM}
    assert "Vous y remplacez Maïwenn Tilleul." in taken.body
    assert "Lavande" not in taken.body + taken.title

    left, method, event = told(MAIWENN, "leave_step")
    assert (method, str(event["uid"]), int(event["sequence"])) == ("CANCEL", str(review.pk), before + 1)
    assert attendees(event) == {MAIWENN}
    assert "description" not in event
    assert "Karim Noisetier y sera à votre place" in left.body

    stays, method, event = told(ROZENN, "other_company_at_step")
    assert (method, attendees(event)) == ("REQUEST", {ROZENN, KARIM})
    assert "N'y sera plus : Maïwenn Tilleul" in stays.body

    hers, method, event = told(HERS, "appointment_company")
    assert (method, attendees(event)) == ("REQUEST", {HERS})
    assert "Vous y rencontrerez Rozenn Genêt et Karim Noisetier" in hers.body
    assert "mercredi 10 avril 2019 à 10 h" in hers.body
    assert "Karim" not in hers.title
    assert "Karim Noisetier (BGE)" in event["description"]
    assert Message.objects.exclude(template="reassign_pathways").count() == 4


def test_given_twice_it_is_told_once(review, pathway, loic, karim):
    give(pathway, karim, loic)
    give(pathway, karim, loic)
    assert Message.objects.filter(template="arrive_at_step").count() == 1
    assert Message.objects.filter(template="appointment_company").count() == 1


def test_an_appointment_where_the_seat_has_no_part_tells_nobody(pathway, maiwenn, helene, fatou):
    step = pathway.steps.get(spec__code="rdv1")
    actions.plan_step(step=step, starts_at=AT, duration_minutes=60, place=None, by=maiwenn)
    Message.objects.all().delete()
    before = step.revision
    give(pathway, fatou, helene, seat="lead_worker", role=Role.LEAD_WORKER)
    step.refresh_from_db()
    assert step.revision == before
    assert set(Message.objects.values_list("template", flat=True)) == {"reassign_pathways"}


def test_an_hour_that_has_passed_is_nobody_s_news(review, pathway, loic, karim, hold_clock):
    hold_clock(date(2019, 4, 11))
    give(pathway, karim, loic)
    assert set(Message.objects.values_list("template", flat=True)) == {"reassign_pathways"}


def test_a_colleague_who_has_left_is_not_written_to(review, pathway, loic, karim, maiwenn):
    maiwenn.user.is_active = False
    maiwenn.user.save()
    give(pathway, karim, loic)
    assert not Message.objects.filter(address=MAIWENN).exists()
    assert Message.objects.filter(address=KARIM, template="arrive_at_step").exists()


def test_the_date_that_had_not_left_yet_is_told_with_the_new_name(pathway, maiwenn, karim, loic):
    step = pathway.steps.get(spec__code="rdv1")
    actions.plan_step(step=step, starts_at=AT, duration_minutes=60, place=None, by=maiwenn)
    give(pathway, karim, loic)
    assert Message.objects.get(template="appointment_planned").state == MessageState.WITHDRAWN
    assert Message.objects.get(template="appointment_company").state == MessageState.WAITING


def test_a_substitute_takes_the_seat_and_the_one_replaced_is_told(review, maiwenn, rozenn, yann):
    substitute = Membership.objects.get(user=yann.user, role=Role.LEAD_WORKER)
    actions.move_step(
        step=review,
        starts_at=AT,
        duration_minutes=60,
        place=None,
        substitutes={"lead_worker": substitute},
        by=maiwenn,
    )
    _, method, event = told(ROZENN, "leave_step")
    assert (method, attendees(event)) == ("CANCEL", {ROZENN})
    assert told(yann.user.email, "move_step")[1] == "REQUEST"
    assert not Message.objects.filter(address=MAIWENN).exists()
