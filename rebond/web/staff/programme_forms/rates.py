"""How rates are defined."""

from django import forms

from rebond.programmes.models import UnknownCounts
from rebond.programmes.vocabulary import ActivityStatus, ExitReason, JobQuality, RsaStatus
from rebond.web.staff.programme_forms.base import PartForm, number, with_none


class RuleForm(PartForm):
    definition = forms.CharField(
        label="Définition",
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Écrite sous le chiffre, telle quelle.",
    )
    withdrawn = forms.MultipleChoiceField(
        label="Motifs de sortie écartés du calcul",
        choices=ExitReason.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    minimum_stay_days = number("Durée minimale de parcours (jours)", least=0, required=True)
    observed_within_months = number(
        "Constatée au suivi, jusqu'à (mois)", least=0, required=True, help_text="0 : à la sortie seulement."
    )
    unknown_counts = forms.ChoiceField(label="Situations inconnues", choices=UnknownCounts.choices)
    keeps_false = ("withdrawn", "minimum_stay_days", "observed_within_months")


class ClauseForm(PartForm):
    activity_status = forms.ChoiceField(label="Activité", choices=ActivityStatus.choices)
    rsa_status = forms.ChoiceField(
        label="RSA", choices=with_none("Toutes les situations", RsaStatus.choices), required=False
    )
    job_quality = forms.ChoiceField(
        label="Emploi salarié", choices=with_none("Toutes les situations", JobQuality.choices), required=False
    )
