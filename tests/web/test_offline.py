"""The door of what was written without network: it joins the file once, nothing is lost, nothing leaks."""

import io
import json
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from rebond.audit.models import Access
from rebond.core import clock
from rebond.drafts import store
from rebond.drafts.models import Arrival, Draft
from rebond.filing.models import Piece
from rebond.pathways import actions
from rebond.pathways.models import PrivateNote
from rebond.pathways.states import StepState
from rebond.people.models import Membership
from rebond.web.staff.offline_waiting import arrivals_to_settle
from rebond.worker.loop import run_pending

MONDAY = datetime(2019, 3, 18, 9, tzinfo=UTC)
ITEM = UUID("00000000-0000-4000-8000-0000000000aa")
ANSWERS = {"outcome": ["held"], "shared_minutes": ["Vu l'atelier."], "private_note": ["Revoir les prix."]}
NIR = "2 84 05 35 238 123 45"


@pytest.fixture
def visit(pathway, maiwenn, hold_clock):
    step = pathway.steps.get(spec__code="rdv1")
    hold_clock(date(2019, 3, 11))
    actions.plan_step(step=step, starts_at=MONDAY, duration_minutes=60, place=None, by=maiwenn)
    hold_clock(MONDAY.replace(hour=17))
    return step


def item_of(step, by, *, answers=None, **changes):
    """What the device sends."""
    membership = Membership.objects.get(user=by.user, organisation=by.organisation, role=by.role)
    return {
        "item": str(ITEM),
        "kind": "report",
        "thing": str(step.pk),
        "part": "",
        "membership": membership.pk,
        "taken": {"starts_at": MONDAY.isoformat()},
        "typed_at": MONDAY.replace(hour=10).isoformat(),
        "answers": answers or ANSWERS,
        **changes,
    }


def send(client, item):
    return client.post(reverse("send_item"), json.dumps(item), content_type="application/json")


def give_to(pathway, other, *, by):
    actions.reassign_pathways(pathways=[pathway], seat="adviser", to=other.user.memberships.get(), by=by)


def settle_url(item=ITEM):
    return reverse("settle_arrival", args=[item])


def text_of(answer):
    return answer.content.decode().replace("&#x27;", "'")


# --- Taking along --------------------------------------------------------------------


def test_what_is_taken_along_is_little_and_it_is_a_reading(sign_in, maiwenn, visit):
    store.save_draft(
        user=maiwenn.user, key=f"compte-rendu-{visit.pk}", data={"shared_minutes": ["Commencé au bureau."]}
    )
    [taken] = sign_in(maiwenn).get(reverse("take_step", args=[visit.pk])).json()["items"]
    assert taken["person"] == "Delphine Lavande"
    assert taken["taken"] == {"starts_at": "2019-03-18T09:00:00+00:00"}
    assert taken["answers"] == {"shared_minutes": ["Commencé au bureau."]}
    assert not {"phone", "caf_number", "birth_date", "email"} & set(taken)
    assert Access.objects.get(page="take_step").user == maiwenn.user


def test_a_day_is_one_s_own_appointments(sign_in, maiwenn, karim, visit):
    address = reverse("take_day", args=["2019-03-18"])
    [taken] = sign_in(maiwenn).get(address).json()["items"]
    assert taken["thing"] == str(visit.pk)
    assert sign_in(karim).get(address).json()["items"] == []
    assert sign_in(maiwenn).get(reverse("take_day", args=["2019-03-19"])).json()["items"] == []
    assert sign_in(maiwenn).get(reverse("take_day", args=["lundi"])).status_code == 404


def test_the_agenda_offers_the_next_day_out(sign_in, maiwenn, visit, hold_clock):
    hold_clock(date(2019, 3, 15))
    assert "#emporter/jour/2019-03-18" in text_of(sign_in(maiwenn).get(reverse("show_agenda")))


def test_zoe_takes_nothing_along(sign_in, zoe_adviser, visit):
    assert sign_in(zoe_adviser).get(reverse("take_step", args=[visit.pk])).status_code == 404


def test_rozenn_reads_the_step_and_does_not_report_it(sign_in, rozenn, visit):
    assert sign_in(rozenn).get(reverse("take_step", args=[visit.pk])).status_code == 403


def test_a_review_and_a_step_without_date_are_not_taken_along(sign_in, maiwenn, pathway, visit):
    for code, words in (("tripartite", "se tient en ligne"), ("rdv2", "n'est pas un rendez-vous à venir")):
        step = pathway.steps.get(spec__code=code)
        answer = sign_in(maiwenn).get(reverse("take_step", args=[step.pk]))
        assert answer.status_code == 409
        assert words in answer.json()["message"]


# --- Coming back ---------------------------------------------------------------------


def test_what_was_written_on_site_joins_the_file(sign_in, maiwenn, visit):
    answer = send(sign_in(maiwenn), item_of(visit, maiwenn))
    assert answer.status_code == 200
    assert answer.json() == {"url": reverse("show_step", args=[visit.pk])}
    visit.refresh_from_db()
    assert (visit.state, visit.shared_minutes) == (StepState.HELD, "Vu l'atelier.")
    assert PrivateNote.objects.get(step=visit).text == "Revoir les prix."
    assert not Draft.objects.exists()


def test_sent_again_after_a_lost_answer_it_changes_nothing(sign_in, maiwenn, visit):
    client = sign_in(maiwenn)
    first, again = (send(client, item_of(visit, maiwenn)) for _ in range(2))
    assert (again.status_code, again.json()) == (200, first.json())
    assert PrivateNote.objects.count() == 1
    assert Arrival.objects.count() == 1


def test_written_further_after_a_lost_answer_it_is_shown_side_by_side(sign_in, maiwenn, visit):
    client = sign_in(maiwenn)
    send(client, item_of(visit, maiwenn))
    further = {**ANSWERS, "shared_minutes": ["Vu l'atelier, et la réserve."]}
    answer = send(client, item_of(visit, maiwenn, answers=further))
    assert (answer.status_code, answer.json()["url"]) == (409, settle_url())
    visit.refresh_from_db()
    assert visit.shared_minutes == "Vu l'atelier."


def test_faults_come_back_next_to_their_field_and_nothing_is_done(sign_in, maiwenn, visit):
    faulty = {"outcome": [""], "shared_minutes": [f"Son numéro : {NIR}"], "began_at": ["25:00"]}
    answer = send(sign_in(maiwenn), item_of(visit, maiwenn, answers=faulty))
    assert answer.status_code == 422
    assert set(answer.json()["errors"]) == {"outcome", "shared_minutes", "began_at"}
    assert not Arrival.objects.exists()
    assert not Draft.objects.exists()


def test_what_the_act_refuses_comes_back_too(sign_in, maiwenn, visit):
    odd = {**ANSWERS, "began_at": ["11:00"], "ended_at": ["10:00"]}
    answer = send(sign_in(maiwenn), item_of(visit, maiwenn, answers=odd))
    assert answer.status_code == 422
    assert answer.json()["errors"] == {"ended_at": ["La fin vient après le début."]}
    assert send(sign_in(maiwenn), item_of(visit, maiwenn)).status_code == 200  # mended, under the same number


def test_zoe_sends_nothing_into_somebody_else_s_file(sign_in, zoe_adviser, visit):
    answer = send(sign_in(zoe_adviser), item_of(visit, zoe_adviser))
    assert answer.status_code == 404
    assert "Lavande" not in text_of(answer)
    visit.refresh_from_db()
    assert visit.state == StepState.PLANNED


def test_a_file_that_was_given_to_somebody_else_is_said_and_leaks_nothing(
    sign_in, maiwenn, karim, loic, pathway, visit
):
    give_to(pathway, karim, by=loic)
    answer = send(sign_in(maiwenn), item_of(visit, maiwenn))
    assert answer.status_code == 404
    assert "n'est plus ouvert pour vous" in answer.json()["message"]
    assert not Draft.objects.exists()  # it stays on the device


def test_a_step_that_is_gone(sign_in, maiwenn, visit):
    assert send(sign_in(maiwenn), item_of(visit, maiwenn, thing=str(uuid4()))).status_code == 404


def test_somebody_else_s_membership_gives_no_role(sign_in, maiwenn, zoe_adviser, visit):
    others = item_of(visit, maiwenn)["membership"]
    answer = send(sign_in(zoe_adviser), item_of(visit, zoe_adviser, membership=others))
    assert answer.status_code == 404


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"pas du json",
        b"[]",
        b"null",
        b"\xff\xfe",
        b'{"item": 1}',
        b"[" * 5000,
        json.dumps({"item": str(ITEM), "kind": "report"}).encode(),
    ],
)
def test_garbage_is_refused(sign_in, maiwenn, visit, body):
    answer = sign_in(maiwenn).post(reverse("send_item"), body, content_type="application/json")
    assert answer.status_code == 400


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "autre"},
        {"taken": {}},
        {"taken": {"starts_at": "hier"}},
        {"taken": ["starts_at"]},
        {"typed_at": "2019-03-18T10:00:00"},
        {"typed_at": "9999-99-99"},
        {"membership": None},
        {"answers": {"outcome": "held"[:1] and 3}},
        {"answers": {"outcome": [{"a": 1}]}},
        {"answers": {"shared_minutes": ["a\x00b"]}},
        {"thing": "../etc"},
    ],
)
def test_odd_items_are_refused(sign_in, maiwenn, visit, change):
    assert send(sign_in(maiwenn), item_of(visit, maiwenn, **change)).status_code == 400


def test_too_much_is_refused(sign_in, maiwenn, visit):
    long = {**ANSWERS, "shared_minutes": ["a" * 250_000]}
    assert send(sign_in(maiwenn), item_of(visit, maiwenn, answers=long)).status_code == 413


def test_the_session_ended_meanwhile(client, visit, maiwenn):
    answer = client.post(
        reverse("send_item"), b"{}", content_type="application/json", headers={"X-CSRFToken": "a"}
    )
    assert answer.status_code == 401


def test_arrivals_are_forgotten_with_drafts(sign_in, maiwenn, visit):
    send(sign_in(maiwenn), item_of(visit, maiwenn))
    with clock.held(date(2019, 6, 1)):
        run_pending()
    assert not Arrival.objects.exists()


# --- Photos --------------------------------------------------------------------------


def send_photos(client, step, by, *contents):
    membership = Membership.objects.get(user=by.user, organisation=by.organisation, role=by.role)
    photos = [SimpleUploadedFile(f"{n}.jpg", content, "image/jpeg") for n, content in enumerate(contents)]
    address = reverse("send_photos", args=[step.pk])
    return client.post(address, {"membership": str(membership.pk), "photos": photos})


def photo(colour):
    content = io.BytesIO()
    Image.new("RGB", (60, 40), colour).save(content, "JPEG")
    return content.getvalue()


def test_photos_join_the_pieces_of_the_file_once(sign_in, maiwenn, visit):
    client = sign_in(maiwenn)
    for _ in range(2):
        assert send_photos(client, visit, maiwenn, photo("red"), photo("blue")).status_code == 200
    piece = Piece.objects.get()
    assert (piece.step, piece.audience, piece.organisation) == (visit, "organisation", maiwenn.organisation)


def test_what_is_no_photo_comes_back_with_a_sentence(sign_in, maiwenn, visit):
    answer = send_photos(sign_in(maiwenn), visit, maiwenn, b"du texte")
    assert answer.status_code == 422
    assert answer.json()["errors"]["__all__"]
    assert send_photos(sign_in(maiwenn), visit, maiwenn).status_code == 400
    assert not Piece.objects.exists()


def test_zoe_sends_no_photo(sign_in, zoe_adviser, visit):
    assert send_photos(sign_in(zoe_adviser), visit, zoe_adviser, photo("red")).status_code == 404
    assert not Piece.objects.exists()


# --- Both sides ----------------------------------------------------------------------


@pytest.fixture
def told(visit, loic):
    """Loïc told it first, from the office."""
    actions.report_step(step=visit, outcome=StepState.NO_SHOW, shared_minutes="Personne.", by=loic)
    return visit


@pytest.fixture
def conflict(sign_in, maiwenn, told):
    client = sign_in(maiwenn)
    answer = send(client, item_of(told, maiwenn))
    assert (answer.status_code, answer.json()["url"]) == (409, settle_url())
    return client


def test_both_sides_are_shown_and_nothing_is_lost(conflict, maiwenn, loic):
    page = text_of(conflict.get(settle_url()))
    for words in ("Personne.", str(loic.user), "Vu l'atelier.", "Revoir les prix.", "Ce que vous gardez"):
        assert words in page
    [task] = arrivals_to_settle(maiwenn, None).tasks
    assert task.url_pk == ITEM
    assert reverse("settle_arrival", args=[task.url_pk]) in text_of(conflict.get(reverse("home")))


def test_a_conflict_sent_again_is_the_same_conflict(conflict, maiwenn, told):
    assert send(conflict, item_of(told, maiwenn)).status_code == 409
    assert Draft.objects.count() == 1


def test_one_s_own_side_is_kept(conflict, told):
    form = {
        "outcome": "site",
        "shared_minutes": "site",
        "reason": "Elle était là.",
        "revision": told.revision,
    }
    told.refresh_from_db()
    answer = conflict.post(settle_url(), form | {"revision": told.revision})
    assert answer.status_code == 302
    told.refresh_from_db()
    assert (told.state, told.shared_minutes) == (StepState.HELD, "Vu l'atelier.")
    assert PrivateNote.objects.get(step=told).text == "Revoir les prix."
    assert conflict.get(settle_url()).status_code == 404


def test_minutes_are_kept_one_after_the_other(conflict, told):
    told.refresh_from_db()
    form = {"outcome": "file", "shared_minutes": "both", "reason": "Les deux.", "revision": told.revision}
    assert conflict.post(settle_url(), form).status_code == 302
    told.refresh_from_db()
    assert told.state == StepState.NO_SHOW
    assert told.shared_minutes.startswith("Personne.\n\nÉcrit sur place le 18/03/2019 à 11")
    assert told.shared_minutes.endswith("Vu l'atelier.")


def test_a_choice_is_asked_for(conflict, told):
    answer = conflict.post(settle_url(), {"reason": "", "revision": told.revision})
    assert answer.status_code == 422
    assert Draft.objects.count() == 1


def test_one_s_own_side_is_dropped_on_purpose_only(conflict, told):
    assert conflict.post(settle_url(), {"forget": "1"}).status_code == 302
    assert not Draft.objects.exists()
    told.refresh_from_db()
    assert told.shared_minutes == "Personne."


def test_the_conflict_is_its_author_s_alone(conflict, sign_in, loic, zoe_adviser):
    for other in (loic, zoe_adviser):
        assert sign_in(other).get(settle_url()).status_code == 404
        assert sign_in(other).post(settle_url(), {"forget": "1"}).status_code == 404
    assert Draft.objects.count() == 1


def test_the_file_given_to_somebody_else_hides_its_side(conflict, karim, loic, pathway):
    give_to(pathway, karim, by=loic)
    page = text_of(conflict.get(settle_url()))
    assert "Vu l'atelier." in page
    assert "Personne." not in page
    assert "Lavande" not in page


def test_a_visit_that_was_moved_goes_on_in_the_online_form(sign_in, maiwenn, visit):
    moved = MONDAY.replace(day=25)
    actions.move_step(
        step=visit, starts_at=moved, duration_minutes=60, place=None, by=maiwenn, seen_revision=None
    )
    client = sign_in(maiwenn)
    assert send(client, item_of(visit, maiwenn)).status_code == 409
    assert "a été déplacé" in text_of(client.get(settle_url()))
    answer = client.post(settle_url(), {"resume": "1"}, follow=True)
    assert answer.redirect_chain == [(reverse("report_step", args=[visit.pk]), 302)]
    assert "Vu l'atelier." in text_of(answer)


def test_a_visit_that_was_cancelled_leaves_a_private_note(sign_in, maiwenn, visit):
    actions.cancel_step(
        step=visit,
        reason="Grippe.",
        initiative="beneficiary",
        told_at=None,
        by=maiwenn,
        seen_revision=None,
    )
    client = sign_in(maiwenn)
    assert send(client, item_of(visit, maiwenn)).status_code == 409
    assert "n'attend plus de compte rendu" in text_of(client.get(settle_url()))
    assert client.post(settle_url(), {"note": "1"}).status_code == 302
    note = PrivateNote.objects.get(step=visit).text
    assert "Le rendez-vous a eu lieu" in note
    assert "Vu l'atelier." in note
    assert "Revoir les prix." in note


# --- The shell -----------------------------------------------------------------------


@pytest.mark.parametrize("name", ["show_offline_app", "show_no_network", "service_worker", "manifest"])
def test_what_devices_keep_names_nobody(client, sign_in, maiwenn, visit, name):
    visitors, hers = client.get(reverse(name)), sign_in(maiwenn).get(reverse(name))
    assert visitors.status_code == 200
    assert visitors.content == hers.content
    assert "Tilleul" not in text_of(hers)


def test_the_service_worker_answers_for_the_whole_site(client):
    answer = client.get("/service-worker.js")
    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert answer.headers["Cache-Control"] == "no-cache"
    kept = json.loads(
        answer.content.decode().split("\n", 1)[0].removeprefix("self.KEPT = ").removesuffix(";")
    )
    assert kept["pages"] == {"app": "/hors-connexion/", "noNetwork": "/hors-connexion/sans-reseau/"}
    page = text_of(client.get("/hors-connexion/"))
    asked = {part.split('"')[0] for part in page.split('"/static/')[1:]}
    assert {f"/static/{name}" for name in asked} <= set(kept["files"])


def test_each_owner_of_a_store_has_their_own_name(sign_in, maiwenn, karim):
    first, again, other = (
        sign_in(who).get(reverse("show_device_owner")).json() for who in (maiwenn, maiwenn, karim)
    )
    assert first["owner"] == again["owner"] != other["owner"]
    assert first["name"] == "Maïwenn Tilleul"


def test_the_application_can_be_installed(client):
    content = client.get(reverse("manifest")).json()
    assert (content["display"], content["lang"], content["start_url"]) == ("standalone", "fr", "/")
    assert {icon["sizes"] for icon in content["icons"]} >= {"192x192", "512x512"}
