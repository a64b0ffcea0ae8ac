"""OpenFisca-France behind our face: the only module that imports it, and only once it is asked for.

Facts are stated rather than derived (thirty times faster): see docs/algorithms/rsa-exit.md and ADR 0015. What it raises
is never logged nor shown: its texts hold whole arrays of what was asked.
"""

import gc
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from importlib import metadata, util
from threading import Lock
from typing import Any

from rebond.core.dates import add_months
from rebond.simulation.engine import Due, Household, Housing, Kind, Point, Rules, birth_month

PACKAGE = "openfisca-france"
TURNOVER = {
    Kind.SALES: "rpns_auto_entrepreneur_CA_achat_revente",
    Kind.SERVICES: "rpns_auto_entrepreneur_CA_bic",
    Kind.LIBERAL: "rpns_auto_entrepreneur_CA_bnc",
}
TENURE = {Housing.TENANT: "locataire_vide", Housing.OWNER: "proprietaire", Housing.FREE: "loge_gratuitement"}
#: Contributions come from the parameters: the variables that compute them do not fit a month of turnover.
CONTRIBUTION = {
    Kind.SALES: ("vente", "ventecom_chiffre_affaires"),
    Kind.SERVICES: ("service_bic", "artisans_hors_alsace_chiffre_affaires"),
    Kind.LIBERAL: ("service", "professions_liberales_chiffre_affaires"),
}
ENTITIES = (
    ("famille", "demandeur", "conjoint", "enfant"),
    ("menage", "personne_de_reference", "conjoint", "enfant"),
    ("foyer_fiscal", "declarant_principal", "conjoint", "personne_a_charge"),
)
#: What nobody has here, at the month of the law. Stated, it is not looked for years back.
NOTHING_OF_A_PERSON = (
    "aah",
    "ass",
    "autonomie_financiere",
    "ppa_ressources_hors_activite_individu",
    "rsa_base_ressources_individu",
    "rsa_has_ressources_substitution",
)
NOTHING_OF_A_FAMILY = (
    "aspa",
    "biactivite",
    "cf_base_ressources",
    "enceinte_fam",
    "prestations_familiales_base_ressources",
    "rsa_base_ressources_minima_sociaux",
)
#: M-4 to M: the quarter that counts, and the two months that tell whether the activity stopped.
LAGS = (-4, -3, -2, -1, 0)
#: While it loads, other threads get their turn ten times as often as usual: no page waits behind it.
POLITE_SECONDS = 0.0005
NEVER = 1_000_000


def is_installed() -> bool:
    return util.find_spec("openfisca_france") is not None


class OpenFisca:
    """The engine once loaded. One simulation at a time: upstream promises nothing about threads."""

    name = "OpenFisca-France"

    def __init__(self, pause: Callable[[], None] = lambda: None) -> None:
        """Load it, which takes seconds; `pause` is called between two of its four thousand files."""
        self.version = metadata.version(PACKAGE)
        self._lock = Lock()
        with _politely():
            self._system: Any = _loaded(pause)

    def parameters(self) -> Any:
        """The tree of dated parameters, for exporting the snapshot."""
        return self._system.parameters

    def rules(self, kind: Kind, month: date) -> Rules:
        with self._lock:
            law = self._system.get_parameters_at_instant(month.isoformat())
        rate, training = CONTRIBUTION[kind]
        micro = law.impot_revenu.calcul_revenus_imposables.rpns.micro.microentreprise
        allowance = {
            Kind.SALES: micro.regime_micro_bic.marchandises,
            Kind.SERVICES: micro.regime_micro_bic.services,
            Kind.LIBERAL: micro.regime_micro_bnc,
        }[kind].taux
        worker = law.prelevements_sociaux.professions_liberales.auto_entrepreneur
        minima = law.prestations_sociales.solidarite_insertion.minima_sociaux
        return Rules(
            income_share=1 - allowance,
            contribution_rate=worker.cotisations_prestations[rate]
            + worker.formation_professionnelle[training],
            least_rsa=minima.rsa.rsa_maj.montant_minimum_verse,
            least_ppa=minima.ppa.pa_m.montant_minimum_verse,
            crds_rate=law.prelevements_sociaux.contributions_sociales.crds,
        )

    def due(self, *, household: Household, kind: Kind, month: date, points: Sequence[Point]) -> list[Due]:
        with self._lock:
            return _Question(self._system, household, kind, month, points).answers()


class _Question:
    """One simulation: the same household repeated once for each point."""

    def __init__(
        self, system: Any, household: Household, kind: Kind, month: date, points: Sequence[Point]
    ) -> None:
        self.household, self.kind, self.month, self.points = household, kind, month, points
        self.simulation = self._people(system)
        self._state_lasting_facts()
        self._state_month_of_law(f"{month:%Y-%m}")
        for lag in LAGS:
            self._state_earnings(f"{add_months(month, lag):%Y-%m}")

    def _people(self, system: Any) -> Any:
        import numpy as np
        from openfisca_core.simulations import SimulationBuilder

        size, count = self.household.persons, len(self.points)
        children = len(self.household.children_ages)
        builder = SimulationBuilder()
        builder.create_entities(system)
        builder.declare_person_entity("individu", np.arange(count * size))
        for entity, first, second, child in ENTITIES:
            roles = [first, *[second] * self.household.couple, *[child] * children]
            groups = builder.declare_entity(entity, np.arange(count))
            builder.join_with_persons(
                groups, np.repeat(np.arange(count), size), roles=np.array(roles * count)
            )
        return builder.build(system)

    def _state_lasting_facts(self) -> None:
        import numpy as np

        ages = [self.household.age] * self.household.parents + list(self.household.children_ages)
        births = [birth_month(age, self.month) for age in ages]
        self.simulation.set_input(
            "date_naissance", "ETERNITY", np.array(births * len(self.points), dtype="datetime64[D]")
        )
        self._for_persons("ppa_rsa_derniers_revenus_tns_annuels_connus", f"{self.month.year}", first=0.0)

    def _state_earnings(self, period: str) -> None:
        """The same each month: the average of the quarter cures an irregular turnover, and a month without any."""
        turnovers = [point.turnover for point in self.points]
        self._for_persons(TURNOVER[self.kind], period, first=turnovers)
        wages = [point.own_net_wages for point in self.points]
        self._for_persons("salaire_net", period, first=wages, second=self.household.partner_net_wage)
        self._for_persons("rsa_indemnites_journalieres_activite", period, first=0.0)

    def _state_month_of_law(self, period: str) -> None:
        import numpy as np

        home = self.household
        for variable in NOTHING_OF_A_PERSON:
            self._for_persons(variable, period, first=0.0)
        for variable in NOTHING_OF_A_FAMILY:
            self._for_families(variable, period, 0)
        # All children are under 25 and live on their parents: stated, RSA is not asked about each of them.
        is_child = [False] * home.parents + [True] * len(home.children_ages)
        self.simulation.set_input("rsa_enfant_a_charge", period, np.array(is_child * len(self.points)))
        # The quarter M-4 to M-2, which every Département has followed since March 2025.
        self._for_families("departement_experimentation_rsa", period, True)
        self._for_families("aide_logement", period, home.housing_benefit)
        self._for_families("rsa_isolement_recent", period, home.recently_isolated)
        self._for_families("statut_occupation_logement", period, TENURE[home.housing])
        self._for_families("loyer", period, 0.0)
        if not home.asf_received:
            self._for_families("asf", period, 0.0)

    def _for_persons(self, variable: str, period: str, *, first: Any, second: float = 0.0) -> None:
        import numpy as np

        values = np.zeros((len(self.points), self.household.persons))
        values[:, 0] = first
        if self.household.couple:
            values[:, 1] = second
        self.simulation.set_input(variable, period, values.ravel())

    def _for_families(self, variable: str, period: str, value: Any) -> None:
        import numpy as np

        self.simulation.set_input(variable, period, np.full(len(self.points), value))

    def answers(self) -> list[Due]:
        rsa = (
            self._of("rsa_socle", at_least="rsa_socle_majore")
            - self._of("rsa_forfait_logement")
            - self._of("rsa_base_ressources")
        )
        # Today's scale, not those of the quarter: the raise of April is not spread over three months.
        ppa = self._of("ppa_fictive")
        family = sum(self._of(name) for name in ("af", "cf", "paje_base", "asf"))
        return [Due(*amounts) for amounts in zip(rsa.tolist(), ppa.tolist(), family.tolist(), strict=True)]

    def _of(self, variable: str, *, at_least: str = "") -> Any:
        import numpy as np

        found = np.asarray(self.simulation.calculate(variable, f"{self.month:%Y-%m}"), float)
        return np.maximum(found, self._of(at_least)) if at_least else found


def _loaded(pause: Callable[[], None]) -> Any:
    """The law, read file after file with a pause before each."""
    from openfisca_core.parameters import config
    from openfisca_france import FranceTaxBenefitSystem

    class System(FranceTaxBenefitSystem):  # type: ignore[misc]
        def add_variables_from_file(self, file_path: str) -> None:
            pause()
            super().add_variables_from_file(file_path)

    # It looks for its own package by the module of its class.
    System.__module__ = FranceTaxBenefitSystem.__module__

    class Loader(config.Loader):  # type: ignore[misc]
        def __init__(self, stream: Any) -> None:
            pause()
            super().__init__(stream)

    usual = config.Loader
    config.Loader = Loader
    try:
        return System()
    finally:
        config.Loader = usual


@contextmanager
def _politely() -> Iterator[None]:
    """Load without stopping others: short turns, and no walk through the whole memory on the way nor afterwards."""
    interval, thresholds = sys.getswitchinterval(), gc.get_threshold()
    sys.setswitchinterval(POLITE_SECONDS)
    # Young garbage, that of pages, is still collected; a full collection would hold everybody for each of its passes.
    gc.set_threshold(*thresholds[:2], NEVER)
    try:
        yield
        # The law never becomes garbage: what follows is collected without walking through its million objects.
        gc.freeze()
    finally:
        sys.setswitchinterval(interval)
        gc.set_threshold(*thresholds)
