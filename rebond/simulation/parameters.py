"""The dated snapshot of the law's parameters (parameters.yaml), and the months for which it was verified.

`manage.py export_parameters` writes it from OpenFisca-France; a test compares both.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml

from rebond.core.dates import add_months

SNAPSHOT = Path(__file__).with_name("parameters.yaml")

_MINIMA = "prestations_sociales.solidarite_insertion.minima_sociaux"
_FAMILY = "prestations_sociales.prestations_familiales"
_GENERAL = f"{_FAMILY}.prestations_generales"
_WORKER = "prelevements_sociaux.professions_liberales.auto_entrepreneur"
_MICRO = "impot_revenu.calcul_revenus_imposables.rpns.micro.microentreprise"
#: Our name of each parameter, and its place in OpenFisca's tree.
PATHS = {
    "rsa.base": f"{_MINIMA}.rsa.rsa_m.montant_de_base_du_rsa",
    "rsa.least_paid": f"{_MINIMA}.rsa.rsa_maj.montant_minimum_verse",
    "rsa.second_person": f"{_MINIMA}.rsa.rsa_maj.maj_montant_max.couples_celibataire_avec_enfant",
    "rsa.third_person": f"{_MINIMA}.rsa.rsa_maj.maj_montant_max.couple_1_enfant_ou_2e_enfant",
    "rsa.further_child": f"{_MINIMA}.rsa.rsa_maj.maj_montant_max.par_enfant_supplementaire",
    "rsa.isolated_parent": f"{_MINIMA}.rsa.rsa_maj.majoration_isolement_en_base_rsa.femmes_enceintes",
    "rsa.isolated_child": f"{_MINIMA}.rsa.rsa_maj.majoration_isolement_en_base_rsa.par_enfant_a_charge",
    "rsa.isolated_child_age": f"{_MINIMA}.rsa.rsa_cond.majoration_isolement.age_limite_enfant",
    "rsa.child_age_limit": f"{_MINIMA}.rsa.rsa_cond.age_pac",
    "rsa.housing_1": f"{_MINIMA}.rsa.rsa_fl.forfait_logement.taux_1_personne",
    "rsa.housing_2": f"{_MINIMA}.rsa.rsa_fl.forfait_logement.taux_2_personnes",
    "rsa.housing_3": f"{_MINIMA}.rsa.rsa_fl.forfait_logement.taux_3_personnes_ou_plus",
    "rsa.asf_counted": f"{_MINIMA}.rsa.rsa_maj.forfait_asf.taux2",
    "ppa.base": f"{_MINIMA}.ppa.pa_m.montant_de_base",
    "ppa.least_paid": f"{_MINIMA}.ppa.pa_m.montant_minimum_verse",
    "ppa.age": f"{_MINIMA}.ppa.pa_cond.age_min",
    "ppa.second_person": f"{_MINIMA}.ppa.pa_m.majoration_montant_maximal.couples_seul_avec_enfant",
    "ppa.third_person": f"{_MINIMA}.ppa.pa_m.majoration_montant_maximal.couple_1_enfant_2e_enfant",
    "ppa.further_child": f"{_MINIMA}.ppa.pa_m.majoration_montant_maximal.par_enfant_supplementaire",
    "ppa.isolated_parent": f"{_MINIMA}.ppa.pa_m.majoration_isolement.femmes_enceintes",
    "ppa.isolated_child": f"{_MINIMA}.ppa.pa_m.majoration_isolement.par_enfant_charge",
    "ppa.housing_1": f"{_MINIMA}.ppa.pa_fl.taux_forfait_logement.foyer_1_personne",
    "ppa.housing_2": f"{_MINIMA}.ppa.pa_fl.taux_forfait_logement.foyer_2_personnes",
    "ppa.housing_3": f"{_MINIMA}.ppa.pa_fl.taux_forfait_logement.foyer_3_personnes",
    "ppa.kept": f"{_MINIMA}.ppa.pa_m.majoration_ressources_revenus_activite",
    "ppa.bonus_rate": f"{_MINIMA}.ppa.pa_m.bonification.taux_bonification_max",
    "ppa.bonus_from": f"{_MINIMA}.ppa.pa_m.bonification.seuil_bonification",
    "ppa.bonus_full_at": f"{_MINIMA}.ppa.pa_m.bonification.seuil_max_bonification",
    "smic.hourly": "marche_travail.salaire_minimum.smic.smic_b_horaire",
    "family.bmaf": f"{_FAMILY}.bmaf.bmaf",
    "family.crds": "prelevements_sociaux.contributions_sociales.crds",
    "family.child_age_limit": f"{_FAMILY}.def_pac.enfants.age_limite",
    "af.least_children": f"{_GENERAL}.af.af_cm.nb_enfants_min_pour_allocation",
    "af.second_child": f"{_GENERAL}.af.af_cm.taux.enf2",
    "af.further_child": f"{_GENERAL}.af.af_cm.taux.enf3",
    "af.older_child_age": f"{_GENERAL}.af.af_maj.maj_age_deux_enfants.age1",
    "af.older_child": f"{_GENERAL}.af.af_maj.maj_age_deux_enfants.taux1",
    "af.flat": f"{_GENERAL}.af.af_maj.majoration_enfants.allocation_forfaitaire.taux",
    "af.flat_age": f"{_GENERAL}.af.af_cm.age3",
    "af.flat_least_children": f"{_GENERAL}.af.af_maj.majoration_enfants.allocation_forfaitaire.nb_enfants_min",
    "cf.least_children": f"{_GENERAL}.cf.cf_cm.nombre_d_enfants_minimal",
    "cf.age_from": f"{_GENERAL}.cf.cf_cm.age_min",
    "cf.age_limit": f"{_GENERAL}.cf.cf_cm.age_max",
    "cf.base": f"{_GENERAL}.cf.cf_cm.complement_familial.taux_cf_base",
    "cf.raised": f"{_GENERAL}.cf.cf_cm.complement_familial.taux_cf_majore",
    "paje.rate": f"{_FAMILY}.petite_enfance.paje.paje_cm.montant.allocation_base_taux_plein.apres_2018.taux",
    "paje.age_limit": f"{_FAMILY}.petite_enfance.paje.paje_cm.age_limite_enfant_adopte_non",
    "asf.rate": f"{_FAMILY}.education_presence_parentale.asf.montant_asf.orphelin_assimile_seul_parent",
    "micro.vente.allowance": f"{_MICRO}.regime_micro_bic.marchandises.taux",
    "micro.service_bic.allowance": f"{_MICRO}.regime_micro_bic.services.taux",
    "micro.bnc.allowance": f"{_MICRO}.regime_micro_bnc.taux",
    "micro.vente.contribution": f"{_WORKER}.cotisations_prestations.vente",
    "micro.service_bic.contribution": f"{_WORKER}.cotisations_prestations.service_bic",
    "micro.bnc.contribution": f"{_WORKER}.cotisations_prestations.service",
    "micro.vente.training": f"{_WORKER}.formation_professionnelle.ventecom_chiffre_affaires",
    "micro.service_bic.training": f"{_WORKER}.formation_professionnelle.artisans_hors_alsace_chiffre_affaires",
    "micro.bnc.training": f"{_WORKER}.formation_professionnelle.professions_liberales_chiffre_affaires",
}


@dataclass(frozen=True)
class Value:
    """A parameter since one day, and the text that set it (empty when the source does not say)."""

    since: date
    value: float
    source: str = ""
    url: str = ""


@dataclass(frozen=True)
class Snapshot:
    version: str
    first_month: date
    last_month: date
    values: Mapping[str, tuple[Value, ...]]

    def at(self, name: str, month: date) -> Value:
        """The value in force on the first day of the month. Raises ValueError (in French) for a month not verified."""
        self.require_verified(month)
        return max((v for v in self.values[name] if v.since <= month), key=lambda v: v.since)

    def months(self) -> list[date]:
        """Every verified month, the newest first."""
        months = [self.last_month]
        while months[-1] > self.first_month:
            months.append(add_months(months[-1], -1))
        return months

    def require_verified(self, month: date) -> None:
        """Raises ValueError, in French, outside of the months for which the law was checked by hand."""
        if not self.first_month <= month <= self.last_month:
            raise ValueError(
                f"Le droit de {month_in_words(month)} n'a pas été vérifié : choisissez un mois de"
                f" {month_in_words(self.first_month)} à {month_in_words(self.last_month)}."
            )

    def sets(self, month: date) -> list[Value]:
        """What changed last before `month`: the RSA and the prime d'activité in force, each with its text."""
        return [self.at("rsa.base", month), self.at("ppa.base", month)]


#: As people write them.
MONTHS = {
    1: "janvier", 2: "février", 3: "mars", 4: "avril", 5: "mai", 6: "juin",
    7: "juillet", 8: "août", 9: "septembre", 10: "octobre", 11: "novembre", 12: "décembre",
}  # fmt: skip


def month_in_words(month: date) -> str:
    """« novembre 2026 »."""
    return f"{MONTHS[month.month]} {month.year}"


@cache
def snapshot() -> Snapshot:
    return read_snapshot(yaml.safe_load(SNAPSHOT.read_text(encoding="utf-8")))


def read_snapshot(document: Mapping[str, Any]) -> Snapshot:
    values = {
        name: tuple(
            Value(row["since"], float(row["value"]), row.get("source", ""), row.get("url", ""))
            for row in written["values"]
        )
        for name, written in document["parameters"].items()
    }
    for name, rows in values.items():
        if any(later.since <= sooner.since for sooner, later in pairwise(rows)):
            raise ValueError(f"{name}: values must be dated in rising order")
    return Snapshot(
        version=document["openfisca_france"],
        first_month=document["verified"]["first"],
        last_month=document["verified"]["last"],
        values=values,
    )


@cache
def scale_at(month: date) -> Mapping[str, float]:
    """Every parameter by its name, as it stood on the first day of that month."""
    known = snapshot()
    return {name: known.at(name, month).value for name in known.values}
