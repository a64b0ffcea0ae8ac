"""Minutes are numbered, signed, sealed; refused, corrected by an addendum; and never changed."""

import io
import json
from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, transaction
from pypdf import PdfReader

from rebond.audit.models import Entry
from rebond.core import clock
from rebond.core.acts import ActRefused, NotInThisState
from rebond.documents import store
from rebond.documents.seal import verify
from rebond.links.doors import LinkClosed, follow_link
from rebond.links.models import Link, Purpose
from rebond.messaging.models import Message
from rebond.pathways import actions, policy
from rebond.pathways.actions.papers import seal_waiting_papers
from rebond.pathways.deciding import Word
from rebond.pathways.minutes import content_of, fingerprint, fingerprint_of
from rebond.pathways.models import (
    Decision,
    MinutesCounter,
    Party,
    Position,
    Review,
    Signature,
    Way,
)
from rebond.pathways.states import SignatureState, StepState
from rebond.people.actor import Actor, PersonActor
from rebond.people.models import Membership, Role
from tests.pathways.world import ALL_AGREE

HELD_ON = date(2019, 4, 29)
DRAWN = "M100 100L120 80L140 120L160 80L180 120L200 80L220 110"


@pytest.fixture(autouse=True)
def _end_of_april_2019(hold_clock, pathway):
    hold_clock(datetime(2019, 4, 29, 15, 5, tzinfo=clock.ZONE))


@pytest.fixture
def hold(pathway, maiwenn):
    """`hold(words=…)`: the review of Delphine's diagnostic, held today."""

    def held(**more) -> Review:
        step = pathway.steps.get(spec__code="tripartite")
        values = {
            "choice": step.phase.spec.choice_specs.get(code="develop"),
            "reasons": "Elle et son entreprise ont du potentiel.",
            "words": ALL_AGREE,
            "shared_minutes": "Le chiffre d'affaires progresse.",
            "starts_at": datetime(2019, 4, 29, 14, tzinfo=clock.ZONE),
            **more,
        }
        actions.hold_review(step=step, by=maiwenn, **values)
        return Review.objects.get(step=step)

    return held


@pytest.fixture
def review(hold) -> Review:
    return hold()


def of(review: Review, role: str) -> Signature:
    return review.signatures.get(role=role)


def sign(review: Review, role: str, by, **more) -> None:
    signature = of(review, role)
    values = {
        "seen_sha256": fingerprint_of(Review.objects.get(pk=review.pk)),
        "name": signature.signer,
        "way": Way.ON_THE_SPOT,
        "strokes": DRAWN,
        **more,
    }
    actions.sign(signature=signature, by=by, **values)


def sign_all(review: Review, by: Actor) -> Review:
    for role in ("beneficiary", "lead_worker", "business_adviser"):
        sign(review, role, by)
    return Review.objects.get(pk=review.pk)


# --- Numbered ---------------------------------------------------------------------


def test_minutes_are_numbered_by_programme_and_year_without_a_gap(hold, pathway, maiwenn):
    with pytest.raises(ActRefused):
        hold(reasons="")
    assert hold().reference == "2019-0001"
    assert MinutesCounter.objects.get().last_number == 1
    more = actions.add_step(pathway=pathway, kind="tripartite_review", label="Bilan ajouté", by=maiwenn)
    with clock.held(datetime(2020, 1, 6, 15, tzinfo=clock.ZONE)):
        actions.hold_review(
            step=more,
            choice=pathway.current_phase().spec.choice_specs.get(code="continue"),
            reasons="On poursuit.",
            words=ALL_AGREE,
            shared_minutes="",
            starts_at=datetime(2020, 1, 6, 14, tzinfo=clock.ZONE),
            by=maiwenn,
        )
    assert Review.objects.get(step=more).reference == "2020-0001"


def test_two_minutes_never_share_a_number(review):
    with pytest.raises(IntegrityError), transaction.atomic():
        Review.objects.create(
            step=review.step.pathway.steps.exclude(pk=review.step_id)[0],
            programme=review.programme,
            year=review.year,
            number=review.number,
        )


# --- Quorum and substitutes -------------------------------------------------------


def absent(*roles: str) -> dict[str, Word]:
    return {**ALL_AGREE, **{role: Word(Position.ABSENT) for role in roles}}


def test_without_its_quorum_the_meeting_decides_nothing(hold, pathway):
    with pytest.raises(ActRefused, match="2 parties sur 3"):
        hold(words=absent("lead_worker"))
    assert not Decision.objects.exists()
    assert pathway.steps.get(spec__code="tripartite").state == StepState.DUE
    assert not Review.objects.exists()


def test_a_quorum_of_two_lets_one_party_be_absent_who_then_does_not_sign(hold, pathway):
    from tests.unfrozen import unfrozen

    spec = pathway.steps.get(spec__code="tripartite").spec
    with unfrozen():
        type(spec).objects.filter(pk=spec.pk).update(quorum=2)
    review = hold(words=absent("lead_worker"))
    assert set(review.signatures.values_list("role", flat=True)) == {"beneficiary", "business_adviser"}
    parties = {party["role"]: party["position"] for party in content_of(review)["parties"]}
    assert parties["lead_worker"] == "Absent, avis non recueilli"


def test_a_colleague_of_the_same_organisation_and_role_sits_instead(
    hold, pathway, fatou, yann, rozenn, maiwenn
):
    colleague = Membership.objects.get(user=yann.user, role=Role.LEAD_WORKER)
    assert yann.organisation == rozenn.organisation
    review = hold(substitutes={"lead_worker": colleague})
    party = Party.objects.get(step=review.step, role="lead_worker")
    assert (party.user, party.is_substitute) == (yann.user, True)
    assert Decision.objects.get().agreements.get(role="lead_worker").user == yann.user
    told = next(p for p in content_of(review)["parties"] if p["role"] == "lead_worker")
    assert (told["name"], told["stands_for"]) == (str(yann.user), str(rozenn.user))
    # Yann, who does not follow this path, signs for himself and for nobody else.
    assert of(review, "lead_worker") in policy.signatures_visible_to(yann)
    sign(review, "lead_worker", yann, way=Way.SIGNED_IN)
    with pytest.raises(PermissionDenied):
        sign(review, "business_adviser", yann)


def test_nobody_from_elsewhere_sits_instead(hold, zoe):
    stranger = Membership.objects.get(user=zoe.user, role=Role.BUSINESS_ADVISER)
    with pytest.raises(ActRefused, match="même organisme"):
        hold(substitutes={"business_adviser": stranger})
    assert not Decision.objects.exists()


# --- Signed -----------------------------------------------------------------------


def test_three_sign_and_the_minutes_are_sealed(review, maiwenn, rozenn):
    delphine = PersonActor(review.step.pathway.beneficiary)
    sign(review, "beneficiary", delphine, way=Way.LINK)
    review.refresh_from_db()
    assert json.loads(review.content) == content_of(review)
    assert review.content_sha256 == fingerprint(review.content)
    assert review.document is None
    sign(review, "lead_worker", rozenn, way=Way.SIGNED_IN, strokes="")
    sign(review, "business_adviser", maiwenn)
    review.refresh_from_db()
    sealed = store.read(review.document)
    assert verify(sealed).holds
    assert review.document.name == "compte-rendu-2019-0001.pdf"
    assert review.document.beneficiary == review.step.pathway.beneficiary
    assert {s.content_sha256 for s in review.signatures.all()} == {review.content_sha256}
    assert Entry.objects.filter(verb="sign", beneficiary=delphine.beneficiary).count() == 3
    assert Entry.objects.get(verb="sign", facts__role="beneficiary").user is None


def test_the_document_tells_who_when_how_and_the_hash_on_its_last_page(review, maiwenn):
    review = sign_all(review, maiwenn)
    reader = PdfReader(io.BytesIO(store.read(review.document)))
    first, last = reader.pages[0].extract_text(), reader.pages[-1].extract_text()
    for told in ("2019-0001", "Delphine Lavande", "Passer au développement", "Développement", "14 h 00"):
        assert told in first.replace("\u00a0", " ").replace("\n", " "), told
    flat = last.replace("\u00a0", " ").replace("\n", " ")
    for told in ("Maïwenn Tilleul", "29/04/2019 à 15 h 05", "signature tracée, sur place", "sur l'écran de"):
        assert told in flat.replace("’", "'"), told
    assert review.content_sha256 in last.replace("\n", "")
    catalogue = reader.trailer["/Root"]
    assert catalogue["/Lang"].startswith("fr")
    assert catalogue["/MarkInfo"]["/Marked"]
    assert reader.metadata.title == "Compte rendu n° 2019-0001"
    assert b"<pdfuaid:part>1<" in reader.xmp_metadata.stream.get_data()


def test_a_signature_is_given_once(review, maiwenn):
    sign(review, "beneficiary", maiwenn)
    with pytest.raises(NotInThisState, match="signer"):
        sign(review, "beneficiary", maiwenn)
    with pytest.raises(NotInThisState):
        actions.refuse_to_sign(
            signature=of(review, "beneficiary"),
            seen_sha256=fingerprint_of(review),
            name="Delphine",
            reason="Non",
            way=Way.ON_THE_SPOT,
            by=maiwenn,
        )


def test_what_changed_since_it_was_read_is_not_signed(review, maiwenn):
    read = fingerprint_of(review)
    actions.correct_step_report(
        step=review.step,
        outcome=StepState.HELD,
        reason="Faute de frappe.",
        shared_minutes="Autre.",
        by=maiwenn,
    )
    with pytest.raises(ActRefused, match="Le texte a changé"):
        sign(review, "beneficiary", maiwenn, seen_sha256=read)
    assert of(review, "beneficiary").state == SignatureState.AWAITED
    assert Review.objects.get(pk=review.pk).frozen_at is None


@pytest.mark.parametrize(
    ("strokes", "said"),
    [
        ("M1 1L2 2", "trop court"),
        ("M700 1" + "L1 1L2 2L3 3L4 4L5 5L6 6", "sort du cadre"),
        ("<script>", "pas été compris"),
        ("M1 1" + "L1 1" * 4000, "trop long"),
    ],
)
def test_a_drawing_is_a_drawing(review, maiwenn, strokes, said):
    with pytest.raises(ActRefused, match=said) as refused:
        sign(review, "beneficiary", maiwenn, strokes=strokes)
    assert refused.value.field == "strokes"
    assert of(review, "beneficiary").state == SignatureState.AWAITED


def test_a_name_is_needed(review, maiwenn):
    with pytest.raises(ActRefused, match="Tapez votre nom"):
        sign(review, "beneficiary", maiwenn, name="")


def test_zoe_and_another_person_sign_nothing(review, zoe, zoe_adviser, karim):
    from rebond.people.models import Beneficiary

    somebody = PersonActor(Beneficiary.objects.create(first_name="Gaspard", last_name="Garance"))
    for stranger in (zoe, zoe_adviser, karim, somebody):
        with pytest.raises(PermissionDenied):
            sign(review, "beneficiary", stranger)
    delphine = PersonActor(review.step.pathway.beneficiary)
    with pytest.raises(PermissionDenied):
        sign(review, "business_adviser", delphine)


# --- Refused, closed --------------------------------------------------------------


def test_somebody_refuses_and_says_why_and_that_is_sealed_too(review, maiwenn, rozenn):
    sign(review, "beneficiary", maiwenn)
    refusal = {
        "signature": of(review, "lead_worker"),
        "seen_sha256": fingerprint_of(Review.objects.get(pk=review.pk)),
        "name": "Rozenn Genêt",
        "way": Way.SIGNED_IN,
        "by": rozenn,
    }
    with pytest.raises(ActRefused, match="pourquoi"):
        actions.refuse_to_sign(reason="", **refusal)
    actions.refuse_to_sign(reason="La durée n'est pas celle convenue.", **refusal)
    sign(review, "business_adviser", maiwenn)
    review.refresh_from_db()
    last = PdfReader(io.BytesIO(store.read(review.document))).pages[-1].extract_text()
    assert "La durée n" in last
    assert "Refusé" in last


def test_those_who_never_answer_are_let_go_with_a_reason(review, maiwenn, rozenn):
    sign(review, "beneficiary", maiwenn)
    with pytest.raises(ActRefused, match="pourquoi"):
        actions.close_signing(paper=review, reason="", by=maiwenn)
    with pytest.raises(PermissionDenied):
        actions.close_signing(paper=review, reason="Assez attendu.", by=rozenn)
    actions.close_signing(paper=review, reason="Sans nouvelles depuis un mois.", by=maiwenn)
    review.refresh_from_db()
    assert verify(store.read(review.document)).holds
    assert of(review, "lead_worker").state == SignatureState.LAPSED
    with pytest.raises(ActRefused, match="rien à clore"):
        actions.close_signing(paper=review, reason="Encore.", by=maiwenn)


# --- Never changed ----------------------------------------------------------------


def test_the_database_refuses_to_change_what_was_signed(review, maiwenn):
    sign(review, "beneficiary", maiwenn)
    signature = of(review, "beneficiary")
    for rows, change in (
        (Review.objects.filter(pk=review.pk), {"content": "{}"}),
        (Review.objects.filter(pk=review.pk), {"content_sha256": "0" * 64}),
        (Review.objects.filter(pk=review.pk), {"number": 12}),
        (Signature.objects.filter(pk=signature.pk), {"name": "Quelqu'un"}),
        (Signature.objects.filter(pk=signature.pk), {"strokes": ""}),
        (Signature.objects.filter(pk=signature.pk), {"state": "awaited"}),
        (Signature.objects.filter(pk=signature.pk), {"answered_at": clock.now() + timedelta(days=1)}),
    ):
        with pytest.raises(DatabaseError, match="ne se modifie plus"), transaction.atomic():
            rows.update(**change)


def test_signed_minutes_are_corrected_by_an_addendum_that_is_signed_in_turn(review, maiwenn, rozenn):
    with pytest.raises(ActRefused, match="Personne n'a encore signé"):
        actions.add_addendum(review=review, text="Le prix est de 12 €.", by=maiwenn)
    review = sign_all(review, maiwenn)
    before = store.read(review.document)
    with pytest.raises(ActRefused, match="avenant"):
        actions.correct_step_report(
            step=review.step,
            outcome=StepState.HELD,
            reason="Oubli.",
            shared_minutes="Tout autre.",
            by=maiwenn,
        )
    addendum = actions.add_addendum(review=review, text="Le prix est de 12 €.", by=maiwenn)
    assert actions.add_addendum(review=review, text="Le prix est de 12 €.", by=maiwenn) == addendum
    assert addendum.position == 1
    assert json.loads(addendum.content)["minutes_sha256"] == review.content_sha256
    assert Message.objects.filter(template="send_signing_links", address=rozenn.user.email).count() == 1
    assert Message.objects.filter(template="sign_minutes").count() == 1
    for signature in addendum.signatures.all():
        actions.sign(
            signature=signature,
            seen_sha256=addendum.content_sha256,
            name=signature.signer,
            way=Way.ON_THE_SPOT,
            by=maiwenn,
        )
    addendum.refresh_from_db()
    assert addendum.document.name == "compte-rendu-2019-0001-avenant-1.pdf"
    assert verify(store.read(addendum.document)).holds
    assert store.read(Review.objects.get(pk=review.pk).document) == before
    with pytest.raises(DatabaseError, match="avenant"), transaction.atomic():
        type(addendum).objects.filter(pk=addendum.pk).update(text="Autre chose.")


def test_without_a_certificate_the_minutes_wait_and_the_worker_seals_them(review, maiwenn, settings):
    settings.SEAL_SELF_SIGNED = False
    review = sign_all(review, maiwenn)
    assert review.document is None
    assert seal_waiting_papers() == 0
    settings.SEAL_SELF_SIGNED = True
    assert seal_waiting_papers() == 1
    review.refresh_from_db()
    assert verify(store.read(review.document)).holds
    assert seal_waiting_papers() == 0


# --- Links ------------------------------------------------------------------------


def secrets_sent() -> dict[str, str]:
    """The secret of each link that was written, by whom it was written to."""
    sent = Message.objects.filter(template__in=["sign_minutes", "send_signing_links"]).order_by("queued_at")
    return {m.address: m.body.split("/signer/")[1].split("/")[0].split()[0] for m in sent}


def test_each_who_has_not_signed_gets_a_link_of_their_own(review, maiwenn, rozenn):
    sign(review, "business_adviser", maiwenn)
    assert actions.send_signing_links(step=review.step, by=maiwenn) == 2
    found = secrets_sent()
    assert set(found) == {"delphine.lavande@example.org", rozenn.user.email}
    link = follow_link(found["delphine.lavande@example.org"], Purpose.SIGN_MINUTES)
    assert (link.object_id, link.beneficiary) == (
        of(review, "beneficiary").pk,
        review.step.pathway.beneficiary,
    )
    assert follow_link(found[rozenn.user.email], Purpose.SIGN_MINUTES).user == rozenn.user
    message = Message.objects.get(template="send_signing_links")
    assert "Lavande" not in message.title + message.body
    # Sent again, the first stops working; signed, the last does too; and a month later none is left.
    actions.send_signing_links(step=review.step, by=maiwenn)
    with pytest.raises(LinkClosed):
        follow_link(found[rozenn.user.email], Purpose.SIGN_MINUTES)
    found = secrets_sent()
    sign(review, "beneficiary", PersonActor(review.step.pathway.beneficiary), way=Way.LINK)
    with pytest.raises(LinkClosed):
        follow_link(found["delphine.lavande@example.org"], Purpose.SIGN_MINUTES)
    with clock.held(clock.now() + timedelta(days=31)), pytest.raises(LinkClosed):
        follow_link(found[rozenn.user.email], Purpose.SIGN_MINUTES)


def test_no_link_once_everybody_answered(review, maiwenn, rozenn):
    with pytest.raises(PermissionDenied):
        actions.send_signing_links(step=review.step, by=rozenn)
    review = sign_all(review, maiwenn)
    with pytest.raises(ActRefused, match="Plus personne"):
        actions.send_signing_links(step=review.step, by=maiwenn)
    assert not Link.objects.filter(purpose=Purpose.SIGN_MINUTES).exists()
