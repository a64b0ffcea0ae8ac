"""The exit simulator on the file: Maïwenn tries with Delphine, keeps what Delphine agrees to keep."""

from datetime import date

import pytest
from django.core.cache import caches
from django.urls import reverse

from rebond.audit.models import Access, Entry
from rebond.pathways.models import Aim
from rebond.simulation import engines, study
from rebond.simulation.arithmetic import Arithmetic
from rebond.simulation.cases import read_case
from rebond.simulation.models import Scenario
from rebond.simulation.study import cache_key, study_of
from rebond.web import exit_simulator
from rebond.web.staff import simulator
from tests.pathways.scenarios import a_case, save_scenario
from tests.simulation.golden import GOLDEN

NARROW = "\u202f"
TYPED = {
    "turnover": "900",
    "kind": "service_bic",
    "own_net_wages": "",
    "age": "42",
    "children_ages": "",
    "housing": "locataire",
    "housing_benefit": "",
    "month": "2026-11",
}
KEPT = {**TYPED, "label": "Comme aujourd'hui", "has_consent": "on"}


@pytest.fixture(autouse=True)
def _today(hold_clock):
    hold_clock(date(2026, 11, 20))


@pytest.fixture
def address(pathway) -> str:
    return reverse("simulate_exit", args=[pathway.pk])


@pytest.fixture
def client(sign_in, maiwenn):
    return sign_in(maiwenn)


def text_of(answer) -> str:
    return answer.content.decode()


def test_words_come_first(client, address):
    page = text_of(client.post(address, TYPED))
    assert (
        f"À 1{NARROW}290{NARROW}€ de chiffre d'affaires par mois, vous ne toucheriez plus le RSA."
        in page.replace("&#x27;", "'")
    )
    assert f"il manque 390{NARROW}€, soit 43{NARROW}% de plus." in page
    assert f"Sur 100{NARROW}€ de chiffre d" in page
    assert "Estimation : seule la CAF décide." in page
    assert "Décret n° 2026-220" in page
    assert "ne remplace pas la déclaration trimestrielle" in page
    assert "Ce qui n&#x27;est pas compté" in page or "Ce qui n'est pas compté" in page


def test_amounts_are_rounded_to_five_euros(client, address):
    shown = client.post(address, TYPED).context["shown"]
    assert dict(shown.amounts) == {
        "Cotisations sociales": f"195{NARROW}€",
        "RSA": f"200{NARROW}€",
        "Prime d'activité": f"270{NARROW}€",
        "Ressources du foyer": f"1{NARROW}175{NARROW}€",
    }
    lines = {line.wages: (line.exit_at, line.total) for line in shown.wage_lines}
    assert lines[f"400{NARROW}€"] == (f"490{NARROW}€", f"1{NARROW}430{NARROW}€")
    assert lines[f"800{NARROW}€"][0] == "pas de RSA"
    assert [line.wages for line in shown.wage_lines if line.is_present] == [f"0{NARROW}€"]


def test_asking_keeps_nothing(client, address):
    client.post(address, {**TYPED, "children_ages": "7 et 11 ans", "couple": "on", "partner_net_wage": "500"})
    assert not Scenario.objects.exists()
    assert not Entry.objects.filter(verb__contains="scenario").exists()
    assert Access.objects.filter(page="simulate_exit").count() == 1


def test_the_page_opens_filled_from_the_file(client, address, pathway, maiwenn):
    form = client.get(address).context["form"]
    assert form.initial["kind"] == "service_bic"
    assert form.initial["age"] == "42"
    assert form.initial["month"] == "2026-11"
    scenario = save_scenario(pathway, by=maiwenn)
    answer = client.get(address, {"scenario": str(scenario.pk)})
    assert answer.context["shown"].headline.startswith("À 1")
    assert answer.context["form"].data["turnover"] == "900"
    assert "Scénario « Avec un mi-temps », tel qu" in text_of(answer)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"turnover": ""}, "Ce champ est obligatoire"),
        ({"turnover": "beaucoup"}, "Ce montant n'est pas compris"),
        ({"turnover": "-5"}, "supérieure ou égale à 0"),
        ({"children_ages": "7, bébé"}, "Écrivez des âges en années, par exemple 7, 11."),
        ({"children_ages": "26"}, "Un enfant de 25 ans ou plus n'est plus compté au RSA"),
        ({"children_ages": "1 2 3 4 5 6 7 8 9 10 11"}, "Le simulateur compte 10 enfants au plus"),
        ({"age": "12"}, "supérieure ou égale à 18"),
        ({"partner_net_wage": "500"}, "Un salaire du conjoint suppose de vivre en couple."),
        ({"couple": "on", "recently_isolated": "on"}, "Une personne en couple n'est pas isolée."),
        ({"asf_received": "on"}, "suppose un enfant à charge"),
        ({"month": "2030-01"}, "Sélectionnez un choix valide"),
        ({"kind": "agricole"}, "Sélectionnez un choix valide"),
    ],
)
def test_what_is_wrong_is_told_and_what_is_typed_stays(client, address, typed, told):
    answer = client.post(address, {**TYPED, "housing_benefit": "123,45", **typed})
    page = text_of(answer).replace("&#x27;", "'")
    assert answer.status_code == 422
    assert told in page
    assert "123,45" in page
    assert answer.context["shown"] is None


def test_htmx_is_given_the_answer_alone(client, address):
    answer = client.post(address, TYPED, headers={"HX-Request": "true"})
    assert "vous ne toucheriez plus le RSA" in text_of(answer)
    assert "<form" not in text_of(answer)
    wrong = client.post(address, {**TYPED, "turnover": ""}, headers={"HX-Request": "true"})
    assert (wrong.status_code, wrong["HX-Retarget"]) == (422, "#simulator")
    assert 'name="had_errors"' in text_of(wrong)
    again = client.post(address, {**TYPED, "had_errors": "1"}, headers={"HX-Request": "true"})
    assert (again.status_code, again["HX-Retarget"]) == (200, "#simulator")


def test_keeping_asks_for_the_person_s_agreement(client, address, pathway):
    save = reverse("save_scenario", args=[pathway.pk])
    refused = client.post(save, {**KEPT, "has_consent": ""})
    assert refused.status_code == 422
    assert "Demandez son accord à la personne" in text_of(refused)
    assert not Scenario.objects.exists()
    answer = client.post(save, KEPT)
    scenario = Scenario.objects.get()
    assert answer.url == f"{address}?scenario={scenario.pk}"
    client.post(save, KEPT)
    assert Scenario.objects.count() == 1
    twin = client.post(save, {**KEPT, "turnover": "1000"})
    assert twin.status_code == 422
    assert "Un autre scénario porte déjà ce nom" in text_of(twin)


def test_a_name_that_holds_a_social_security_number_is_refused(client, pathway):
    save = reverse("save_scenario", args=[pathway.pk])
    answer = client.post(save, {**KEPT, "label": "1 84 05 35 238 123 45"})
    assert answer.status_code == 422
    assert not Scenario.objects.exists()


def test_scenarios_are_compared_told_planned_and_removed(client, address, pathway, maiwenn):
    scenario = save_scenario(pathway, by=maiwenn)
    save_scenario(pathway, by=maiwenn, label="Avec 400 € de salaire", case=a_case(900, wages=400))
    page = text_of(client.get(address))
    assert page.count("droit de novembre 2026") >= 2
    assert "Avec 400 € de salaire" in page
    file_page = text_of(client.get(reverse("show_pathway", args=[pathway.pk]), {"section": "entreprise"}))
    assert "seule la CAF décide" in file_page
    planned = client.post(reverse("plan_scenario", args=[scenario.pk]))
    assert planned.url.endswith("?section=plan")
    assert Aim.objects.filter(pathway=pathway, label__startswith="Atteindre 1").exists()
    removed = client.post(reverse("delete_scenario", args=[scenario.pk]))
    assert removed.url == address
    assert client.post(reverse("delete_scenario", args=[scenario.pk])).status_code == 404
    assert Scenario.objects.count() == 1


def test_strangers_and_those_who_only_steer(sign_in, address, pathway, maiwenn, zoe, helene, rozenn, ines):
    scenario = save_scenario(pathway, by=maiwenn)
    addresses = [
        address,
        reverse("save_scenario", args=[pathway.pk]),
        reverse("plan_scenario", args=[scenario.pk]),
        reverse("delete_scenario", args=[scenario.pk]),
    ]
    for who, status in ((zoe, 404), (helene, 403)):
        client = sign_in(who)
        assert [client.post(each, KEPT).status_code for each in addresses] == [status] * 4
    assert sign_in(rozenn).post(address, TYPED).status_code == 200
    assert sign_in(ines).get(address).status_code == 404
    assert Scenario.objects.count() == 1


# --- Engines ------------------------------------------------------------------------------


def test_while_the_engine_loads_the_page_waits_and_the_form_is_there(client, address, monkeypatch):
    for module in (exit_simulator, simulator):
        monkeypatch.setattr(module, "ready_engine", lambda: None)
    page = client.post(address, TYPED)
    assert page.status_code == 200
    assert "Le moteur de calcul démarre." in text_of(page)
    assert "load delay:1500ms" in text_of(page)
    assert 'name="turnover"' in text_of(page)


def test_nothing_is_kept_while_the_engine_loads(client, pathway, monkeypatch):
    for module in (exit_simulator, simulator):
        monkeypatch.setattr(module, "ready_engine", lambda: None)
    answer = client.post(reverse("save_scenario", args=[pathway.pk]), KEPT)
    assert answer.status_code == 200
    assert "Le moteur de calcul démarre." in text_of(answer)
    assert not Scenario.objects.exists()


def test_without_openfisca_the_page_works_and_says_so(client, address, settings, monkeypatch):
    settings.SIMULATION_ENGINE = "openfisca"
    monkeypatch.setattr(engines.openfisca.util, "find_spec", lambda _name: None)
    page = text_of(client.post(address, TYPED))
    assert "vous ne toucheriez plus le RSA" in page
    assert "OpenFisca-France n&#x27;est pas utilisé sur cette installation" in page


def test_the_same_question_is_worked_out_once(client, address, monkeypatch):
    asked = []
    worked_out = study._worked_out
    monkeypatch.setattr(study, "_worked_out", lambda *args: asked.append(1) or worked_out(*args))
    for _ in range(3):
        client.post(address, TYPED)
    assert len(asked) == 1


def test_a_key_of_the_cache_tells_nothing():
    engine = Arithmetic()
    cases = [read_case(golden.case) for golden in GOLDEN]
    keys = [cache_key(case, engine) for case in cases]
    # The irregular quarter is another question, with the same answer.
    assert len(set(keys)) == len(keys)
    assert all(len(key) == 64 and set(key) <= set("0123456789abcdef") for key in keys)
    found = study_of(cases[0], engine=engine)
    assert caches["simulations"].get(keys[0]) == found


def test_the_chart_is_drawn_and_told_in_a_table(client, address):
    shown = client.post(address, {**TYPED, "housing_benefit": "180", "own_net_wages": "100"}).context["shown"]
    chart = shown.chart
    assert [layer.code for layer in chart.layers] == ["business", "wages", "housing", "ppa", "rsa"]
    assert [mark.code for mark in chart.marks] == ["today", "exit"]
    assert len(chart.rows) == 12
    assert [row.note for row in chart.rows if row.note] == ["aujourd'hui"]
    for layer in chart.layers:
        corners = [tuple(map(float, corner.split(","))) for corner in layer.points.split()]
        assert all(chart.left <= x <= chart.right and chart.top <= y <= chart.ground for x, y in corners)


@pytest.mark.parametrize("turnover", ["0", "0,01", "50", "1290", "1291,38", "2500", "100000"])
def test_any_turnover_makes_a_page(client, address, turnover):
    assert client.post(address, {**TYPED, "turnover": turnover}).status_code == 200


def test_a_young_person_without_children_is_told_that_other_rules_apply(client, address):
    page = text_of(client.post(address, {**TYPED, "age": "22"}))
    assert "Avant 25 ans et sans enfant, le RSA suit d&#x27;autres règles" in page
