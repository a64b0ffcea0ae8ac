"""« Vivre sans le RSA »: Delphine tries on her telephone, keeps what she chooses, and nobody sees the rest."""

from datetime import date

import pytest
from django.urls import reverse

from rebond.audit.models import Entry
from rebond.simulation.models import Scenario
from rebond.web import exit_simulator
from rebond.web.portal import simulator
from tests.pathways.scenarios import save_scenario

NARROW = "\u202f"
TYPED = {
    "turnover": "900",
    "kind": "service_bic",
    "own_net_wages": "",
    "age": "42",
    "children_ages": "",
    "housing": "locataire",
    "housing_benefit": "180",
    "month": "2026-11",
}


@pytest.fixture(autouse=True)
def _november_2026(hold_clock) -> None:
    hold_clock(date(2026, 11, 20))


@pytest.fixture
def address() -> str:
    return reverse("simulate_own_exit")


def plain(text: str) -> str:
    return text.replace("&#x27;", "'")


def test_delphine_reads_it_in_words(enter, delphine, address):
    client = enter(delphine)
    home = plain(client.get(reverse("show_space")).text)
    assert "Vivre sans le RSA" in home
    assert address in home
    page = plain(client.post(address, TYPED).text)
    assert f"À 1{NARROW}130{NARROW}€ de chiffre d'affaires par mois, vous ne toucheriez plus le RSA." in page
    assert "Estimation : seule la CAF décide." in page
    assert page.index("vous ne toucheriez plus") < page.index('name="turnover"'), "the answer comes first"
    assert "htmx" not in page
    assert not Scenario.objects.exists()
    assert not Entry.objects.filter(verb__contains="scenario").exists()


def test_the_form_is_filled_from_her_file(enter, delphine, address):
    page = enter(delphine).get(address)
    assert page.context["form"].initial["kind"] == "service_bic"
    assert page.status_code == 200


def test_what_is_wrong_is_told_next_to_its_field(enter, delphine, address):
    answer = enter(delphine).post(address, {**TYPED, "children_ages": "30", "own_net_wages": "12,50"})
    assert answer.status_code == 422
    assert "Un enfant de 25 ans ou plus n'est plus compté au RSA" in plain(answer.text)
    assert "12,50" in answer.text


def test_she_keeps_a_try_then_forgets_it(enter, delphine, address):
    client = enter(delphine)
    kept = client.post(reverse("save_own_scenario"), {**TYPED, "label": "Comme en octobre"}, follow=True)
    scenario = Scenario.objects.get()
    assert "« Comme en octobre » est gardé." in plain(kept.text)
    assert Entry.objects.get(verb="save_scenario").role == "beneficiary"
    assert "Comme en octobre" in client.get(reverse("show_space")).text
    forget = reverse("delete_own_scenario", args=[scenario.pk])
    assert "est effacé" in client.post(forget, follow=True).text
    assert client.post(forget).status_code == 404
    assert not Scenario.objects.exists()


def test_a_name_is_needed_and_stays_hers(enter, delphine, address):
    client = enter(delphine)
    answer = client.post(reverse("save_own_scenario"), {**TYPED, "label": ""})
    assert answer.status_code == 422
    assert not Scenario.objects.exists()
    assert client.get(reverse("save_own_scenario")).status_code == 405


def test_gaspard_sees_and_touches_nothing_of_hers(enter, gaspard, pathway, maiwenn, address):
    scenario = save_scenario(pathway, by=maiwenn, label="Chez Delphine")
    client = enter(gaspard)
    assert "Chez Delphine" not in client.get(address, {"scenario": str(scenario.pk)}).text
    assert client.post(reverse("delete_own_scenario", args=[scenario.pk])).status_code == 404
    assert Scenario.objects.count() == 1


def test_nobody_without_a_session(client, address):
    for url in (address, reverse("save_own_scenario")):
        answer = client.post(url, TYPED)
        assert (answer.status_code, answer.url) == (302, reverse("enter_space"))


def test_while_the_engine_loads_she_is_told_to_try_again(enter, delphine, address, monkeypatch):
    for module in (exit_simulator, simulator):
        monkeypatch.setattr(module, "ready_engine", lambda: None)
    page = enter(delphine).post(address, TYPED).text
    assert "Le moteur de calcul démarre." in page
    assert "hx-post" not in page
    assert 'form="simulator-form"' in page
