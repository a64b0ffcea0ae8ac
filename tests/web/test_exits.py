"""Leaving, on screen: Maïwenn records Delphine's exit; the follow-ups come after; mistakes are put right."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from rebond.audit.models import Access, Entry
from rebond.core import clock
from rebond.drafts.models import Draft
from rebond.messaging.models import Message
from rebond.pathways.models import FollowUp, Outcome
from rebond.pathways.models.outcome import FollowUpState
from rebond.pathways.states import PathwayState

TYPED = {
    "exited_on": "14/10/2019",
    "exit_reason": "completed",
    "activity_status": "combined",
    "job_quality": "lasting",
    "rsa_status": "out",
    "rsa_left_on": "01/10/2019",
    "turnover_before_eur": "8 000",
    "turnover_before_months": "9",
    "turnover_after_eur": "14 000,00 €",
    "turnover_after_months": "9",
    "comment": "Elle donne des cours de couture.",
}
REACHED = {
    "observed_on": "2020-04-20",
    "reached": "reached",
    "activity_status": "self_employed_only",
    "job_quality": "none",
    "rsa_status": "out",
    "comment": "Elle se verse un revenu.",
}


@pytest.fixture(autouse=True)
def _october_2019(hold_clock, pathway):
    hold_clock(date(2019, 10, 14))


@pytest.fixture
def address(pathway) -> str:
    return reverse("record_exit", args=[pathway.pk])


@pytest.fixture
def closed(sign_in, maiwenn, pathway, address):
    assert sign_in(maiwenn.user).post(address, TYPED).status_code == 302
    pathway.refresh_from_db()
    return pathway


# --- Recording ------------------------------------------------------------------


def test_the_screen_says_what_will_happen_and_preselects_no_situation(sign_in, maiwenn, address):
    page = sign_in(maiwenn.user).get(address).content.decode()
    assert "La phase Diagnostic se termine." in page
    assert "Suivi à 6 mois : le mardi 14 avril 2020." in page
    assert " checked" not in page
    assert Access.objects.get().page == "record_exit"


def test_maiwenn_records_the_exit_and_rozenn_is_told(closed, maiwenn):
    assert (closed.state, closed.exited_on) == (PathwayState.CLOSED, date(2019, 10, 14))
    outcome = Outcome.objects.get()
    assert (outcome.activity_status, outcome.rsa_status, outcome.job_quality) == (
        "combined",
        "out",
        "lasting",
    )
    assert (outcome.turnover_after_eur, outcome.turnover_after_months) == (Decimal("14000.00"), 9)
    assert [f.due_on for f in closed.follow_ups.all()] == [date(2020, 4, 14), date(2020, 10, 14)]
    assert Entry.objects.filter(verb="record_exit", user=maiwenn.user).count() == 1
    message = Message.objects.get(template="record_exit")
    assert message.address == "rozenn.genet@example.org"
    assert "Lavande" not in message.title + message.body


def test_the_preview_computes_and_judges_nothing_by_itself(sign_in, maiwenn, pathway):
    ask = reverse("preview_exit", args=[pathway.pk])
    client = sign_in(maiwenn.user)
    told = client.post(ask, TYPED).content.decode()
    assert "+ 75\u202f%" in told
    assert "compterait comme positive" in told
    assert "Sortie du RSA par l&#x27;activité indépendante" in told
    assert (
        "n&#x27;ont pas la même durée"
        in client.post(ask, {**TYPED, "turnover_after_months": "6"}).content.decode()
    )
    still = client.post(ask, {**TYPED, "rsa_status": "in", "rsa_left_on": ""}).content.decode()
    assert "ne compterait pas comme positive aujourd'hui" in still
    assert "positive" not in client.post(ask, {"activity_status": "unknown"}).content.decode()
    assert "Suivi à" not in client.post(ask, {**TYPED, "exit_reason": "death"}).content.decode()
    pathway.refresh_from_db()
    assert pathway.state == PathwayState.OPEN


@pytest.mark.parametrize(
    ("change", "field", "told"),
    [
        ({"exited_on": "15/10/2019"}, "exited_on", "La sortie ne peut pas être dans le futur."),
        (
            {"exited_on": "10/03/2019"},
            "exited_on",
            "précéder le dernier événement du parcours, le 11/03/2019.",
        ),
        ({"activity_status": ""}, "activity_status", "Ce champ est obligatoire."),
        ({"job_quality": "none"}, "job_quality", "Une personne salariée a un emploi : précisez lequel."),
        (
            {"turnover_before_months": ""},
            "turnover_before_months",
            "sur combien de mois porte le chiffre d&#x27;affaires avant",
        ),
        ({"turnover_after_eur": "beaucoup"}, "turnover_after_eur", "Ce montant n&#x27;est pas compris."),
        ({"rsa_status": "in"}, "rsa_left_on", "mais la personne n&#x27;en est pas sortie."),
        ({"comment": "NIR 184053523811247"}, "comment", "contient un numéro de sécurité sociale"),
    ],
)
def test_mistakes_are_told_beside_their_field_and_nothing_is_lost(
    sign_in, maiwenn, pathway, address, change, field, told
):
    answer = sign_in(maiwenn.user).post(address, {**TYPED, **change})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert told in page
    assert f'href="#id_{field}"' in page
    assert 'value="8 000"' in page
    pathway.refresh_from_db()
    assert pathway.state == PathwayState.OPEN
    assert Outcome.objects.count() == 0


def test_leaving_twice_is_refused(sign_in, maiwenn, closed, address):
    client = sign_in(maiwenn.user)
    again = client.post(address, TYPED)
    assert again.status_code == 422
    assert "est à l&#x27;état « Terminé »" in again.content.decode()
    assert "Ce parcours est déjà terminé." in client.get(address, follow=True).content.decode()
    assert (Outcome.objects.count(), FollowUp.objects.count()) == (1, 2)


def test_the_draft_of_an_exit_survives(sign_in, maiwenn, pathway, address):
    sign_in(maiwenn.user).post(reverse("save_draft", args=[f"record-exit-{pathway.pk}"]), TYPED)
    client = sign_in(maiwenn.user)
    page = client.get(address).content.decode()
    assert "Brouillon de 09\u00a0h\u00a000 repris" in page
    assert "Elle donne des cours de couture." in page
    assert page.count(" checked") == 4
    client.post(address, TYPED)
    assert Draft.objects.count() == 0


def test_strangers_and_colleagues(sign_in, zoe_adviser, karim, rozenn, helene, closed):
    for name in ("record_exit", "preview_exit", "correct_exit"):
        address = reverse(name, args=[closed.pk])
        for who, status in ((zoe_adviser, 404), (karim, 404), (rozenn, 403), (helene, 403)):
            assert sign_in(who).post(address, TYPED).status_code == status
    follow_up = reverse("record_follow_up", args=[closed.follow_ups.first().pk])
    for who, status in ((zoe_adviser, 404), (karim, 404), (helene, 403)):
        assert sign_in(who).post(follow_up, REACHED).status_code == status
    assert Entry.objects.filter(verb__in=["correct_exit", "record_follow_up"]).count() == 0


# --- Putting right ----------------------------------------------------------------


@pytest.fixture
def corrected():
    kept = {name: value for name, value in TYPED.items() if name != "exited_on"}
    return {**kept, "revision": "1", "job_quality": "transition", "reason": "Le contrat est de quatre mois."}


def test_an_exit_is_put_right_with_a_reason_that_is_kept(sign_in, maiwenn, closed, corrected):
    address = reverse("correct_exit", args=[closed.pk])
    client = sign_in(maiwenn.user)
    assert 'value="8000,00"' in client.get(address).content.decode()
    assert "obligatoire" in client.post(address, {**corrected, "reason": ""}).content.decode()
    assert client.post(address, corrected).status_code == 302
    outcome = Outcome.objects.get()
    assert (outcome.job_quality, outcome.correction_reason) == (
        "transition",
        "Le contrat est de quatre mois.",
    )
    facts = Entry.objects.get(verb="correct_exit").facts
    assert (facts["before"]["job_quality"], facts["after"]["job_quality"]) == ("lasting", "transition")
    assert "contrat" not in str(facts)


def test_two_people_put_it_right_and_the_second_chooses(sign_in, maiwenn, loic, closed, corrected):
    address = reverse("correct_exit", args=[closed.pk])
    sign_in(loic).post(address, corrected)
    client = sign_in(maiwenn.user)
    second = client.post(address, {**corrected, "job_quality": "lasting", "comment": "Contrat prolongé."})
    page = second.content.decode()
    assert second.status_code == 422
    assert "Quelqu&#x27;un d&#x27;autre a modifié cette fiche" in page
    assert "Emploi de transition" in page
    assert "Contrat prolongé." in page
    assert Outcome.objects.get().job_quality == "transition"
    client.post(address, {**corrected, "job_quality": "lasting", "revision": "2"})
    assert Outcome.objects.get().job_quality == "lasting"


def test_nothing_to_put_right_before_the_exit(sign_in, maiwenn, pathway, corrected):
    address = reverse("correct_exit", args=[pathway.pk])
    page = sign_in(maiwenn.user).post(address, corrected, follow=True).content.decode()
    assert "enregistrez d&#x27;abord la sortie" in page
    assert Outcome.objects.count() == 0


# --- Following up -----------------------------------------------------------------


@pytest.fixture
def six_months(closed) -> FollowUp:
    return closed.follow_ups.get(months=6)


def test_rozenn_follows_up_six_months_later(sign_in, rozenn, six_months):
    address = reverse("record_follow_up", args=[six_months.pk])
    client = sign_in(rozenn.user)
    with clock.held(date(2020, 4, 20)):
        page = client.get(address).content.decode()
        assert "Attendu le mardi 14 avril 2020." in page
        assert " checked" not in page
        assert client.post(address, REACHED).status_code == 302
        assert (
            client.post(address, {**REACHED, "comment": "Tout va bien."}).status_code == 302
        )  # the latest word stands
        assert client.get(address).content.decode().count(" checked") == 4
    six_months.refresh_from_db()
    assert (six_months.state, six_months.observed_on) == (FollowUpState.DONE, date(2020, 4, 20))
    assert (six_months.activity_status, six_months.comment) == ("self_employed_only", "Tout va bien.")


def test_somebody_who_cannot_be_reached_is_not_somebody_without_a_situation(sign_in, maiwenn, six_months):
    address = reverse("record_follow_up", args=[six_months.pk])
    with clock.held(date(2020, 4, 20)):
        client = sign_in(maiwenn.user)
        assert client.post(address, {"observed_on": "2020-04-20", "reached": "reached"}).status_code == 422
        typed = {"observed_on": "2020-04-20", "reached": "unreachable", "comment": "Trois appels."}
        assert client.post(address, typed).status_code == 302
    six_months.refresh_from_db()
    assert (six_months.state, six_months.activity_status) == (FollowUpState.UNREACHABLE, "unknown")


@pytest.mark.parametrize("day", ["2019-10-13", "2020-04-21"])
def test_a_follow_up_is_seen_between_the_exit_and_today(sign_in, maiwenn, six_months, day):
    address = reverse("record_follow_up", args=[six_months.pk])
    with clock.held(date(2020, 4, 20)):
        answer = sign_in(maiwenn.user).post(address, {**REACHED, "observed_on": day})
    assert "Le suivi se constate entre la sortie et aujourd&#x27;hui." in answer.content.decode()
    assert 'href="#id_observed_on"' in answer.content.decode()
