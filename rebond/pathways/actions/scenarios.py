"""Scenarios of the exit simulator: kept, compared, taken to the plan, and forgotten. Facts on the household live nowhere else."""

from django.db import transaction

from rebond.audit.journal import record
from rebond.core import clock
from rebond.core.acts import ActRefused
from rebond.pathways import policy
from rebond.pathways.locking import lock
from rebond.pathways.models import Aim, Pathway
from rebond.people.actor import Actor, Anybody
from rebond.simulation.engine import Case, Engine
from rebond.simulation.models import Scenario, scenario_from
from rebond.simulation.simulate import simulate
from rebond.simulation.words import aim_label

#: Beyond, nobody compares any more.
MOST_SCENARIOS = 8


@transaction.atomic
def save_scenario(*, pathway: Pathway, label: str, case: Case, engine: Engine, by: Anybody) -> Scenario:
    """Keep a case with its answer under a name; the same sent twice is kept once.

    Raises ActRefused when the path is closed, when the name is taken or when there are enough of them already.
    """
    lock(pathway)
    policy.require(by, "save_scenario", pathway)
    if pathway.is_closed:
        raise ActRefused("Le parcours est terminé : plus aucun scénario n'est gardé.")
    scenario = scenario_from(
        case=case,
        result=simulate(case, engine=engine),
        engine=f"{engine.name} {engine.version}",
        label=label.strip(),
        beneficiary=pathway.beneficiary,
    )
    kept = Scenario.objects.filter(beneficiary=pathway.beneficiary_id)
    if (same := kept.filter(label=scenario.label).first()) and same.case == scenario.case:
        return same
    if kept.count() >= MOST_SCENARIOS:
        raise ActRefused(f"{MOST_SCENARIOS} scénarios sont déjà gardés : retirez-en un d'abord.")
    scenario.saved_at, scenario.saved_by = clock.now(), by.user if isinstance(by, Actor) else None
    scenario.full_clean()
    scenario.save(force_insert=True)
    record("save_scenario", on=scenario, by=by, beneficiary_id=pathway.beneficiary_id)
    return scenario


@transaction.atomic
def delete_scenario(*, scenario: Scenario, by: Anybody) -> None:
    """Forget a scenario, and the facts on the household that it held; one already forgotten stays so."""
    policy.require(by, "delete_scenario", scenario)
    if not Scenario.objects.select_for_update().filter(pk=scenario.pk).exists():
        return
    record("delete_scenario", on=scenario, by=by, beneficiary_id=scenario.beneficiary_id)
    scenario.delete()


@transaction.atomic
def plan_scenario(*, pathway: Pathway, scenario: Scenario, by: Actor) -> Aim:
    """Make the exit of a scenario an aim of the action plan; twice is once. Raises ActRefused.

    It leaves the entry of the aim that it adds.
    """
    lock(pathway)
    policy.require(by, "plan_scenario", pathway)
    if scenario.beneficiary_id != pathway.beneficiary_id:
        raise ActRefused("Ce scénario est celui d'une autre personne.")
    if pathway.is_closed:
        raise ActRefused("Le parcours est terminé : le plan d'action ne change plus.")
    if scenario.exit_turnover_eur <= 0:
        raise ActRefused("Ce scénario n'a pas de seuil de sortie : il n'y a pas d'objectif à en tirer.")
    aim, is_new = Aim.objects.get_or_create(
        pathway=pathway, label=aim_label(scenario.result), defaults={"set_on": clock.today()}
    )
    if is_new:
        record(
            "plan_scenario", on=aim, by=by, beneficiary_id=pathway.beneficiary_id, scenario=str(scenario.pk)
        )
    return aim
