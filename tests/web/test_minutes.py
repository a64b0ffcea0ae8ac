"""Minutes and attendance on screen: signed on the spot, by a link, scanned back, verified."""

import io
import re
from datetime import date, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from rebond.audit.models import Access
from rebond.core import clock
from rebond.documents import store
from rebond.documents.models import Document
from rebond.messaging.models import Message
from rebond.pathways import actions
from rebond.pathways.minutes import fingerprint_of
from rebond.pathways.models import AttendanceSheet, Review, Signature
from rebond.pathways.proofs import by_month, missing_proofs
from rebond.pathways.states import SignatureState, StepState
from tests.pathways.world import open_development

DRAWN = "M100 100L120 80L140 120L160 80L180 120L200 80L220 110"


@pytest.fixture(autouse=True)
def _end_of_april_2019(hold_clock, pathway):
    hold_clock(datetime(2019, 4, 29, 15, 5, tzinfo=clock.ZONE))


@pytest.fixture
def review(pathway, maiwenn) -> Review:
    starts_at = datetime(2019, 4, 29, 14, tzinfo=clock.ZONE)
    said = "Le chiffre d'affaires progresse."
    return Review.objects.get(
        step=open_development(pathway, maiwenn, starts_at=starts_at, shared_minutes=said)
    )


def typed(paper, **more: str) -> dict[str, str]:
    return {"seen_sha256": fingerprint_of(paper), "name": "Quelqu'un", "strokes": DRAWN, **more}


def png() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (60, 80), "white").save(out, "PNG")
    return out.getvalue()


# --- On the spot and signed in ----------------------------------------------------


def test_maiwenn_hands_her_screen_over_then_the_sealed_document_opens(sign_in, maiwenn, review):
    client = sign_in(maiwenn)
    for role in ("beneficiary", "lead_worker", "business_adviser"):
        address = reverse("sign", args=[review.signatures.get(role=role).pk])
        page = client.get(address).content.decode()
        assert "Le chiffre d&#x27;affaires progresse." in page
        answer = client.post(address, typed(Review.objects.get(pk=review.pk)))
        assert answer.headers["Location"] == reverse("show_minutes", args=[review.step_id])
    collected = {s.role: s.collected_by for s in review.signatures.all()}
    assert collected["beneficiary"] == maiwenn.user
    assert collected["business_adviser"] is None  # her own, signed in
    pdf = client.get(reverse("show_paper", args=["reunion", review.pk]))
    assert pdf.content.startswith(b"%PDF")
    assert pdf.headers["X-Content-Type-Options"] == "nosniff"
    assert pdf.headers["Content-Disposition"] == 'inline; filename="compte-rendu-2019-0001.pdf"'
    assert Access.objects.filter(user=maiwenn.user, page="show_paper").exists()
    sent = {"file": SimpleUploadedFile("x.pdf", pdf.content)}
    told = client.post(reverse("verify_document"), sent).content.decode()
    assert "Ce fichier est intact" in told
    assert "octet pour octet" in told
    broken = bytearray(pdf.content)
    broken[200] ^= 1
    told = client.post(reverse("verify_document"), {"file": SimpleUploadedFile("x.pdf", bytes(broken))})
    assert "Ce fichier est intact" not in told.content.decode()


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"name": ""}, "Tapez votre prénom et votre nom."),
        ({"strokes": ""}, "Tracez votre signature, ou cochez cette case."),
        ({"strokes": "M1 1L2 2"}, "Ce tracé est trop court"),
        ({"seen_sha256": "0" * 64}, "Le texte a changé depuis que vous l&#x27;avez ouvert"),
    ],
)
def test_a_signature_that_lacks_something_is_told_so(sign_in, maiwenn, review, more, told):
    address = reverse("sign", args=[review.signatures.get(role="beneficiary").pk])
    answer = sign_in(maiwenn).post(address, typed(review, **more))
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert not review.signatures.exclude(state=SignatureState.AWAITED).exists()


def test_the_keyboard_is_enough(sign_in, rozenn, review):
    signature = review.signatures.get(role="lead_worker")
    sign_in(rozenn).post(reverse("sign", args=[signature.pk]), typed(review, strokes="", is_typed="on"))
    signature.refresh_from_db()
    assert (signature.state, signature.strokes, signature.way) == (SignatureState.SIGNED, "", "signed_in")
    again = sign_in(rozenn).get(reverse("sign", args=[signature.pk]), follow=True)
    assert "Déjà répondu" in again.content.decode()


def test_rozenn_refuses_and_says_why(sign_in, rozenn, review):
    signature = review.signatures.get(role="lead_worker")
    address = reverse("refuse_to_sign", args=[signature.pk])
    client = sign_in(rozenn)
    assert "Dites pourquoi vous ne signez pas." in client.post(address, typed(review)).content.decode()
    client.post(address, typed(review, reason="La durée n'est pas la bonne."))
    page = client.get(reverse("show_minutes", args=[review.step_id])).content.decode()
    assert "La durée n&#x27;est pas la bonne." in page
    assert "Refusé" in page


def test_zoe_sees_no_signature_nor_document(sign_in, maiwenn, zoe_adviser, zoe, review):
    for signature in review.signatures.all():
        actions.sign(
            signature=signature,
            seen_sha256=fingerprint_of(Review.objects.get(pk=review.pk)),
            name="X",
            way="on_the_spot",
            by=maiwenn,
        )
    review.refresh_from_db()
    addresses = [
        reverse("show_minutes", args=[review.step_id]),
        reverse("sign", args=[review.signatures.all()[0].pk]),
        reverse("show_paper", args=["reunion", review.pk]),
        reverse("show_document", args=[review.document.pk]),
        reverse("close_signing", args=["reunion", review.pk]),
    ]
    for actor in (zoe, zoe_adviser):
        client = sign_in(actor)
        assert [client.get(address).status_code for address in addresses] == [404] * len(addresses)
    assert sign_in(maiwenn).get(addresses[3]).status_code == 200


# --- By a link --------------------------------------------------------------------


def link_to(address: str) -> str:
    """The address of the page in the last message sent there."""
    asked = Message.objects.filter(address=address, template__in=["sign_minutes", "send_signing_links"])
    body = asked.get().body
    found = re.search(r"https?://[^/]+(/(?:signer|present)/[\w-]+/)", body)
    assert found
    return found.group(1)


@pytest.fixture
def by_link(sign_in, maiwenn, review) -> str:
    sign_in(maiwenn).post(reverse("send_signing_links", args=[review.step_id]))
    return link_to("delphine.lavande@example.org")


def test_delphine_signs_by_her_link_without_an_account(by_link, review):
    visitor = Client()
    page = visitor.get(by_link)
    assert "Elle et son entreprise ont du potentiel." in page.content.decode()
    assert page.headers["Cache-Control"] == "private, no-store"
    assert review.signatures.filter(state=SignatureState.AWAITED).count() == 3  # reading is not signing
    done = visitor.post(by_link, typed(review))
    assert "Merci, c&#x27;est signé" in done.content.decode() or "Merci, c'est signé" in done.content.decode()
    signature = review.signatures.get(role="beneficiary")
    assert (signature.state, signature.way, signature.collected_by) == (SignatureState.SIGNED, "link", None)
    assert visitor.get(by_link).status_code == 410
    assert visitor.post(by_link, typed(review)).status_code == 410


def test_delphine_refuses_by_her_link(by_link, review):
    visitor = Client()
    without = visitor.post(by_link, {"refuse": "1", **{f"no-{k}": v for k, v in typed(review).items()}})
    assert without.status_code == 422
    assert "Dites pourquoi vous ne signez pas." in without.content.decode()
    visitor.post(
        by_link, {"refuse": "1", "no-reason": "Inexact.", **{f"no-{k}": v for k, v in typed(review).items()}}
    )
    signature = review.signatures.get(role="beneficiary")
    assert (signature.state, signature.reason) == (SignatureState.REFUSED, "Inexact.")


def test_a_link_ends_after_a_month_and_with_the_role_of_its_reader(sign_in, by_link, rozenn):
    hers = link_to(rozenn.user.email)
    assert Client().get(hers).status_code == 200
    with clock.held(clock.now() + timedelta(days=31)):
        assert Client().get(by_link).status_code == 410
    rozenn.user.memberships.update(is_active=False)
    assert Client().get(hers).status_code == 410


def test_a_mistake_by_the_link_is_told_and_nothing_is_lost(by_link, review):
    answer = Client().post(by_link, typed(review, strokes="", name="Delphine L."))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Tracez votre signature, ou cochez cette case." in page
    assert "Delphine L." in page


# --- Convened ---------------------------------------------------------------------


def test_the_parties_are_convened_once_and_each_message_is_kept(sign_in, maiwenn, pathway):
    step = pathway.steps.get(spec__code="tripartite")
    actions.plan_step(
        step=step,
        starts_at=datetime(2019, 5, 6, 10, tzinfo=clock.ZONE),
        duration_minutes=90,
        place=None,
        by=maiwenn,
    )
    client, address = sign_in(maiwenn), reverse("convene_review", args=[step.pk])
    assert "Le plan d&#x27;action" in client.get(address).content.decode()
    step.refresh_from_db()
    sent = {"revision": str(step.revision), "agenda": "Le point sur les prix."}
    assert client.post(address, sent).status_code == 302
    again = client.post(address, {**sent, "revision": str(step.revision + 1)})
    assert "déjà convoquées" in again.content.decode()
    told = Message.objects.get(template="convene_review", address="rozenn.genet@example.org")
    assert "Le point sur les prix." in told.body
    assert "Lavande" not in told.title + told.body
    assert Message.objects.filter(template="review_convocation").count() == 1
    page = client.get(reverse("show_minutes", args=[step.pk])).content.decode()
    assert "rozenn.genet@example.org" in page
    # Moved, it is to convene again.
    step.refresh_from_db()
    actions.move_step(
        step=step,
        starts_at=datetime(2019, 5, 7, 10, tzinfo=clock.ZONE),
        duration_minutes=90,
        place=None,
        by=maiwenn,
    )
    assert client.get(address).status_code == 200


# --- Attendance -------------------------------------------------------------------


@pytest.fixture
def held(pathway, maiwenn):
    step = pathway.steps.get(spec__code="rdv1", phase__position=1)
    actions.report_step(
        step=step,
        outcome=StepState.HELD,
        starts_at=datetime(2019, 3, 18, 9, 30, tzinfo=clock.ZONE),
        by=maiwenn,
    )
    return step


def test_a_sheet_is_signed_on_the_screen_and_proves_the_appointment(sign_in, maiwenn, pathway, held):
    assert list(missing_proofs(pathway.steps.all())) == [held]
    client = sign_in(maiwenn)
    address = reverse("show_attendance", args=[held.pk])
    client.post(reverse("open_attendance_sheet", args=[held.pk]))
    client.post(reverse("open_attendance_sheet", args=[held.pk]))
    sheet = AttendanceSheet.objects.get(step=held)
    for signature in sheet.signatures.all():
        client.post(reverse("sign", args=[signature.pk]), typed(AttendanceSheet.objects.get(pk=sheet.pk)))
    page = client.get(address).content.decode()
    assert "La feuille scellée" in page
    assert not missing_proofs(pathway.steps.all()).exists()
    month = by_month(pathway.steps.all())[0]
    assert (month.first_day, month.held_count, month.missing_count) == (date(2019, 3, 1), 1, 0)
    pdf = client.get(reverse("show_paper", args=["presence", sheet.pk]))
    assert pdf.headers["Content-Disposition"] == 'inline; filename="presence-2019-03-18.pdf"'


def test_the_paper_sheet_has_what_a_funder_asks_for(sign_in, maiwenn, held):
    from pypdf import PdfReader

    pdf = sign_in(maiwenn).get(reverse("print_attendance_sheet", args=[held.pk])).content
    text = PdfReader(io.BytesIO(pdf)).pages[0].extract_text().replace("\u00a0", " ")
    for told in (
        "Rdv 1",
        "18/03/2019",
        "09 h 30",
        "10 h 30",
        "Delphine Lavande",
        "Maïwenn Tilleul",
        "Cofinancé",
    ):
        assert told in text, told
    assert not AttendanceSheet.objects.exists()


def test_the_signed_paper_is_scanned_back_and_only_ever_saved(sign_in, maiwenn, rozenn, pathway, held):
    client, address = sign_in(maiwenn), reverse("attach_scan", args=[held.pk])
    for _ in range(2):
        client.post(address, {"file": SimpleUploadedFile("photo de Delphine.png", png())})
    document = AttendanceSheet.objects.get(step=held).scan
    assert Document.objects.count() == 1
    assert document.name == "presence-2019-03-18.png"
    assert store.read(document) == png()
    assert not missing_proofs(pathway.steps.all()).exists()
    opened = sign_in(rozenn).get(reverse("show_document", args=[document.pk]))
    assert opened.headers["Content-Disposition"].startswith("attachment")
    assert opened.headers["Content-Type"] == "image/png"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "vide"),
        (b"<html>", "Seuls les fichiers PDF"),
        (b"\x89PNG\r\n\x1a\n" + b"0" * 99, "ne s&#x27;ouvre pas"),
    ],
)
def test_what_is_no_scan_is_refused_on_its_field(sign_in, maiwenn, held, content, told):
    answer = sign_in(maiwenn).post(
        reverse("attach_scan", args=[held.pk]), {"file": SimpleUploadedFile("x.png", content)}
    )
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert not Document.objects.exists()


def test_who_may_not_attach_and_what_is_not_held(sign_in, rozenn, zoe_adviser, maiwenn, pathway, held):
    address = reverse("attach_scan", args=[held.pk])
    assert sign_in(rozenn).post(address, {"file": SimpleUploadedFile("x.png", png())}).status_code == 403
    assert sign_in(zoe_adviser).post(address).status_code == 404
    due = pathway.steps.get(spec__code="rdv2")
    sent = {"file": SimpleUploadedFile("x.png", png())}
    refused = sign_in(maiwenn).post(reverse("attach_scan", args=[due.pk]), sent)
    assert "pas noté comme honoré" in refused.content.decode()
    assert sign_in(maiwenn).get(reverse("print_attendance_sheet", args=[due.pk])).status_code == 302


def test_what_is_missing_is_listed_by_month_and_on_the_file(sign_in, maiwenn, loic, zoe, pathway, held):
    for actor in (maiwenn, loic):
        page = sign_in(actor).get(reverse("list_proofs")).content.decode()
        assert "mars 2019" in page
        assert reverse("show_attendance", args=[held.pk]) in page
    assert "Rien ne manque." in sign_in(zoe).get(reverse("list_proofs")).content.decode()
    client = sign_in(maiwenn)
    april = client.get(reverse("list_proofs"), {"mois": "2019-04"}).content.decode()
    assert reverse("show_attendance", args=[held.pk]) not in april
    assert client.get(reverse("list_proofs"), {"mois": "avril"}).status_code == 404
    section = client.get(reverse("show_pathway", args=[pathway.pk]), {"section": "justificatifs"})
    assert "1 justificatif de présence à compléter." in section.content.decode()


# --- À faire ----------------------------------------------------------------------


def test_what_waits_for_a_signature_is_in_the_list_of_each(sign_in, maiwenn, rozenn, yann, held, review):
    mine = Signature.objects.get(review=review, role="business_adviser")
    page = sign_in(maiwenn).get("/").content.decode()
    assert reverse("sign", args=[mine.pk]) in page
    assert "Faire signer : Bilan tripartite" in page
    assert "2 signatures attendues" in page
    assert "Compléter les justificatifs de présence" in page
    hers = Signature.objects.get(review=review, role="lead_worker")
    assert reverse("sign", args=[hers.pk]) in sign_in(rozenn).get("/").content.decode()
    assert "Signer :" not in sign_in(yann).get("/").content.decode()


def test_what_one_person_leaves_to_sign_is_one_line(sign_in, maiwenn, pathway, held, review):
    client = sign_in(maiwenn)
    client.post(reverse("open_attendance_sheet", args=[held.pk]))
    mine = Signature.objects.filter(user=maiwenn.user, state=SignatureState.AWAITED)
    assert mine.count() == 2
    of_sheet = mine.get(sheet__isnull=False)
    page = client.get("/").text
    assert page.count("Relire et signer") == 1
    assert reverse("sign", args=[of_sheet.pk]) in page  # the oldest appointment first
    assert "Et 1 autre document de cette personne à signer ensuite." in page
    client.post(reverse("sign", args=[of_sheet.pk]), typed(AttendanceSheet.objects.get(step=held)))
    page = client.get("/").text
    assert page.count("Relire et signer") == 1
    assert reverse("sign", args=[mine.get().pk]) in page
    assert "à signer ensuite" not in page
