"""What is typed about an exit or a follow-up: four separate variables (E7), each with its own words."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from rebond.core import clock
from rebond.pathways.actions.exits import OUTCOME_FIELDS, SITUATION_FIELDS
from rebond.pathways.leaving import reason_decided
from rebond.pathways.models import Outcome, Pathway
from rebond.programmes.models import ListKind, Version
from rebond.programmes.vocabulary import ActivityStatus, ExitReason, JobQuality, RsaStatus
from rebond.web.acts import RevisionForm
from rebond.web.forms import AmountField, DateField, FreeTextField

#: The field beside which each constraint of an Outcome is told.
_FIELD_OF = {
    "turnover_before_has_months": "turnover_before_months",
    "turnover_after_has_months": "turnover_after_months",
    "salaried_exit_is_not_jobless": "job_quality",
}


def _radios(label: str, choices: Any, help_text: str, *, required: bool = True) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, choices=choices, help_text=help_text, widget=forms.RadioSelect, required=required
    )


class SituationForm(forms.Form):
    """What the person lives on at a date: three of the four variables."""

    activity_status = _radios("Activité", ActivityStatus.choices, "Ce que fait la personne à cette date.")
    job_quality = _radios(
        "Emploi salarié",
        JobQuality.choices,
        "Le contrat de travail, s'il y en a un. L'activité indépendante ne compte pas ici.",
    )
    rsa_status = _radios("RSA", RsaStatus.choices, "Le foyer perçoit-il encore le RSA ?")
    rsa_left_on = DateField(label="Sorti du RSA le", required=False, help_text="Si la date est connue.")

    def clean_rsa_left_on(self) -> Any:
        day = self.cleaned_data["rsa_left_on"]
        if day and self.cleaned_data.get("rsa_status") in (RsaStatus.IN, RsaStatus.UNKNOWN):
            raise ValidationError(
                "Une date de sortie du RSA est saisie, mais la personne n'en est pas sortie."
            )
        if day and day > clock.today():
            raise ValidationError("Cette date est dans le futur.")
        return day

    def clean(self) -> dict[str, Any]:
        """The constraints of the situation, each told beside its field."""
        cleaned = super().clean() or self.cleaned_data
        typed = {name: cleaned[name] for name in OUTCOME_FIELDS if name in cleaned}
        for constraint in Outcome._meta.constraints:
            field = _FIELD_OF.get(constraint.name, "")
            if field not in self.fields or field in self.errors:
                continue
            try:
                constraint.validate(Outcome, Outcome(**typed))
            except ValidationError as error:
                self.add_error(field, error.messages)
        return cleaned

    def situation(self) -> dict[str, Any]:
        """The columns that the act writes."""
        return {name: self.cleaned_data[name] for name in OUTCOME_FIELDS if name in self.fields}


class OutcomeForm(SituationForm):
    """The four variables, the two turnovers and a comment."""

    exit_reason = _radios("Motif", ExitReason.choices, "Pourquoi le parcours s'arrête.")
    turnover_before_eur = AmountField(
        label="Avant le parcours, en euros", required=False, min_value=0, max_digits=11
    )
    turnover_before_months = forms.IntegerField(
        label="Nombre de mois, avant", required=False, min_value=1, max_value=12
    )
    turnover_after_eur = AmountField(
        label="À la sortie, en euros", required=False, min_value=0, max_digits=11
    )
    turnover_after_months = forms.IntegerField(
        label="Nombre de mois, à la sortie", required=False, min_value=1, max_value=12
    )
    comment = FreeTextField(label="Commentaire", required=False, help_text="Lu par toutes les parties.")

    def __init__(self, *args: Any, version: Version, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        #: The programme's own reasons, when it has some: they are offered instead of the classes.
        self.own = {item.code: item for item in version.list_items.filter(kind=ListKind.EXIT_REASON)}
        if self.own:
            choices = [(code, item.label) for code, item in self.own.items()]
            self.fields["exit_reason"].choices = choices  # type: ignore[attr-defined]
            self.initial["exit_reason"] = self._own_code()

    def _own_code(self) -> str:
        """The reason to show as chosen: the one recorded, else the first that counts as the class proposed."""
        told, proposed = self.initial.get("programme_reason"), self.initial.get("exit_reason")
        first = (code for code, item in self.own.items() if item.counts_as == proposed)
        return told.code if told else next(first, "")

    def clean(self) -> dict[str, Any]:
        own = self.own.get(self.cleaned_data.get("exit_reason", ""))
        self.cleaned_data["programme_reason"] = own
        if own:
            self.cleaned_data["exit_reason"] = own.counts_as
        return super().clean()

    def situation(self) -> dict[str, Any]:
        return {**super().situation(), "programme_reason": self.cleaned_data["programme_reason"]}

    def outcome(self) -> Outcome:
        """What is typed so far, not saved; unknown where nothing valid was typed."""
        typed = {
            name: value for name, value in getattr(self, "cleaned_data", {}).items() if name in OUTCOME_FIELDS
        }
        return Outcome(**typed)


class ExitForm(OutcomeForm):
    exited_on = DateField(label="Sortie le", initial=clock.today)

    field_order = ["exited_on", "exit_reason"]

    @classmethod
    def of(
        cls, pathway: Pathway, data: QueryDict | None, *, turnovers: Mapping[str, Any] | None = None
    ) -> "ExitForm":
        """It starts from the reason decided together, and from the turnovers that the months give."""
        known = {"exit_reason": reason_decided(pathway), **(turnovers or {})}
        return cls(data, version=pathway.version, initial=known)


class CorrectExitForm(OutcomeForm, RevisionForm):
    reason = FreeTextField(
        label="Pourquoi cette correction", help_text="Gardé avec la sortie, lu par toutes les parties."
    )

    field_order = ["revision", "exit_reason"]

    @classmethod
    def of(cls, pathway: Pathway, data: QueryDict | None) -> "CorrectExitForm":
        known = {name: getattr(pathway.outcome, name) for name in (*OUTCOME_FIELDS, "revision")}
        return cls(data, version=pathway.version, initial=known)


REACHED = (("reached", "La personne a répondu"), ("unreachable", "Personne injoignable"))


class FollowUpForm(SituationForm):
    """What the person lives on now, or that nobody answered: then the situation is not asked for (B18)."""

    observed_on = DateField(label="Constaté le", initial=clock.today)
    reached = _radios("Réponse", REACHED, "Une personne injoignable n'est pas une personne sans situation.")
    comment = FreeTextField(label="Commentaire", required=False)

    field_order = ["observed_on", "reached"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.is_unreachable:
            for name in SITUATION_FIELDS:
                self.fields[name].required = False

    @property
    def is_unreachable(self) -> bool:
        return bool(self["reached"].value() == "unreachable")

    def known_situation(self) -> dict[str, Any] | None:
        """The situation told; None when the person could not be reached."""
        return None if self.is_unreachable else {name: self.cleaned_data[name] for name in SITUATION_FIELDS}
