"""What nobody should send, and somebody will: each gets a sentence or a page that says no, never an error of ours."""

from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from rebond.core import clock
from rebond.drafts.models import Draft
from rebond.pathways import actions
from rebond.pathways.models import Referral, Step
from rebond.pathways.states import StepState
from tests.cohorts import Maker, Told

ENDLESS = "9" * 5000
IMPLAUSIBLE = "n'est pas vraisemblable : vérifiez l'année."


@pytest.fixture(autouse=True)
def _april_2019(hold_clock):
    hold_clock(date(2019, 4, 1))


def text_of(answer):
    return answer.content.decode().replace("&#x27;", "'")


def url(name, *args):
    return reverse(name, args=args)


# --- Numbers without end --------------------------------------------------------------


@pytest.mark.parametrize("holder", [ENDLESS, "99999999999999999999", "٣", "0"])
def test_the_caseload_of_nobody_is_empty(sign_in, loic, pathway, holder):
    answer = sign_in(loic).get(url("reassign_pathways"), {"de": holder})
    assert answer.status_code == 200
    assert "Delphine" not in text_of(answer)


@pytest.mark.parametrize("wanted", [ENDLESS, "99999999999999999999", "-1", "a", ""])
def test_nobody_enters_the_demo_as_nobody(db, settings, wanted):
    settings.DEMO_MODE = True
    assert Client().post(url("enter_as"), {"membership": wanted}).status_code == 404


# --- Dates that no path could live ------------------------------------------------------


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "31/12/9999", "1899-12-31"])
def test_a_step_is_not_planned_in_another_age(sign_in, maiwenn, pathway, day):
    step = pathway.steps.get(spec__code="rdv1")
    typed = {"starts_at_date": day, "starts_at_time": "10:00", "duration_minutes": "60", "mode": "in_person"}
    client = sign_in(maiwenn)
    answer = client.post(url("plan_step", step.pk), typed)
    assert answer.status_code == 422
    assert IMPLAUSIBLE in text_of(answer)
    assert client.get(url("show_busy_day", step.pk), typed).status_code == 200
    assert Step.objects.get(pk=step.pk).state == StepState.DUE


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_an_exit_of_another_age_is_previewed_and_refused(sign_in, maiwenn, pathway, day):
    client = sign_in(maiwenn)
    typed = {"exited_on": day, "exit_reason": "completed"}
    assert client.post(url("preview_exit", pathway.pk), typed).status_code == 200
    answer = client.post(url("record_exit", pathway.pk), typed)
    assert answer.status_code == 422
    assert IMPLAUSIBLE in text_of(answer)


def test_a_business_is_not_created_in_another_age(sign_in, maiwenn, pathway):
    typed = {"name": "Les Retouches", "created_on": "9999-12-31", "revision": pathway.business.revision}
    answer = sign_in(maiwenn).post(url("update_business", pathway.pk), typed)
    assert answer.status_code == 422
    assert IMPLAUSIBLE in text_of(answer)


# --- Identifiers chosen by the sender -----------------------------------------------------


def test_a_referral_cannot_take_the_identifier_of_another(sign_in, yann, referral):
    typed = {
        "referral_id": str(referral.pk),
        "person-last_name": "Iris",
        "person-first_name": "Basile",
        "business-name": "Iris Peinture",
        "notice_given": "on",
    }
    for question in referral.version.eligibility_questions.all():
        typed[f"eligibility-{question.code}"] = "yes"
    answer = sign_in(yann).post(url("refer_person"), typed)
    assert answer.status_code == 422
    assert "déjà été envoyé" in text_of(answer)
    assert Referral.objects.get().beneficiary.last_name == "Lavande"


def test_a_step_cannot_take_the_identifier_of_another(sign_in, maiwenn, pathway, cast):
    (other,) = Maker(cast).make(Told())
    taken = pathway.steps.get(spec__code="rdv1")
    kind = sign_in(maiwenn).get(url("add_step", other.pk)).context["form"].fields["kind"].choices[0][0]
    answer = sign_in(maiwenn).post(url("add_step", other.pk), {"step_id": str(taken.pk), "kind": kind})
    assert answer.status_code == 422
    assert "déjà été envoyé" in text_of(answer)
    assert Step.objects.get(pk=taken.pk).pathway == pathway


# --- Characters that are no letters -------------------------------------------------------


def test_a_control_character_does_not_break_the_export(sign_in, loic, pathway):
    person = pathway.beneficiary
    person.last_name = "Lavande\x0b\x01"
    person.save()
    answer = sign_in(loic).post(url("export_pathways"), {"format": "xlsx", "etat": "tous"})
    sheet = load_workbook(BytesIO(b"".join(answer.streaming_content))).active
    assert "Lavande" in [cell.value for cell in sheet["A"]]


def test_a_draft_keeps_what_any_database_can_hold(sign_in, rozenn, referral):
    client = sign_in(rozenn)
    answer = client.post(url("save_draft", "essai"), {"texte": "avant\x00après", "no\x00m": "x"})
    assert answer.status_code == 204
    assert Draft.objects.get(key="essai").data == {"texte": ["avantaprès"], "nom": ["x"]}
    assert client.post(url("save_draft", "a" * 101), {"texte": "x"}).status_code == 404
    assert Draft.objects.count() == 1


@pytest.mark.parametrize(("field", "typed"), [("postcode", "٣٥٠٠٠"), ("caf_number", "١٢٣٤٥٦٧")])
def test_digits_are_those_of_forms(sign_in, maiwenn, pathway, field, typed):
    person = pathway.beneficiary
    data = {"last_name": "Lavande", "first_name": "Delphine", "revision": person.revision, field: typed}
    answer = sign_in(maiwenn).post(url("update_beneficiary", pathway.pk), data)
    assert answer.status_code == 422
    person.refresh_from_db()
    assert getattr(person, field) != typed


# --- Words that would run -------------------------------------------------------------


SCRIPT = "<script>alert(1)</script>"
IMAGE = "\"'><img src=x onerror=alert(1)>"


def test_what_is_typed_is_never_run(sign_in, maiwenn, rozenn, loic, pathway):
    person, business = pathway.beneficiary, pathway.business
    person.last_name, person.first_name, person.city = SCRIPT, IMAGE, SCRIPT
    person.save()
    business.name, business.activity = IMAGE, SCRIPT
    business.save()
    step = pathway.steps.get(spec__code="rdv1")
    with clock.held(datetime(2019, 3, 20, 9, tzinfo=UTC)):
        at = datetime(2019, 3, 20, 8, tzinfo=UTC)
        actions.report_step(
            step=step,
            outcome=StepState.HELD,
            by=maiwenn,
            starts_at=at,
            shared_minutes=SCRIPT,
            private_note=IMAGE,
        )
    aim = actions.add_aim(pathway=pathway, label=IMAGE, by=maiwenn)
    actions.add_action(aim=aim, label=SCRIPT, owner="beneficiary", by=maiwenn)
    pages = [
        url("home"),
        url("list_pathways"),
        url("show_referral", pathway.referral_id),
        url("show_step", step.pk),
    ]
    sections = ("parcours", "rendez-vous", "plan", "entreprise", "orientation", "sortie")
    pages += [f"{url('show_pathway', pathway.pk)}?section={code}" for code in sections]
    pages += [
        url(name, pathway.pk) for name in ("decide", "record_exit", "update_beneficiary", "update_business")
    ]
    shown = 0
    for who in (maiwenn, rozenn):
        client = sign_in(who)
        for page in pages:
            answer = client.get(page, follow=True)
            shown += "&lt;script&gt;alert(1)" in answer.content.decode()
            assert "<script>alert" not in answer.content.decode(), page
            assert "<img src=x" not in answer.content.decode(), page
    assert shown > 10


def test_a_text_of_a_hundred_thousand_letters_is_refused(sign_in, maiwenn, pathway):
    step = pathway.steps.get(spec__code="rdv1")
    answer = sign_in(maiwenn).post(url("write_private_note", step.pk), {"text": "x" * 100_000})
    assert answer.status_code == 422
    assert step.private_notes.count() == 0


@pytest.mark.parametrize("amount", ["9" * 40, "9" * 5000, "1000000000000"])
def test_a_turnover_beyond_reason_is_told(sign_in, maiwenn, pathway, amount):
    typed = {"exited_on": "2019-04-01", "turnover_before_eur": amount, "turnover_before_months": "12"}
    client = sign_in(maiwenn)
    assert client.post(url("preview_exit", pathway.pk), typed).status_code == 200
    answer = client.post(url("record_exit", pathway.pk), typed)
    assert answer.status_code == 422
    assert "vérifiez les zéros" in text_of(answer)


# --- Sent twice, read by the next one ------------------------------------------------------


def test_a_referral_sent_twice_shows_the_first(sign_in, rozenn, programme):
    client = sign_in(rozenn)
    typed = {
        "referral_id": "00000000-0000-4000-8000-00000000000a",
        "person-last_name": "Iris",
        "person-first_name": "Basile",
        "business-name": "Iris Peinture",
        "notice_given": "on",
    }
    for question in programme.current_version().eligibility_questions.all():
        typed[f"eligibility-{question.code}"] = "yes"
    first, second = (client.post(url("refer_person"), typed) for _ in range(2))
    assert first.status_code == second.status_code == 302
    assert first.headers["Location"] == second.headers["Location"]
    assert Referral.objects.count() == 1


def test_no_browser_keeps_the_pages_of_who_has_left(sign_in, rozenn, pathway):
    client = sign_in(rozenn)
    for page in ("/", url("show_pathway", pathway.pk), url("list_pathways"), "/nulle-part/"):
        assert "no-store" in client.get(page).headers["Cache-Control"], page
    assert "no-store" in client.post(url("export_pathways"), {"format": "csv"}).headers["Cache-Control"]


def test_too_many_fields_are_refused_in_french(sign_in, rozenn):
    answer = sign_in(rozenn).post(url("check_free_text"), {f"champ-{n}": "x" for n in range(1100)})
    assert answer.status_code == 400
    assert "Cette demande n'est pas comprise" in text_of(answer)
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
