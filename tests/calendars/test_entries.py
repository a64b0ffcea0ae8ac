"""What a calendar says of an appointment: to staff by initials and place, to the person their own; nothing sensitive."""

from datetime import UTC, date, datetime
from email.message import Message

import pytest
from django.core import mail
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rebond.calendars.ics import Method
from rebond.core import clock
from rebond.core.text import sensitive_subjects
from rebond.messaging.sending import send_due_messages
from rebond.pathways import actions
from rebond.pathways.calendar_entries import invitation, title_for_person, title_for_staff
from rebond.pathways.models import Pathway, Step
from rebond.people.models import Beneficiary, Membership, Role
from rebond.programmes.models import ListItem, ListKind, Version
from rebond.programmes.vocabulary import StepKind
from tests.calendars.reading import events, parsed, unfolded

pytestmark = pytest.mark.django_db

JOINT = datetime(2019, 6, 24, 9, tzinfo=UTC)


@pytest.fixture
def joint(pathway, maiwenn, cast, hold_clock) -> Step:
    """A joint appointment of Delphine, Maïwenn and Inès, at BGE, with a room and a telephone number typed beside."""
    hold_clock(date(2019, 5, 13))
    step = actions.add_step(
        pathway=pathway, kind=StepKind.JOINT_APPOINTMENT, label="Rdv BGE-Catalys", by=maiwenn
    )
    actions.plan_step(
        step=step,
        starts_at=JOINT,
        duration_minutes=90,
        place=step.phase.spec.places.get(code="bge"),
        place_detail="12 rue des Ajoncs, sonner chez Lavande",
        careers_consultant=Membership.objects.get(user=cast.users["ines"], role=Role.CAREERS_CONSULTANT),
        by=maiwenn,
    )
    return step


def of(step: Step, method: Method = Method.REQUEST, **more) -> bytes:
    return invitation(step, method=method, **more).content


def test_staff_are_told_when_and_where_and_of_whom_by_initials(joint):
    (event,) = events(of(joint))
    assert (str(event["uid"]), str(event["summary"]), str(event["location"])) == (
        str(joint.pk),
        "D. L. – BGE",
        "BGE",
    )
    assert event.decoded("dtstart").astimezone(UTC) == JOINT
    assert (event.decoded("dtend") - event.decoded("dtstart")).total_seconds() == 90 * 60
    assert {str(a) for a in event["attendee"]} == {
        "mailto:maiwenn.tilleul@example.org",
        "mailto:ines.melisse@example.org",
    }
    assert "12 rue des Ajoncs" in event["description"]


def test_nothing_of_the_person_s_own_reaches_the_other_bodies(joint):
    person = joint.pathway.beneficiary
    text = unfolded(of(joint))
    for private in (person.first_name, person.email, person.phone, person.phone_display, person.caf_number):
        assert private
        assert private not in text
    assert str(joint.pathway.business) not in text


def test_the_person_receives_their_own_and_no_address_of_others(joint):
    file = invitation(joint, method=Method.REQUEST, to_person=True)
    (event,) = events(file.content)
    assert str(event["summary"]) == "Rendez-vous – BGE"
    assert str(event["attendee"]) == "mailto:delphine.lavande@example.org"
    assert "Maïwenn Tilleul (BGE)" in event["description"]
    assert "02 61 91 00 01" in event["description"]
    text = unfolded(file.content)
    assert "melisse@example.org" not in text
    assert "tilleul@example.org" not in text
    assert "/rendez-vous/" not in text
    assert (file.name, file.media_type) == ("rendez-vous.ics", "text/calendar; method=REQUEST; charset=utf-8")


def test_the_organiser_is_the_sender_whoever_acts(joint, settings, ines):
    settings.DEFAULT_FROM_EMAIL = "Rebond <rebond@example.org>"
    (before,) = events(of(joint))
    actions.move_step(step=joint, starts_at=JOINT.replace(hour=13), duration_minutes=60, place=None, by=ines)
    (after,) = events(of(joint))
    assert str(before["organizer"]) == str(after["organizer"]) == "mailto:rebond@example.org"
    assert before["organizer"].params["cn"] == "BGE"


def test_each_act_makes_a_later_version_of_the_same_entry(joint, maiwenn):
    versions = [events(of(joint))[0]]
    for hour in (10, 11, 12):
        actions.move_step(
            step=joint, starts_at=JOINT.replace(hour=hour), duration_minutes=60, place=None, by=maiwenn
        )
        versions.append(events(of(joint))[0])
    actions.cancel_step(step=joint, reason="Salle prise.", by=maiwenn)
    versions.append(events(of(joint, Method.CANCEL))[0])
    assert len({str(v["uid"]) for v in versions}) == 1
    sequences = [int(v["sequence"]) for v in versions]
    assert sequences == sorted(set(sequences))
    assert str(versions[-1]["status"]) == "CANCELLED"
    assert parsed(of(joint, Method.CANCEL))["method"] == "CANCEL"


def test_a_new_try_is_another_entry(joint, maiwenn, pathway, hold_clock):
    step = pathway.steps.get(spec__code="rdv1")
    actions.plan_step(step=step, starts_at=JOINT, duration_minutes=60, place=None, by=maiwenn)
    actions.cancel_step(step=step, reason="Empêchement.", by=maiwenn)
    again = pathway.steps.get(spec__code="rdv1", attempt=2)
    actions.plan_step(step=again, starts_at=JOINT, duration_minutes=60, place=None, by=maiwenn)
    assert events(of(step, Method.CANCEL))[0]["uid"] != events(of(again))[0]["uid"]


def test_the_body_of_the_person_s_says_nothing_of_the_file(joint):
    assert "Participent" not in unfolded(of(joint, to_person=True))


# --- Titles: initials and place only -------------------------------------------------


def _all_titles(version: Version) -> set[str]:
    """The titles of every kind of appointment at every place of a programme, its labels included."""
    person = Beneficiary(first_name="Delphine", last_name="Lavande")
    specs = [spec for phase in version.phase_specs.all() for spec in phase.step_specs.all()]
    labels = [(spec.kind, spec.label) for spec in specs] + [
        (a.kind, a.label) for a in version.activities.all()
    ]
    labels += [(kind.value, kind.label) for kind in StepKind]
    places = [None, *version.list_items.filter(kind=ListKind.PLACE)]
    titles = set()
    for kind, label in labels:
        for place in places:
            step = Step(pathway=Pathway(beneficiary=person), kind=kind, label=label, place=place)
            step.place_detail = "chez son psychiatre"
            titles |= {title_for_staff(step), title_for_person(step)}
    return titles


def test_the_titles_of_the_shipped_programme(programme):
    places = ["BGE", "CCAS", "CDAS", "Département", "Entreprise", "Mission locale"]
    assert _all_titles(programme.current_version()) == {
        "D. L.",
        "Rendez-vous",
        *(f"{start} – {place}" for start in ("D. L.", "Rendez-vous") for place in places),
    }


@pytest.mark.parametrize(("mode", "place"), [("phone", "Par téléphone"), ("video", "En visioconférence")])
def test_at_a_distance_the_link_stands_in_the_body(joint, mode, place):
    joint.mode, joint.video_url, joint.travel_note = (
        mode,
        "https://visio.example.org/ajonc",
        "Se garer derrière.",
    )
    for to_person in (False, True):
        (event,) = events(of(joint, to_person=to_person))
        assert str(event["location"]) == place
        assert "https://visio.example.org/ajonc" in event["description"]
        assert "visio.example" not in event["summary"]
        assert ("Se garer" in event["description"]) is not to_person


SENSITIVE = [
    "Hôpital Sud",
    "Centre d'addictologie : alcool",
    "Maison d'arrêt, prison",
    "Salle RQTH",
    "Église catholique",
]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    kind=st.sampled_from(StepKind.values),
    label=st.text(max_size=100),
    detail=st.text(max_size=160),
    place=st.one_of(st.none(), st.sampled_from(["BGE", "CDAS", *SENSITIVE])),
    first=st.text(st.characters(categories=["Lu"]), min_size=1, max_size=12),
)
def test_no_title_ever_holds_more(kind, label, detail, place, first):
    step = Step(
        pathway=Pathway(beneficiary=Beneficiary(first_name=first, last_name="Lavande")),
        kind=kind,
        label=label,
        place=ListItem(label=place) if place else None,
        place_detail=detail,
    )
    shown = {"BGE", "CDAS"} & {place}
    at = f" – {shown.pop()}" if shown else ""
    assert title_for_staff(step) == f"{first[0]}. L.{at}"
    assert title_for_person(step) == f"Rendez-vous{at}"
    assert sensitive_subjects(title_for_staff(step)) == []


@pytest.mark.parametrize("place", SENSITIVE)
def test_a_place_that_says_too_much_is_left_out_everywhere(joint, place):
    joint.place.label = place
    text = unfolded(of(joint))
    assert place.split()[0] not in text
    assert clock.now()


# --- In the messages to staff ---------------------------------------------------------


def _only_received_by(address: str) -> list[Message]:
    """What that colleague, and no other, is sent for their calendar: the parts text/calendar, as mail programs find them.

    The person has their own (tests/pathways/test_invitations.py).
    """
    send_due_messages()
    found = [
        (letter.to, part)
        for letter in mail.outbox
        if letter.to != ["delphine.lavande@example.org"]
        for part in letter.message().walk()
        if part.get_content_type() == "text/calendar"
    ]
    mail.outbox.clear()
    assert [to for to, _ in found] == [[address]]
    return [part for _, part in found]


def test_those_who_sit_there_receive_each_version_but_the_one_who_acts(joint, maiwenn):
    (planned,) = _only_received_by("ines.melisse@example.org")
    actions.move_step(
        step=joint, starts_at=JOINT.replace(hour=13), duration_minutes=60, place=None, by=maiwenn
    )
    (moved,) = _only_received_by("ines.melisse@example.org")
    actions.cancel_step(step=joint, reason="Salle prise.", by=maiwenn)
    (cancelled,) = _only_received_by("ines.melisse@example.org")
    parts = (planned, moved, cancelled)
    assert [part.get_param("method") for part in parts] == ["REQUEST", "REQUEST", "CANCEL"]
    assert {part.get_content_charset() for part in parts} == {"utf-8"}
    told = [events(part.get_payload(decode=True))[0] for part in parts]
    assert len({str(event["uid"]) for event in told}) == 1
    assert [int(event["sequence"]) for event in told] == sorted({int(event["sequence"]) for event in told})
    assert told[1].decoded("dtstart").astimezone(UTC) == JOINT.replace(hour=13)
    assert [str(event["status"]) for event in told] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
