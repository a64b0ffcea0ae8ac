"""Scenarios: what a person or their adviser chose to keep of the simulator, with what it answered that day."""

from datetime import date
from decimal import Decimal

from django.db import models
from django.db.models import Q

from rebond.core import clock
from rebond.core.identity import new_id
from rebond.people.models import Beneficiary, User
from rebond.simulation.engine import Activity, Case, Household, Housing, Kind, Result


class KindChoice(models.TextChoices):
    SALES = Kind.SALES.value, "Vente"
    SERVICES = Kind.SERVICES.value, "Prestations de services (BIC)"
    LIBERAL = Kind.LIBERAL.value, "Profession libérale (BNC)"


class HousingChoice(models.TextChoices):
    TENANT = Housing.TENANT.value, "Locataire"
    OWNER = Housing.OWNER.value, "Propriétaire sans crédit"
    FREE = Housing.FREE.value, "Hébergé gratuitement"


def _amount(label: str) -> "models.DecimalField[Decimal, Decimal]":
    return models.DecimalField(label, max_digits=9, decimal_places=2)


class Scenario(models.Model):
    """A case that somebody named and kept, with its answer: what was told in a meeting stays as it was told.

    The facts of the household are kept nowhere else, and only because somebody asked to keep this.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    beneficiary = models.ForeignKey(Beneficiary, on_delete=models.CASCADE, related_name="scenarios")
    label = models.CharField("nom du scénario", max_length=60)
    #: First day of the month whose law was applied.
    month = models.DateField("droit du mois")
    couple = models.BooleanField("en couple")
    children_ages = models.JSONField("âges des enfants", default=list, blank=True)
    housing = models.CharField("logement", max_length=20, choices=HousingChoice)
    housing_benefit_eur = _amount("aide au logement")
    partner_net_wage_eur = _amount("salaire net du conjoint")
    recently_isolated = models.BooleanField("seul depuis moins de 18 mois")
    asf_received = models.BooleanField("reçoit l'ASF")
    age = models.PositiveSmallIntegerField("âge")
    kind = models.CharField("activité", max_length=20, choices=KindChoice)
    turnover_eur = _amount("chiffre d'affaires par mois")
    own_net_wages_eur = _amount("salaire net à côté")
    contributions_eur = _amount("cotisations")
    rsa_eur = _amount("RSA")
    ppa_eur = _amount("prime d'activité, avant CRDS")
    ppa_net_eur = _amount("prime d'activité")
    family_benefits_eur = _amount("prestations familiales")
    exit_turnover_eur = _amount("seuil de sortie")
    #: Name and version of the engine that answered.
    engine = models.CharField("moteur", max_length=80)
    saved_at = models.DateTimeField(default=clock.now)
    #: None: by the person themselves.
    saved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "scénario"
        ordering = ["saved_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["beneficiary", "label"],
                name="one_scenario_per_label",
                violation_error_message="Un autre scénario porte déjà ce nom : donnez-lui un autre nom.",
            ),
            models.CheckConstraint(
                name="scenario_has_label",
                condition=~Q(label=""),
                violation_error_message="Donnez un nom à ce scénario.",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def case(self) -> Case:
        """The question, to ask it again."""
        household = Household(
            couple=self.couple,
            children_ages=tuple(self.children_ages),
            housing=Housing(self.housing),
            housing_benefit=float(self.housing_benefit_eur),
            partner_net_wage=float(self.partner_net_wage_eur),
            recently_isolated=self.recently_isolated,
            asf_received=self.asf_received,
            age=self.age,
        )
        activity = Activity(Kind(self.kind), (float(self.turnover_eur),), float(self.own_net_wages_eur))
        return Case(month=self.month, household=household, activity=activity)

    @property
    def result(self) -> Result:
        """The answer that day, to the cent."""
        return Result(
            turnover=float(self.turnover_eur),
            wages=float(self.own_net_wages_eur + self.partner_net_wage_eur),
            contributions=float(self.contributions_eur),
            rsa=float(self.rsa_eur),
            ppa=float(self.ppa_eur),
            ppa_net_crds=float(self.ppa_net_eur),
            family_benefits_net=float(self.family_benefits_eur),
            housing_benefit=float(self.housing_benefit_eur),
            exit_turnover=float(self.exit_turnover_eur),
        )


def scenario_from(
    *, case: Case, result: Result, engine: str, label: str, beneficiary: Beneficiary
) -> Scenario:
    """A scenario not yet saved."""
    home, activity = case.household, case.activity
    return Scenario(
        beneficiary=beneficiary,
        label=label,
        month=_first(case.month),
        couple=home.couple,
        children_ages=list(home.children_ages),
        housing=home.housing.value,
        housing_benefit_eur=_cents(home.housing_benefit),
        partner_net_wage_eur=_cents(home.partner_net_wage),
        recently_isolated=home.recently_isolated,
        asf_received=home.asf_received,
        age=home.age,
        kind=activity.kind.value,
        turnover_eur=_cents(activity.monthly_turnover),
        own_net_wages_eur=_cents(activity.own_net_wages),
        contributions_eur=_cents(result.contributions),
        rsa_eur=_cents(result.rsa),
        ppa_eur=_cents(result.ppa),
        ppa_net_eur=_cents(result.ppa_net_crds),
        family_benefits_eur=_cents(result.family_benefits_net),
        exit_turnover_eur=_cents(result.exit_turnover),
        engine=engine[:80],
    )


def _cents(amount: float) -> Decimal:
    return Decimal(str(round(amount, 2)))


def _first(day: date) -> date:
    return day.replace(day=1)
