"""The exit simulator on screen: its form, and all that an answer shows. The staff's page and the person's share them."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict

from rebond.pathways.simulating import Start, default_month
from rebond.simulation import words
from rebond.simulation.cases import LEAST_AGE, MOST_AGE, MOST_EUR, checked_ages, contradictions
from rebond.simulation.chart import Chart, chart_of
from rebond.simulation.engine import Activity, Case, Household, Housing, Kind
from rebond.simulation.engines import ready_engine
from rebond.simulation.models import HousingChoice, KindChoice, Scenario
from rebond.simulation.parameters import month_in_words, snapshot
from rebond.simulation.study import Study, study_of
from rebond.web.forms import AmountField, FreeTextField


class AgesField(forms.CharField):
    """Ages of children, as « 7, 11 »; nothing for none."""

    def to_python(self, value: Any) -> tuple[int, ...]:  # type: ignore[override]
        if isinstance(value, list | tuple):
            return tuple(value)
        text = super().to_python(value)
        ages = re.sub(r"\bans?\b|\bet\b|[,;/]", " ", text or "").split()
        if not all(re.fullmatch(r"\d{1,3}", age) for age in ages):
            raise forms.ValidationError("Écrivez des âges en années, par exemple 7, 11.")
        try:
            return checked_ages([int(age) for age in ages])
        except ValueError as reason:
            text = str(reason)
            raise forms.ValidationError(text[:1].upper() + text[1:]) from None


def _amount(label: str, **more: Any) -> AmountField:
    return AmountField(label=label, required=False, min_value=0, max_value=MOST_EUR, **more)


class SimulatorForm(forms.Form):
    """A household and an activity. Nothing is kept by asking."""

    turnover = AmountField(
        label="Chiffre d'affaires encaissé par mois",
        min_value=0,
        max_value=MOST_EUR,
        help_text="En moyenne sur trois mois, avant cotisations et dépenses.",
    )
    kind = forms.ChoiceField(
        label="Activité",
        choices=KindChoice.choices,
        help_text="BIC : bénéfices industriels et commerciaux. BNC : bénéfices non commerciaux.",
    )
    own_net_wages = _amount(
        "Salaire net à côté", help_text="Par mois : le « montant net social » de la fiche de paie."
    )
    age = forms.IntegerField(label="Âge", min_value=LEAST_AGE, max_value=MOST_AGE, initial=40)
    couple = forms.BooleanField(label="En couple", required=False)
    partner_net_wage = _amount("Salaire net du conjoint")
    children_ages = AgesField(
        label="Âges des enfants à charge",
        required=False,
        help_text="Par exemple 7, 11. Rien s'il n'y en a pas.",
    )
    housing = forms.ChoiceField(label="Logement", choices=HousingChoice.choices)
    housing_benefit = _amount("Aide au logement", help_text="Par mois, versée par la CAF (APL, ALS).")
    recently_isolated = forms.BooleanField(label="Seul avec enfant depuis moins de 18 mois", required=False)
    asf_received = forms.BooleanField(label="Reçoit l'allocation de soutien familial (ASF)", required=False)
    month = forms.TypedChoiceField(label="Droit du mois")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        months = {f"{month:%Y-%m}": month for month in snapshot().months()}
        field: Any = self.fields["month"]
        field.choices = [(code, month_in_words(month)) for code, month in months.items()]
        field.coerce = months.__getitem__
        field.initial = f"{default_month():%Y-%m}"

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if not self.errors:
            for fault in contradictions(self.household):
                self.add_error(fault.field, fault.reason[:1].upper() + fault.reason[1:])
        return values

    @property
    def household(self) -> Household:
        values = self.cleaned_data
        return Household(
            couple=values["couple"],
            children_ages=values["children_ages"],
            housing=Housing(values["housing"]),
            housing_benefit=float(values["housing_benefit"] or 0),
            partner_net_wage=float(values["partner_net_wage"] or 0),
            recently_isolated=values["recently_isolated"],
            asf_received=values["asf_received"],
            age=values["age"],
        )

    @property
    def case(self) -> Case:
        values = self.cleaned_data
        wages = float(values["own_net_wages"] or 0)
        activity = Activity(Kind(values["kind"]), (float(values["turnover"]),), wages)
        return Case(month=values["month"], household=self.household, activity=activity)


class KeepForm(forms.Form):
    """The name under which a scenario is kept; the staff says besides that the person agrees."""

    label = FreeTextField(
        label="Nom du scénario",
        max_length=60,
        widget=forms.TextInput(attrs={"placeholder": "Avec un mi-temps"}),
    )
    has_consent = forms.BooleanField(
        label="La personne est d'accord pour garder ces informations sur son foyer",
        error_messages={"required": "Demandez son accord à la personne avant de garder ce scénario."},
    )

    def __init__(self, *args: Any, by_the_person: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if by_the_person:
            del self.fields["has_consent"]
        for field in self.fields.values():
            field.widget.attrs["form"] = "simulator-form"


@dataclass(frozen=True)
class WageLine:
    """Double activité: what one level of wages beside the business changes."""

    wages: str
    exit_at: str
    rsa: str
    ppa: str
    total: str
    is_present: bool


@dataclass(frozen=True)
class Shown:
    """An answer, in words and rounded amounts."""

    headline: str
    gap: str
    more: str
    amounts: list[tuple[str, str]]
    wage_lines: list[WageLine]
    chart: Chart
    law: str
    engine: str

    caveat = words.CAVEAT
    declaration = words.DECLARATION
    not_counted = words.NOT_COUNTED


def first_form(start: Start) -> SimulatorForm:
    """The form as the file fills it, answered at once when nothing is missing."""
    data = QueryDict(mutable=True)
    empty = SimulatorForm()
    for name, field in empty.fields.items():
        value = start.values.get(name, field.initial)
        if name == "month" and name in start.values:
            value = f"{value:%Y-%m}"
        if value not in (None, False, ""):
            data[name] = _as_typed(value)
    data.setdefault("housing", HousingChoice.TENANT)
    form = SimulatorForm(data)
    return form if form.is_valid() else SimulatorForm(initial=data.dict())


def _as_typed(value: Any) -> str:
    """An amount as one would type it: « 900 », « 123,45 »."""
    if isinstance(value, Decimal):
        return f"{value:.2f}".rstrip("0").rstrip(".").replace(".", ",")
    return str(value)


def shown(form: SimulatorForm) -> Shown | None:
    """The answer to a valid form; None while the engine is loading."""
    engine = ready_engine()
    if engine is None:
        return None
    case = form.case
    study = study_of(case, engine=engine)
    return Shown(
        headline=words.exit_sentence(study.today, case),
        gap=words.gap_sentence(study.today),
        more=words.more_sentence(study),
        amounts=_amounts(study),
        wage_lines=[_wage_line(wages, study) for wages, _ in study.with_wages],
        chart=chart_of(study),
        law=words.law_sentence(case.month),
        engine=words.engine_sentence(study),
    )


def _amounts(study: Study) -> list[tuple[str, str]]:
    today = study.today
    return [
        ("Cotisations sociales", words.in_euros(today.contributions)),
        ("RSA", words.in_euros(today.rsa)),
        ("Prime d'activité", words.in_euros(today.ppa_net_crds)),
        ("Ressources du foyer", words.in_euros(today.total)),
    ]


def _wage_line(wages: float, study: Study) -> WageLine:
    result = dict(study.with_wages)[wages]
    has_exit = result.exit_turnover > 0
    return WageLine(
        wages=words.exact_in_euros(wages),
        exit_at=words.in_euros(result.exit_turnover, words.EXIT_STEP_EUR) if has_exit else "pas de RSA",
        rsa=words.in_euros(result.rsa),
        ppa=words.in_euros(result.ppa_net_crds),
        total=words.in_euros(result.total),
        is_present=wages == study.today.wages - _partner(study),
    )


def _partner(study: Study) -> float:
    """The partner's part of today's wages: what remains at a level of no wages of one's own."""
    return dict(study.with_wages)[0.0].wages


@dataclass(frozen=True)
class ScenarioLine:
    """A scenario as it is compared with the others."""

    scenario: Scenario
    household: str
    turnover: str
    wages: str
    rsa: str
    ppa: str
    total: str
    exit_at: str
    month: str
    sentence: str


def scenario_lines(scenarios: list[Scenario]) -> list[ScenarioLine]:
    return [_scenario_line(scenario) for scenario in scenarios]


def _scenario_line(scenario: Scenario) -> ScenarioLine:
    case, result = scenario.case, scenario.result
    has_exit = result.exit_turnover > 0
    return ScenarioLine(
        scenario=scenario,
        household=words.household_in_words(case.household),
        turnover=words.exact_in_euros(result.turnover),
        wages=words.exact_in_euros(case.activity.own_net_wages),
        rsa=words.in_euros(result.rsa),
        ppa=words.in_euros(result.ppa_net_crds),
        total=words.in_euros(result.total),
        exit_at=words.in_euros(result.exit_turnover, words.EXIT_STEP_EUR) if has_exit else "pas de RSA",
        month=month_in_words(case.month),
        sentence=words.scenario_sentence(scenario.label, case, result),
    )
