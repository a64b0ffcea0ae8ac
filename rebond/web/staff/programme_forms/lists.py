"""Reference lists, questions, activities and hour accounts."""

from django import forms

from rebond.programmes.editing import Content
from rebond.programmes.models import AccountScope, ListKind
from rebond.programmes.vocabulary import ExitReason, StepKind
from rebond.web.staff.programme_forms.base import CodedForm, choices_of, number


class ItemForm(CodedForm):
    label = forms.CharField(label="Libellé", max_length=160)


class SuggestedActionForm(ItemForm):
    under = forms.ChoiceField(label="Objectif")

    def fill(self, content: Content) -> None:
        self.fields["under"].choices = choices_of(content["lists"][ListKind.AIM])  # type: ignore[attr-defined]


class ExitReasonForm(ItemForm):
    counts_as = forms.ChoiceField(
        label="Compté comme", choices=ExitReason.choices, help_text="Les taux se calculent sur ces motifs-là."
    )


class QuestionForm(CodedForm):
    label = None  # type: ignore[assignment]
    text = forms.CharField(label="Question", max_length=200)
    guidance = forms.CharField(label="Aide pour répondre", max_length=300, required=False)
    warns_on = forms.ChoiceField(
        label="Avertir si la réponse est", choices=[("yes", "Oui"), ("no", "Non")], widget=forms.RadioSelect
    )
    warning = forms.CharField(
        label="Avertissement", max_length=300, help_text="Il informe et ne refuse jamais."
    )
    names = "text"
    field_order = ("text", "guidance", "warns_on", "warning", "code")


class ActivityForm(CodedForm):
    kind = forms.ChoiceField(label="Nature", choices=StepKind.choices)
    phases = forms.MultipleChoiceField(
        label="Ouverte pendant",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Aucune phase cochée : toujours ouverte.",
    )

    def fill(self, content: Content) -> None:
        self.fields["phases"].choices = choices_of(content["phases"])  # type: ignore[attr-defined]


class HourAccountForm(CodedForm):
    hours = number("Heures", required=True)
    scope = forms.ChoiceField(label="Comptées", choices=AccountScope.choices)
