"""Scenarios: kept with what they answered, told in words, taken to the plan, forgotten."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from rebond.audit.models import Entry
from rebond.core.acts import ActRefused
from rebond.finances.lines import lines_or_first
from rebond.pathways import actions
from rebond.pathways.actions.scenarios import MOST_SCENARIOS
from rebond.pathways.simulating import scenario_sentences, start_of
from rebond.people.actor import PersonActor
from rebond.simulation.engine import Household, Housing
from rebond.simulation.models import Scenario
from tests.pathways.scenarios import MONTH, a_case, save_scenario
from tests.pathways.world import SITUATION

NARROW = "\u202f"
FAMILY = Household(
    couple=True, children_ages=(6, 11), housing_benefit=380, partner_net_wage=500, housing=Housing.TENANT
)


def test_a_scenario_keeps_its_question_and_its_answer(pathway, maiwenn):
    scenario = save_scenario(pathway, by=maiwenn, case=a_case(400, household=FAMILY))
    scenario.refresh_from_db()
    assert scenario.case == a_case(400, household=FAMILY)
    assert (scenario.rsa_eur, scenario.exit_turnover_eur) == (
        round(scenario.rsa_eur, 2),
        scenario.exit_turnover_eur,
    )
    assert float(scenario.rsa_eur) == 321.99
    assert float(scenario.exit_turnover_eur) == 1031.97
    assert scenario.result.total == pytest.approx(2085.09, abs=0.01)
    assert scenario.saved_by == maiwenn.user
    assert "calcul interne" in scenario.engine


def test_the_person_keeps_one_too(pathway):
    delphine = PersonActor(pathway.beneficiary)
    scenario = save_scenario(pathway, by=delphine)
    assert scenario.saved_by is None
    entry = Entry.objects.get(verb="save_scenario")
    assert (entry.user, entry.role, entry.facts) == (None, "beneficiary", {})
    actions.delete_scenario(scenario=scenario, by=delphine)
    assert not Scenario.objects.exists()


def test_another_person_s_scenarios_are_not_theirs(pathway, maiwenn, cast):
    from tests.pathways.world import refer

    scenario = save_scenario(pathway, by=maiwenn)
    gaspard = PersonActor(refer(cast, cast.actor("rozenn"), 7).beneficiary)
    with pytest.raises(PermissionDenied):
        actions.delete_scenario(scenario=scenario, by=gaspard)
    with pytest.raises(PermissionDenied):
        save_scenario(pathway, by=gaspard)


def test_sent_twice_it_is_kept_once_and_a_name_is_used_once(pathway, maiwenn):
    first = save_scenario(pathway, by=maiwenn)
    assert save_scenario(pathway, by=maiwenn) == first
    with pytest.raises(ValidationError, match="Un autre scénario porte déjà ce nom"):
        save_scenario(pathway, by=maiwenn, case=a_case(1200))
    assert Scenario.objects.count() == 1
    assert Entry.objects.filter(verb="save_scenario").count() == 1


def test_there_are_never_too_many(pathway, maiwenn):
    for number in range(MOST_SCENARIOS):
        save_scenario(pathway, by=maiwenn, label=f"Essai {number}")
    with pytest.raises(ActRefused, match="8 scénarios sont déjà gardés"):
        save_scenario(pathway, by=maiwenn, label="Un de plus")


def test_forgetting_twice_is_forgetting_once(pathway, maiwenn):
    scenario = save_scenario(pathway, by=maiwenn)
    again = Scenario.objects.get()
    actions.delete_scenario(scenario=scenario, by=maiwenn)
    actions.delete_scenario(scenario=again, by=maiwenn)
    assert Entry.objects.filter(verb="delete_scenario").count() == 1


def test_the_exit_of_a_scenario_becomes_an_aim_once(pathway, maiwenn):
    scenario = save_scenario(pathway, by=maiwenn)
    aims = [actions.plan_scenario(pathway=pathway, scenario=scenario, by=maiwenn) for _ in range(2)]
    assert aims[0] == aims[1]
    assert aims[0].label == (
        f"Atteindre 1{NARROW}290{NARROW}€ de chiffre d'affaires par mois, seuil estimé de sortie du RSA"
    )
    assert Entry.objects.filter(verb="plan_scenario").count() == 1


def test_no_exit_makes_no_aim(pathway, maiwenn):
    scenario = save_scenario(pathway, by=maiwenn, case=a_case(900, wages=1000))
    with pytest.raises(ActRefused, match="n'a pas de seuil de sortie"):
        actions.plan_scenario(pathway=pathway, scenario=scenario, by=maiwenn)


def test_a_closed_path_keeps_no_more(pathway, maiwenn, hold_clock):
    scenario = save_scenario(pathway, by=maiwenn)
    hold_clock(date(2019, 10, 1))
    actions.record_exit(pathway=pathway, exited_on=date(2019, 10, 1), situation=SITUATION, by=maiwenn)
    for act in (
        lambda: save_scenario(pathway, by=maiwenn, label="Après"),
        lambda: actions.plan_scenario(pathway=pathway, scenario=scenario, by=maiwenn),
    ):
        with pytest.raises(ActRefused, match="Le parcours est terminé"):
            act()
    actions.delete_scenario(scenario=scenario, by=maiwenn)


def test_a_scenario_is_told_in_one_sentence(pathway, maiwenn):
    save_scenario(pathway, by=maiwenn, case=a_case(900, wages=400))
    (sentence,) = scenario_sentences(pathway)
    assert sentence == (
        f"« Avec un mi-temps » : avec 900{NARROW}€ de chiffre d'affaires et 400{NARROW}€ de salaire net par mois,"
        f" RSA 0{NARROW}€, prime d'activité 325{NARROW}€, ressources du foyer 1{NARROW}430{NARROW}€ ;"
        f" sortie du RSA à 490{NARROW}€ de chiffre d'affaires."
        " Estimation, droit de novembre 2026 : seule la CAF décide."
    )


def test_the_journal_names_no_fact_of_the_household(pathway, maiwenn):
    save_scenario(pathway, by=maiwenn, case=a_case(400, household=FAMILY))
    assert Entry.objects.get(verb="save_scenario").facts == {}


# --- What the simulator starts from ------------------------------------------------------


def test_it_starts_from_the_figures_declared(pathway, maiwenn, hold_clock):
    hold_clock(date(2026, 11, 20))
    for month, turnover in ((8, 800), (9, 1000), (10, 900)):
        day = date(2026, month, 1)
        turnovers = dict.fromkeys(lines_or_first(pathway.business), turnover)
        actions.declare_month(
            pathway=pathway, month=day, turnovers=turnovers, shared={"salaried_eur": 200}, by=maiwenn
        )
    start = start_of(pathway)
    assert start.values == {
        "month": MONTH,
        "kind": "service_bic",
        "turnover": 900,
        "own_net_wages": 200,
        "age": 42,
    }
    assert start.notes[0] == "Chiffre d'affaires : moyenne déclarée sur août, septembre et octobre 2026."


def test_missing_months_are_not_zero(pathway, hold_clock):
    hold_clock(date(2026, 11, 20))
    start = start_of(pathway)
    assert "turnover" not in start.values
    assert "Écrivez un chiffre d'affaires" in start.notes[0]


def test_the_household_of_the_last_scenario_is_proposed_and_not_its_figures(pathway, maiwenn, hold_clock):
    hold_clock(date(2026, 11, 20))
    save_scenario(pathway, by=maiwenn, case=a_case(400, household=FAMILY))
    values = start_of(pathway).values
    assert (values["children_ages"], values["couple"]) == ("6, 11", True)
    assert "turnover" not in values
    assert start_of(pathway, Scenario.objects.get()).values["turnover"] == 400


def test_outside_of_the_verified_months_the_nearest_one_is_proposed(pathway, hold_clock):
    hold_clock(date(2019, 6, 1))
    assert start_of(pathway).values["month"] == date(2025, 3, 1)
    hold_clock(date(2031, 6, 1))
    assert start_of(pathway).values["month"] == MONTH


def test_farming_is_left_to_choose(pathway, hold_clock):
    pathway.business.income_category = "farming"
    hold_clock(date(2026, 11, 20))
    assert "kind" not in start_of(pathway).values
