"""Certificates: numbered without a gap, kept and sealed as issued, replaced when the hours are corrected."""

import html
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from io import BytesIO
from threading import Barrier

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, connections, transaction  # noqa: F401 - one is named by a mark
from django.urls import reverse
from pypdf import PdfReader

from rebond.audit.models import Entry
from rebond.core import clock
from rebond.core.acts import ActRefused
from rebond.documents.models import Retention
from rebond.documents.seal import verify
from rebond.documents.store import read
from rebond.people.actor import PersonActor
from rebond.trainings import actions
from rebond.trainings.models import Certificate
from tests.trainings.conftest import TWO_HALF_DAYS, at


@pytest.fixture
def enrolment(session, pathway, maiwenn):
    return actions.enrol(session=session, pathway=pathway, by=maiwenn)


@pytest.fixture
def note(session, maiwenn):
    """`note(enrolment, "present", "absent")`: the morning, then the afternoon."""

    def noted(enrolment, *states):
        return [
            issued
            for half_day, state in zip(session.half_days.all(), states, strict=True)
            for issued in actions.record_presence(half_day=half_day, states={enrolment: state}, by=maiwenn)
        ]

    return noted


def words_of(certificate: Certificate) -> str:
    pages = PdfReader(BytesIO(read(certificate.document))).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split()).replace("’", "'")


def test_the_hours_really_attended_are_certified_and_kept(enrolment, note, maiwenn, hold_clock):
    hold_clock(at(14, 17))
    note(enrolment, "present", "absent")
    issued = actions.issue_certificate(enrolment=enrolment, by=maiwenn)
    assert (issued.reference, issued.minutes) == ("2019-0001", 210)
    assert issued.document.retention == Retention.EVIDENCE
    words = words_of(issued)
    assert "Attestation de présence n° 2019-0001" in words
    assert "3 h 30" in words
    assert "6 h 30" not in words
    assert "scellé électroniquement" in words
    assert "remplace" not in words
    assert verify(read(issued.document)).holds
    entry = Entry.objects.get(verb="issue_certificate")
    assert entry.facts == {"number": "2019-0001", "minutes": 210, "replaces": ""}


def test_asked_again_it_is_the_same_one(enrolment, note, maiwenn, hold_clock):
    hold_clock(at(14, 17))
    note(enrolment, "present", "present")
    first = actions.issue_certificate(enrolment=enrolment, by=maiwenn)
    hold_clock(at(20, 9))
    assert (
        actions.issue_certificate(enrolment=enrolment, by=PersonActor(enrolment.pathway.beneficiary)) == first
    )
    assert note(enrolment, "late", "present") == []
    assert Certificate.objects.count() == 1


def test_without_hours_or_before_the_last_day_there_is_none(enrolment, note, session, maiwenn, hold_clock):
    with pytest.raises(ActRefused, match="n'est pas finie"):
        actions.issue_certificate(enrolment=enrolment, by=maiwenn)
    hold_clock(at(14, 17))
    with pytest.raises(ActRefused, match="Aucune présence"):
        actions.issue_certificate(enrolment=enrolment, by=maiwenn)
    morning = session.half_days.first()
    actions.record_presence(half_day=morning, states={enrolment: "present"}, by=maiwenn)
    with pytest.raises(ActRefused, match="pas encore notée"):
        actions.issue_certificate(enrolment=enrolment, by=maiwenn)
    assert actions.issue_certificates(session=session, by=maiwenn) == []
    note(enrolment, "excused", "absent")
    with pytest.raises(ActRefused, match="Aucune présence"):
        actions.issue_certificate(enrolment=enrolment, by=maiwenn)
    assert not Certificate.objects.exists()


def test_corrected_hours_replace_the_certificate_and_say_so(enrolment, note, maiwenn, hold_clock):
    hold_clock(at(14, 17))
    note(enrolment, "present", "present")
    first = actions.issue_certificate(enrolment=enrolment, by=maiwenn)
    hold_clock(date(2020, 1, 6))
    (second,) = note(enrolment, "present", "excused")
    first.refresh_from_db()
    assert first.voided_at
    assert (second.reference, second.minutes, second.replaces) == ("2020-0001", 210, first)
    words = words_of(second)
    assert "Annule et remplace l'attestation n° 2019-0001 du 14 mai 2019" in words
    assert "3 h 30" in words
    assert "6 h 30" in words_of(first)


def test_hours_that_were_never_followed_void_it_and_no_other_is_made(enrolment, note, maiwenn, hold_clock):
    hold_clock(at(14, 17))
    note(enrolment, "present", "absent")
    first = actions.issue_certificate(enrolment=enrolment, by=maiwenn)
    assert note(enrolment, "absent", "absent") == []
    first.refresh_from_db()
    assert first.voided_at
    assert Entry.objects.get(verb="void_certificate").facts == {"number": "2019-0001"}
    # Found again: a new number, never the first one.
    note(enrolment, "present", "absent")
    assert actions.issue_certificate(enrolment=enrolment, by=maiwenn).reference == "2019-0002"


def test_signing_a_half_day_that_was_noted_as_missed_corrects_it_too(
    enrolment, note, maiwenn, session, hold_clock
):
    hold_clock(at(14, 17))
    note(enrolment, "present", "excused")
    actions.issue_certificate(enrolment=enrolment, by=maiwenn)
    afternoon = session.half_days.last()
    actions.sign_presence(enrolment=enrolment, half_day=afternoon, name="Delphine Lavande", by=maiwenn)
    assert Certificate.objects.get(voided_at__isnull=True).minutes == 390


def test_numbers_have_no_gap_after_an_act_that_failed(session, crowd, note, maiwenn, hold_clock):
    people = [actions.enrol(session=session, pathway=pathway, by=maiwenn) for pathway in crowd(3)]
    hold_clock(at(14, 17))
    for enrolment in people:
        note(enrolment, "present", "present")
    actions.issue_certificate(enrolment=people[0], by=maiwenn)

    def stopped_half_way():
        with transaction.atomic():
            actions.issue_certificate(enrolment=people[1], by=maiwenn)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        stopped_half_way()
    issued = actions.issue_certificates(session=session, by=maiwenn)
    assert sorted(certificate.reference for certificate in issued) == ["2019-0002", "2019-0003"]
    assert actions.issue_certificates(session=session, by=maiwenn) == []


def test_each_organisation_counts_its_own(cast, course, enrolment, note, maiwenn, ines, pathway, hold_clock):
    other = actions.add_course(programme=cast.programme, kind="webinar", title="Autre", by=ines)
    session = actions.open_session(
        course=other,
        half_days=TWO_HALF_DAYS[:1],
        capacity=5,
        video_url="https://visio.example.org/a",
        by=ines,
    )
    at_catalys = actions.enrol(session=session, pathway=pathway, by=maiwenn)
    hold_clock(at(14, 17))
    note(enrolment, "present", "present")
    actions.record_presence(half_day=session.half_days.get(), states={at_catalys: "present"}, by=ines)
    assert actions.issue_certificate(enrolment=enrolment, by=maiwenn).reference == "2019-0001"
    assert actions.issue_certificate(enrolment=at_catalys, by=ines).reference == "2019-0001"


def test_the_database_refuses_to_change_what_was_certified(enrolment, note, maiwenn, hold_clock):
    hold_clock(at(14, 17))
    note(enrolment, "present", "present")
    issued = actions.issue_certificate(enrolment=enrolment, by=maiwenn)
    with pytest.raises(IntegrityError, match="ne se modifie plus"), transaction.atomic():
        Certificate.objects.filter(pk=issued.pk).update(minutes=600)


def test_without_a_seal_it_is_kept_all_the_same(enrolment, note, maiwenn, hold_clock, settings):
    settings.SEAL_SELF_SIGNED, settings.SEAL_PKCS12 = False, ""
    hold_clock(at(14, 17))
    note(enrolment, "present", "present")
    issued = actions.issue_certificate(enrolment=enrolment, by=maiwenn)
    assert "scellé" not in words_of(issued)
    assert verify(read(issued.document)).kept == issued.document


def test_zoe_and_another_person_certify_nothing(enrolment, note, maiwenn, zoe, crowd, hold_clock):
    other = PersonActor(crowd(1)[0].beneficiary)
    hold_clock(at(14, 17))
    note(enrolment, "present", "present")
    for stranger in (zoe, other):
        with pytest.raises(PermissionDenied):
            actions.issue_certificate(enrolment=enrolment, by=stranger)
    with pytest.raises(PermissionDenied):
        actions.issue_certificates(session=enrolment.session, by=zoe)


# --- On screen ----------------------------------------------------------------------


def test_maiwenn_certifies_everyone_then_corrects_one(sign_in, maiwenn, session, crowd, note, hold_clock):
    people = [actions.enrol(session=session, pathway=pathway, by=maiwenn) for pathway in crowd(2)]
    hold_clock(at(14, 17))
    for enrolment in people:
        note(enrolment, "present", "present")
    client = sign_in(maiwenn)
    page = reverse("show_session", args=[session.pk])
    assert "Délivrer les attestations" in client.get(page).content.decode()
    answer = client.post(reverse("issue_certificates", args=[session.pk]), follow=True).content.decode()
    assert "2 attestations délivrées." in answer
    assert "Délivrer les attestations" not in answer
    assert "Attestation n° 2019-0002" in answer
    afternoon = session.half_days.last()
    noted = {f"p-{people[0].pk}": "excused", f"p-{people[1].pk}": "present"}
    told = client.post(reverse("record_presence", args=[session.pk, afternoon.pk]), noted, follow=True)
    assert "1 attestation remplacée : les heures ont changé." in told.content.decode()
    given = client.get(reverse("download_certificate", args=[people[0].pk]))
    assert given["Content-Disposition"] == 'inline; filename="attestation-2019-0003.pdf"'
    assert given["X-Content-Type-Options"] == "nosniff"


def test_who_only_reads_the_file_opens_the_certificate_and_is_offered_nothing_else(
    sign_in, helene, enrolment, note, hold_clock, maiwenn
):
    session = reverse("show_session", args=[enrolment.session_id])
    file = f"{reverse('show_pathway', args=[enrolment.pathway_id])}?section=formations"
    withdraw = reverse("withdraw_enrolment", args=[enrolment.pk])
    assert withdraw in sign_in(maiwenn).get(session).content.decode()
    for page in (session, file):
        assert withdraw not in sign_in(helene).get(page).content.decode()
    hold_clock(at(14, 17))
    note(enrolment, "present", "present")
    assert "Délivrer l'attestation" not in sign_in(helene).get(file).content.decode()
    actions.issue_certificate(enrolment=enrolment, by=maiwenn)
    client, address = sign_in(helene), reverse("download_certificate", args=[enrolment.pk])
    for section in ("formations", "documents"):
        page = client.get(f"{reverse('show_pathway', args=[enrolment.pathway_id])}?section={section}")
        assert address in page.content.decode()
    assert client.get(address).status_code == 200


def test_one_certificate_is_issued_from_the_file(sign_in, maiwenn, enrolment, note, hold_clock):
    address = reverse("issue_certificate", args=[enrolment.pk])
    client = sign_in(maiwenn)
    assert client.post(address).status_code == 409
    assert client.get(reverse("download_certificate", args=[enrolment.pk])).status_code == 404
    hold_clock(at(14, 17))
    note(enrolment, "present", "present")
    file = f"{reverse('show_pathway', args=[enrolment.pathway_id])}?section=formations"
    assert "Délivrer l'attestation" in client.get(file).content.decode()
    answer = client.post(address, {"depuis": "dossier"})
    assert answer.url == file
    assert "Attestation n° 2019-0001" in client.get(file).content.decode()


def test_whoever_holds_the_file_learns_whether_it_still_holds(sign_in, maiwenn, enrolment, note, hold_clock):
    hold_clock(at(14, 17))
    note(enrolment, "present", "present")
    issued = actions.issue_certificate(enrolment=enrolment, by=maiwenn)

    def verified() -> str:
        file = SimpleUploadedFile("a.pdf", read(issued.document), content_type="application/pdf")
        return sign_in(maiwenn).post(reverse("verify_document"), {"file": file}).content.decode()

    assert "toujours valable" in verified()
    note(enrolment, "present", "absent")
    assert "la n° 2019-0002 la remplace" in html.unescape(verified())
    issued = Certificate.objects.get(voided_at__isnull=True)
    note(enrolment, "absent", "absent")
    assert "n'ont pas été suivies" in html.unescape(verified())


# --- At the same instant --------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor == 'sqlite'", reason="one connection in memory; PostgreSQL shows it")
def test_three_sessions_certified_at_once_share_the_numbers_without_a_gap(course, crowd, maiwenn):
    sessions = [
        actions.open_session(
            course=course, half_days=TWO_HALF_DAYS[:1], capacity=5, place=f"Salle {n}", by=maiwenn
        )
        for n in range(3)
    ]
    people = crowd(4)
    for session in sessions:
        enrolments = actions.enrol_several(session=session, pathways=people, by=maiwenn)
        with clock.held(at(14, 17)):
            states = dict.fromkeys(enrolments, "present")
            actions.record_presence(half_day=session.half_days.get(), states=states, by=maiwenn)
    barrier = Barrier(len(sessions))

    def certify(session) -> None:
        barrier.wait()
        try:
            with clock.held(at(14, 17)):
                actions.issue_certificates(session=session, by=maiwenn)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(sessions)) as pool:
        list(pool.map(certify, sessions))
    assert sorted(Certificate.objects.values_list("number", flat=True)) == list(range(1, 13))
