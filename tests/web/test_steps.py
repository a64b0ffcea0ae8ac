"""Appointments on screen: Maïwenn plans and tells, Rozenn reads, Zoé sees nothing."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from rebond.audit.models import Access
from rebond.core import clock
from rebond.pathways import actions
from rebond.pathways.models import PrivateNote
from rebond.pathways.states import StepState
from rebond.people.models import Membership

MONDAY = datetime(2019, 3, 18, 9, tzinfo=UTC)
ON_MONDAY = {
    "starts_at_date": "2019-03-18",
    "starts_at_time": "10:00",
    "duration_minutes": "60",
    "mode": "in_person",
}
NIR = "2 84 05 35 238 123 45"


@pytest.fixture(autouse=True)
def _the_day_of_entry(hold_clock):
    hold_clock(date(2019, 3, 11))


@pytest.fixture
def rdv1(pathway):
    return pathway.steps.get(spec__code="rdv1")


@pytest.fixture
def planned(rdv1, maiwenn):
    actions.plan_step(step=rdv1, starts_at=MONDAY, duration_minutes=60, place=None, by=maiwenn)
    return rdv1


@pytest.fixture
def missed(planned, maiwenn):
    with clock.held(MONDAY.replace(hour=17)):
        actions.report_step(step=planned, outcome=StepState.NO_SHOW, by=maiwenn)
    return planned


def url(name, step):
    return reverse(name, args=[step.pk])


def text_of(answer):
    return answer.content.decode().replace("&#x27;", "'")


def test_maiwenn_plans_in_the_programme_s_hours(sign_in, maiwenn, pathway, rdv1):
    client = sign_in(maiwenn)
    page = text_of(client.get(url("plan_step", rdv1)))
    assert 'value="2019-03-21"' in page  # the day the programme expects
    assert "Delphine Lavande" in page

    bge = pathway.version.list_items.get(code="bge")
    answer = client.post(url("plan_step", rdv1), {**ON_MONDAY, "place": bge.pk, "place_detail": "Salle 2"})

    assert answer.headers["Location"] == reverse("show_pathway", args=[pathway.pk])
    rdv1.refresh_from_db()
    assert rdv1.starts_at == MONDAY  # ten o'clock in Rennes
    assert (rdv1.state, rdv1.place, rdv1.place_detail) == (StepState.PLANNED, bge, "Salle 2")


def test_planning_again_says_why_not_and_loses_nothing(sign_in, maiwenn, planned):
    client = sign_in(maiwenn)
    answer = client.post(url("plan_step", planned), {**ON_MONDAY, "place_detail": "Chez elle"})
    assert answer.status_code == 422
    assert "est à l'état « Planifié »" in text_of(answer)
    assert "Chez elle" in text_of(answer)
    page = client.get(url("plan_step", planned), follow=True)
    assert page.redirect_chain == [(url("show_step", planned), 302)]
    assert "est à l'état « Planifié »" in text_of(page)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"starts_at_date": "2019-03-18", "starts_at_time": ""}, "Indiquez la date et l'heure."),
        ({"starts_at_date": "31/02/2019", "starts_at_time": "10:00"}, "n'existe pas dans le calendrier"),
        (
            {"starts_at_date": "2019-03-01", "starts_at_time": "10:00"},
            "ne peut pas précéder l'ouverture de la phase",
        ),
        ({"starts_at_date": "2019-03-31", "starts_at_time": "02:30"}, "2019-03-31 02:30"),
    ],
)
def test_a_date_that_cannot_be_is_told_beside_its_field(sign_in, maiwenn, rdv1, typed, said):
    answer = sign_in(maiwenn).post(url("plan_step", rdv1), {**ON_MONDAY, **typed, "place_detail": "Salle 2"})
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert "Salle 2" in text_of(answer)
    rdv1.refresh_from_db()
    assert rdv1.state == StepState.DUE


def test_a_place_outside_the_phase_cannot_be_sent(sign_in, maiwenn, pathway, rdv1):
    elsewhere = pathway.version.list_items.get(code="stress")  # an entry of another list
    assert not rdv1.phase.spec.places.filter(pk=elsewhere.pk).exists()
    answer = sign_in(maiwenn).post(url("plan_step", rdv1), {**ON_MONDAY, "place": elsewhere.pk})
    assert answer.status_code == 422
    assert "id_place_error" in text_of(answer)
    rdv1.refresh_from_db()
    assert rdv1.state == StepState.DUE


def test_a_joint_appointment_asks_who_comes_from_catalys(sign_in, maiwenn, cast, pathway):
    step = actions.add_step(pathway=pathway, kind="joint_appointment", label="Point salariat", by=maiwenn)
    client = sign_in(maiwenn)
    assert "Inès Mélisse (Catalys)" in text_of(client.get(url("plan_step", step)))
    assert client.post(url("plan_step", step), ON_MONDAY).status_code == 422
    ines = Membership.objects.get(user=cast.users["ines"])
    assert (
        client.post(url("plan_step", step), {**ON_MONDAY, "careers_consultant": ines.pk}).status_code == 302
    )
    pathway.refresh_from_db()
    assert pathway.careers_consultant == cast.users["ines"]


def test_the_day_being_chosen_is_shown_and_warned_of(sign_in, maiwenn, pathway, planned):
    rdv2 = pathway.steps.get(spec__code="rdv2")
    client = sign_in(maiwenn)
    busy = text_of(client.get(url("show_busy_day", rdv2), {**ON_MONDAY, "starts_at_time": "10:30"}))
    assert "Maïwenn Tilleul a déjà un rendez-vous de 10\u00a0h\u00a000 à 11\u00a0h\u00a000." in busy
    assert "Delphine Lavande" in busy
    saturday = text_of(client.get(url("show_busy_day", rdv2), {**ON_MONDAY, "starts_at_date": "2019-03-23"}))
    assert "Ce jour n'est pas travaillé" in saturday
    assert "Choisissez une date" in text_of(
        client.get(url("show_busy_day", rdv2), {"starts_at_date": "jamais"})
    )
    assert "Lundi 18 mars 2019" in text_of(
        client.get(url("show_busy_day", rdv2), {"starts_at_date": "2019-03-18"})
    )

    answer = client.post(url("plan_step", rdv2), {**ON_MONDAY, "starts_at_time": "10:30"}, follow=True)
    assert "a déjà un rendez-vous" in text_of(answer)  # warned, not refused
    rdv2.refresh_from_db()
    assert rdv2.state == StepState.PLANNED


def test_two_people_move_it_and_the_second_chooses(sign_in, maiwenn, loic, planned):
    moved = {
        "starts_at_time": "09:00",
        "duration_minutes": "60",
        "mode": "in_person",
        "revision": planned.revision,
    }
    sign_in(loic).post(url("move_step", planned), {**moved, "starts_at_date": "2019-03-19"})
    client = sign_in(maiwenn)
    second = client.post(url("move_step", planned), {**moved, "starts_at_date": "2019-03-20"})
    assert second.status_code == 422
    page = text_of(second)
    assert "Loïc Aubépine a enregistré" in page
    assert "19/03/2019" in page
    assert 'value="2019-03-20"' in page
    planned.refresh_from_db()
    assert clock.civil_date(planned.starts_at) == date(2019, 3, 19)

    form = second.context["form"]
    chosen = {**moved, "starts_at_date": "2019-03-20", "revision": form["revision"].value()}
    assert client.post(url("move_step", planned), chosen).status_code == 302
    planned.refresh_from_db()
    assert clock.civil_date(planned.starts_at) == date(2019, 3, 20)


def test_maiwenn_tells_what_happened_and_rozenn_reads_it(sign_in, hold_clock, maiwenn, rozenn, planned):
    hold_clock(MONDAY.replace(hour=17))
    told = {"outcome": "held", "shared_minutes": "Atelier visité.", "private_note": "Loyer à vérifier."}
    assert sign_in(maiwenn).post(url("report_step", planned), told).status_code == 302

    planned.refresh_from_db()
    assert (planned.state, planned.reported_by) == (StepState.HELD, maiwenn.user)
    assert PrivateNote.objects.get().organisation == maiwenn.organisation
    hers = text_of(sign_in(maiwenn).get(url("show_step", planned)))
    assert "Loyer à vérifier." in hers
    assert "A écrit une note privée" in hers

    client = sign_in(rozenn)
    page = text_of(client.get(url("show_step", planned)))
    assert "Atelier visité." in page
    assert "Loyer à vérifier." not in page
    assert "A écrit une note privée" not in page
    assert "Corriger" not in page
    assert Access.objects.filter(user=rozenn.user, page="show_step").count() == 1
    for name in ("report_step", "move_step", "correct_step_report", "cancel_step", "skip_step"):
        assert client.get(url(name, planned)).status_code == 403


def test_rozenn_writes_her_own_note_that_bge_does_not_read(sign_in, rozenn, maiwenn, planned):
    answer = sign_in(rozenn).post(url("write_private_note", planned), {"text": "Rappeler la CAF."})
    assert answer.status_code == 302
    assert "Rappeler la CAF." in text_of(sign_in(rozenn).get(url("show_step", planned)))
    assert "Rappeler la CAF." not in text_of(sign_in(maiwenn).get(url("show_step", planned)))


def test_telling_it_twice_shows_what_was_told(sign_in, maiwenn, loic, missed):
    answer = sign_in(loic).post(
        url("report_step", missed), {"outcome": "held", "shared_minutes": "Elle est venue."}
    )
    assert answer.status_code == 422
    page = text_of(answer)
    assert "Déjà enregistré par Maïwenn Tilleul" in page
    assert "Elle est venue." in page
    assert reverse("correct_step_report", args=[missed.pk]) in page


def test_a_social_security_number_is_refused_and_nothing_is_lost(sign_in, hold_clock, maiwenn, planned):
    hold_clock(MONDAY.replace(hour=17))
    told = {"outcome": "held", "shared_minutes": "Bon échange.", "private_note": f"Son numéro : {NIR}"}
    answer = sign_in(maiwenn).post(url("report_step", planned), told)
    assert answer.status_code == 422
    assert "numéro de sécurité sociale" in text_of(answer)
    assert "Bon échange." in text_of(answer)
    assert not PrivateNote.objects.exists()


def test_what_was_being_typed_is_found_again(sign_in, hold_clock, maiwenn, rdv1):
    client = sign_in(maiwenn)
    page = client.get(url("report_step", rdv1))
    typed = {
        "outcome": "held",
        "starts_at_date": "2019-03-11",
        "starts_at_time": "08:30",
        "shared_minutes": "À moitié",
    }
    client.post(reverse("save_draft", args=[page.context["draft_key"]]), typed)

    again = text_of(client.get(url("report_step", rdv1)))
    assert "Brouillon" in again
    assert "À moitié" in again
    assert 'value="08:30"' in again
    assert client.post(url("report_step", rdv1), typed).status_code == 302
    rdv1.refresh_from_db()
    assert rdv1.starts_at == datetime(2019, 3, 11, 7, 30, tzinfo=UTC)  # winter time in Rennes
    assert (
        "À moitié"
        not in text_of(client.get(url("report_step", rdv1), follow=True)).split("Compte rendu partagé")[0]
    )


def test_the_future_cannot_be_told(sign_in, maiwenn, planned):
    answer = sign_in(maiwenn).post(
        url("report_step", planned), {"outcome": "held", "shared_minutes": "Trop tôt."}
    )
    assert answer.status_code == 422
    assert "n'a pas encore eu lieu" in text_of(answer)
    assert "Trop tôt." in text_of(answer)


def test_a_review_that_took_place_is_told_with_its_decision(sign_in, maiwenn, pathway):
    review = pathway.steps.get(kind="tripartite_review")
    told = {"outcome": "held", "starts_at_date": "2019-03-11", "starts_at_time": "08:00"}
    assert sign_in(maiwenn).post(url("report_step", review), told).status_code == 422
    review.refresh_from_db()
    assert review.state == StepState.DUE


def test_an_absence_is_contested_and_its_history_says_so(sign_in, hold_clock, maiwenn, rozenn, missed):
    hold_clock(MONDAY + timedelta(days=1))
    client = sign_in(maiwenn)
    corrected = {"state": "held", "shared_minutes": "Venue.", "revision": missed.revision}
    refused = client.post(url("correct_step_report", missed), {**corrected, "reason": ""})
    assert refused.status_code == 422
    assert (
        client.post(
            url("correct_step_report", missed), {**corrected, "reason": "Erreur de ma part."}
        ).status_code
        == 302
    )
    page = text_of(sign_in(rozenn).get(url("show_step", missed)))
    assert "A corrigé : Absence → Honoré" in page
    assert "Erreur de ma part." in page
    assert missed.phase.steps.filter(spec=missed.spec).count() == 1


def test_dropping_needs_a_reason_then_it_can_come_back(sign_in, maiwenn, planned):
    client = sign_in(maiwenn)
    assert (
        client.post(url("skip_step", planned), {"reason": "", "revision": planned.revision}).status_code
        == 422
    )
    sent = {"reason": "Déjà vu.", "revision": planned.revision}
    assert client.post(url("skip_step", planned), sent).status_code == 302
    assert client.get(url("restore_step", planned)).status_code == 200
    assert client.post(url("restore_step", planned)).status_code == 302
    assert client.post(url("restore_step", planned)).status_code == 422
    planned.refresh_from_db()
    assert planned.state == StepState.DUE


def test_a_cancelled_appointment_is_to_plan_again(sign_in, maiwenn, planned):
    client = sign_in(maiwenn)
    sent = {"reason": "Salle prise.", "initiative": "business_adviser", "revision": planned.revision}
    assert client.post(url("cancel_step", planned), sent).status_code == 302
    again = client.post(url("cancel_step", planned), {**sent, "revision": planned.revision + 1})
    assert again.status_code == 422
    assert planned.phase.steps.get(spec=planned.spec, attempt=2).state == StepState.DUE


def test_tutoring_is_added_once_and_told_at_once(sign_in, maiwenn, pathway):
    client = sign_in(maiwenn)
    page = client.get(reverse("add_step", args=[pathway.pk]))
    sent = {
        "step_id": page.context["form"]["step_id"].value(),
        "kind": "tutoring",
        "label": "",
        "report": "1",
    }
    for _ in range(2):
        answer = client.post(reverse("add_step", args=[pathway.pk]), sent)
        assert answer.headers["Location"] == reverse("report_step", args=[sent["step_id"]])
    assert pathway.steps.get(kind="tutoring").label == "Tutorat"


def test_a_path_that_is_over_says_so(sign_in, maiwenn, pathway, planned):
    situation = {
        "activity_status": "unknown",
        "rsa_status": "unknown",
        "job_quality": "unknown",
        "exit_reason": "moved",
    }
    actions.record_exit(pathway=pathway, exited_on=date(2019, 3, 11), situation=situation, by=maiwenn)
    client = sign_in(maiwenn)
    answer = client.post(reverse("add_step", args=[pathway.pk]), {"kind": "tutoring", "step_id": planned.pk})
    assert answer.status_code == 422
    assert "Aucune phase n'est en cours" in text_of(answer)
    assert "n'est pas en cours" in text_of(client.post(url("restore_step", planned)))


NAMES = (
    "show_step",
    "plan_step",
    "show_busy_day",
    "move_step",
    "report_step",
    "correct_step_report",
    "cancel_step",
    "skip_step",
    "restore_step",
    "write_private_note",
)


def test_strangers_see_nothing(sign_in, zoe, zoe_adviser, karim, fatou, tanguy, planned):
    for somebody in (zoe, zoe_adviser, karim, fatou, tanguy):
        client = sign_in(somebody)
        for name in NAMES:
            assert client.get(url(name, planned)).status_code == 404, (somebody.label, name)
        assert client.get(reverse("add_step", args=[planned.pathway_id])).status_code == 404


def test_ines_reads_what_she_sits_at_but_not_bge_s_notes(sign_in, maiwenn, ines, cast, pathway, planned):
    assert sign_in(ines).get(url("show_step", planned)).status_code == 404
    step = actions.add_step(pathway=pathway, kind="joint_appointment", label="Point salariat", by=maiwenn)
    seat = Membership.objects.get(user=cast.users["ines"])
    actions.plan_step(
        step=step, starts_at=MONDAY, duration_minutes=60, place=None, by=maiwenn, careers_consultant=seat
    )
    actions.write_private_note(step=step, text="Entre nous à BGE.", by=maiwenn)
    page = text_of(sign_in(ines).get(url("show_step", step)))
    assert "Rendre compte" in page
    assert "Entre nous à BGE." not in page
    with clock.held(MONDAY.replace(hour=17)):
        assert sign_in(ines).post(url("report_step", step), {"outcome": "held"}).status_code == 302
