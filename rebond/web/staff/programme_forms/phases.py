"""A phase, its steps, and what may be decided in it."""

from typing import Any, ClassVar

from django import forms

from rebond.people.models import Role
from rebond.programmes.editing import Content, Thing
from rebond.programmes.models import AUTHOR_ROLES, Anchor, ClockStart, ListKind
from rebond.programmes.vocabulary import Effect, PartyRole, StepKind
from rebond.web.staff.programme_forms.base import CodedForm, NumbersField, choices_of, number, with_none

AUTHORS = [(role.value, role.label) for role in AUTHOR_ROLES]
APPROVERS = [choice for choice in Role.choices if choice[0] != Role.ADMINISTRATOR]


class PhaseForm(CodedForm):
    rank = number(
        "Rang", required=True, help_text="Les phases de même rang sont des branches, l'une ou l'autre."
    )
    duration_months = number(
        "Durée limite (mois)", help_text="Vide : pas de limite, et rien n'est jamais en retard."
    )
    duration_min_months = number("Durée minimale (mois)")
    clock = forms.ChoiceField(
        label="Durée comptée depuis", choices=ClockStart.choices, initial=ClockStart.PREVIOUS
    )
    min_business_months = number(
        "Âge conseillé de l'entreprise (mois)", help_text="En dessous, un avertissement, jamais un refus."
    )
    can_be_skipped = forms.BooleanField(label="Une décision peut sauter cette phase", required=False)
    places = forms.MultipleChoiceField(label="Lieux des rendez-vous", widget=forms.CheckboxSelectMultiple)
    keeps_false = ("duration_months",)

    def fill(self, content: Content) -> None:
        self.fields["places"].choices = choices_of(content["lists"][ListKind.PLACE])  # type: ignore[attr-defined]


class StepForm(CodedForm):
    kind = forms.ChoiceField(label="Nature", choices=StepKind.choices)
    parties = forms.MultipleChoiceField(
        label="Avec", choices=PartyRole.choices, widget=forms.CheckboxSelectMultiple
    )
    topic = forms.CharField(label="Thème", max_length=160, required=False)
    expected_minutes = number("Durée prévue (minutes)", required=True)
    is_optional = forms.BooleanField(label="Facultative", required=False)
    times_min = number("Nombre de fois, au moins", help_text="Vide : une seule fois.")
    times_max = number("Nombre de fois, au plus")
    every_months = number("Ou à intervalle régulier, tous les (mois)", help_text="Pendant toute la phase.")
    offset_days = number("Attendue après (jours)", least=0, help_text="Vide : sans date, jamais en retard.")
    after_step = forms.ChoiceField(label="Jours comptés depuis", required=False)
    after_which = forms.ChoiceField(
        label="Si cette étape revient", choices=Anchor.choices, required=False, initial=Anchor.LAST
    )
    reminders = NumbersField(
        label="Rappels à la personne (jours avant)",
        least=0,
        most=60,
        is_descending=True,
        required=False,
        help_text="Par exemple : 7, 2. Vide : aucun rappel.",
    )
    quorum = number(
        "Quorum (parties présentes)", help_text="Pour un bilan tripartite. Vide : toutes les parties."
    )
    places = forms.MultipleChoiceField(
        label="Lieux permis",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Aucun coché : tous ceux de la phase.",
    )
    hour_account = forms.ChoiceField(label="Compte d'heures consommé", required=False)
    refusal_fields: ClassVar[dict[str, str]] = {
        "times": "times_max",
        "after": "after_step",
        "steps": "every_months",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("expected_minutes", 60)

    def fill(self, content: Content) -> None:
        own = None if self.is_new else self.place[-1]
        siblings = [
            step for number, step in enumerate(content["phases"][self.place[1]]["steps"]) if number != own
        ]
        fields: dict[str, Any] = self.fields
        fields["after_step"].choices = with_none("L'ouverture de la phase", choices_of(siblings))
        ours = content["phases"][self.place[1]]["places"]
        fields["places"].choices = [
            place for place in choices_of(content["lists"][ListKind.PLACE]) if place[0] in ours
        ]
        fields["hour_account"].choices = with_none("Aucun", choices_of(content["hour_accounts"]))

    def read(self, thing: Thing) -> dict[str, Any]:
        times, after = thing.get("times", {}), thing.get("after", {})
        anchored = {"after_step": after.get("step"), "after_which": after.get("which", Anchor.LAST)}
        return {**thing, "times_min": times.get("min"), "times_max": times.get("max"), **anchored}

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("times_max") and not data.get("times_min"):
            self.add_error("times_min", "Dites combien de fois au moins.")
        if data.get("after_step") and data.get("offset_days") is None:
            self.add_error("offset_days", "Dites combien de jours après cette étape.")
        return data

    def value(self) -> Thing:
        thing = super().value()
        least, most = thing.pop("times_min", None), thing.pop("times_max", None)
        which, step = thing.pop("after_which", Anchor.LAST), thing.pop("after_step", None)
        times = {"times": {"min": least, "max": most or least}} if least else {}
        return thing | times | ({"after": {"step": step, "which": which}} if step else {})


class ChoiceForm(CodedForm):
    label = forms.CharField(label="Nom", max_length=120)
    effect = forms.ChoiceField(label="Effet", choices=Effect.choices)
    opens = forms.ChoiceField(
        label="Phase ouverte", required=False, help_text="Quand l'effet est d'ouvrir une phase."
    )
    months_max = number(
        "Mois au plus",
        help_text="Pour une prolongation, en tout ; pour une suspension, avant de la signaler.",
    )
    times_max = number(
        "Nombre de fois au plus",
        help_text="Vide : sans limite. Un retour à une phase antérieure en demande une.",
    )
    needs_review = forms.BooleanField(label="Se décide lors d'un bilan tripartite", required=False)
    needs_reasons = forms.BooleanField(label="Les raisons sont demandées", required=False, initial=True)
    parties = forms.MultipleChoiceField(
        label="Avis demandés",
        choices=PartyRole.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Aucun coché : bénéficiaire, référent et conseiller.",
    )
    authors = forms.MultipleChoiceField(
        label="Décidé par",
        choices=AUTHORS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Aucun coché : tous ceux qui suivent le parcours.",
    )
    approver_role = forms.ChoiceField(
        label="Approbation par",
        choices=with_none("Personne", APPROVERS),
        required=False,
        help_text="Une autre personne que l'auteur.",
    )
    keeps_false = ("needs_reasons",)

    def fill(self, content: Content) -> None:
        self.fields["opens"].choices = with_none("Aucune", choices_of(content["phases"]))  # type: ignore[attr-defined]

    def read(self, thing: Thing) -> dict[str, Any]:
        return {"needs_reasons": True, **thing}
