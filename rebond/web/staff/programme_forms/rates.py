"""How a rate is defined, and the situations that it counts."""

from typing import Any

from django import forms

from rebond.programmes.editing import Content, Thing
from rebond.programmes.models import Denominator, UnknownCounts
from rebond.programmes.vocabulary import ActivityStatus, ExitReason, JobQuality, RsaStatus
from rebond.web.staff.programme_forms.base import CodedForm, PartForm, choices_of, number, with_none

ANY = "Toutes les situations"


class RateForm(CodedForm):
    definition = forms.CharField(
        label="Définition",
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Écrite sous le chiffre, telle quelle.",
    )
    denominator = forms.ChoiceField(label="Rapporté à", choices=Denominator.choices)
    among = forms.ChoiceField(
        label="Ou parmi ceux que compte un autre taux",
        required=False,
        help_text="Le taux en prend alors les parcours.",
    )
    withdrawn = forms.MultipleChoiceField(
        label="Motifs de sortie écartés du calcul",
        choices=ExitReason.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    minimum_stay_days = number("Durée minimale de parcours (jours)", least=0, help_text="Vide : aucune.")
    observed_within_months = number(
        "Constaté à la sortie, ou au suivi jusqu'à (mois)", least=0, help_text="Vide : à la sortie seulement."
    )
    observed_at_months = number(
        "Ou au seul suivi à (mois)", help_text="La situation à la sortie ne compte alors pas."
    )
    unknown_counts = forms.ChoiceField(label="Situations inconnues", choices=UnknownCounts.choices)

    def fill(self, content: Content) -> None:
        own = None if self.is_new else self.place[-1]
        others = [rate for number, rate in enumerate(content["rates"]) if number != own]
        self.fields["among"].choices = with_none("Aucun", choices_of(others))  # type: ignore[attr-defined]

    def read(self, thing: Thing) -> dict[str, Any]:
        return {"denominator": Denominator.EXITED, "unknown_counts": UnknownCounts.NEGATIVE, **thing}


class ClauseForm(PartForm):
    activity_status = forms.ChoiceField(
        label="Activité", choices=with_none(ANY, ActivityStatus.choices), required=False
    )
    rsa_status = forms.ChoiceField(label="RSA", choices=with_none(ANY, RsaStatus.choices), required=False)
    job_quality = forms.ChoiceField(
        label="Emploi salarié", choices=with_none(ANY, JobQuality.choices), required=False
    )
    exit_reason = forms.ChoiceField(
        label="Motif de sortie", choices=with_none("Tous les motifs", ExitReason.choices), required=False
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not any(data.get(name) for name in self.fields if name != "revision"):
            self.add_error("activity_status", "Choisissez au moins une situation.")
        return data
