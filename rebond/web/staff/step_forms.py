"""What may be typed about an appointment."""

from typing import Any

from django import forms

from rebond.core.identity import new_id
from rebond.pathways.additions import next_times, open_activities
from rebond.pathways.models import Phase, Step
from rebond.pathways.seats import consultants_of, lacks_consultant
from rebond.pathways.states import StepState
from rebond.people.models import Membership
from rebond.programmes.models import ListItem
from rebond.web.acts import RevisionForm
from rebond.web.forms import FreeTextField, MomentField

#: What a report may say, as people say it.
OUTCOMES = (
    (StepState.HELD, "Le rendez-vous a eu lieu"),
    (StepState.NO_SHOW, "La personne n'est pas venue"),
    (StepState.EXCUSED, "La personne s'est excusée"),
)


class WhenAndWhereForm(forms.Form):
    """The date and the place of a step; places are those of its phase."""

    starts_at = MomentField(label="Date et heure")
    duration_minutes = forms.IntegerField(
        label="Durée, en minutes", min_value=10, max_value=480, widget=forms.NumberInput(attrs={"step": 5})
    )
    place = forms.ModelChoiceField(
        label="Lieu", queryset=ListItem.objects.none(), required=False, empty_label="Non précisé"
    )
    place_detail = forms.CharField(
        label="Précision sur le lieu",
        max_length=160,
        required=False,
        help_text="Par exemple l'adresse, la salle, ou « par téléphone ».",
    )

    def __init__(self, *args: Any, step: Step, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].queryset = step.phase.spec.places.all()  # type: ignore[attr-defined]


class ConsultantChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, membership: Membership) -> str:
        return f"{membership.user} ({membership.organisation})"


class PlanForm(WhenAndWhereForm):
    """Also asks who the careers consultant is, when the step needs one and the path has none."""

    def __init__(self, *args: Any, step: Step, **kwargs: Any) -> None:
        super().__init__(*args, step=step, **kwargs)
        if lacks_consultant(step):
            self.fields["careers_consultant"] = ConsultantChoice(
                label="Consultant en évolution professionnelle",
                queryset=consultants_of(step.pathway),
                empty_label="Choisir la personne",
                help_text="Cette personne suivra le parcours avec vous.",
            )


class MoveForm(WhenAndWhereForm, RevisionForm):
    """The same, for a step that somebody else may be moving too."""


class ReportForm(forms.Form):
    """What came of a step. A review that took place is told on its own screen, with its decision."""

    outcome = forms.ChoiceField(label="Que s'est-il passé ?", widget=forms.RadioSelect)
    shared_minutes = FreeTextField(label="Compte rendu partagé", required=False)
    private_note = FreeTextField(label="Note privée", required=False)

    def __init__(self, *args: Any, step: Step, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        told_here = OUTCOMES[1:] if step.is_review else OUTCOMES
        self.fields["outcome"].choices = told_here  # type: ignore[attr-defined]
        if step.starts_at is None:
            self.fields["starts_at"] = MomentField(label="Date et heure du rendez-vous")
            self.fields["place"] = forms.ModelChoiceField(
                label="Lieu", queryset=step.phase.spec.places.all(), required=False, empty_label="Non précisé"
            )
            self.order_fields(["outcome", "starts_at", "place"])


class CorrectForm(RevisionForm):
    """A report put right, and why (C20)."""

    state = forms.ChoiceField(label="Ce qui s'est passé", choices=OUTCOMES, widget=forms.RadioSelect)
    shared_minutes = FreeTextField(label="Compte rendu partagé", required=False)
    reason = FreeTextField(
        label="Pourquoi cette correction",
        max_length=300,
        help_text="Gardé avec le rendez-vous, et lu par toutes les parties.",
    )

    def __init__(self, *args: Any, step: Step, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)


class ReasonForm(RevisionForm):
    """Why a step does not take place."""

    reason = FreeTextField(
        label="Raison", max_length=300, help_text="Lue par toutes les parties du parcours."
    )

    def __init__(self, *args: Any, step: Step, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)


class ConfirmForm(forms.Form):
    """Nothing to type."""

    def __init__(self, *args: Any, step: Step, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)


class NoteForm(forms.Form):
    text = FreeTextField(label="Note")

    def __init__(self, *args: Any, step: Step, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)


class AddForm(forms.Form):
    """What the programme lets one add to a phase. `step_id` makes a double sending harmless."""

    step_id = forms.UUIDField(widget=forms.HiddenInput, initial=new_id)
    kind = forms.ChoiceField(label="Rendez-vous", widget=forms.RadioSelect)
    label = forms.CharField(
        label="Intitulé",
        max_length=80,
        required=False,
        help_text="Par exemple « Tutorat : préparer le marché de Noël ». Vide : l'intitulé du programme.",
    )

    def __init__(self, *args: Any, phase: Phase, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.times = {f"encore-{time.spec.code}": time for time in next_times(phase)}
        self.activities = {activity.code: activity for activity in open_activities(phase)}
        counted = [(code, time.words) for code, time in self.times.items()]
        activities = [(code, activity.label) for code, activity in self.activities.items()]
        self.fields["kind"].choices = [*counted, *activities]  # type: ignore[attr-defined]
        if counted:
            self.fields["label"].help_text += " Un rendez-vous numéroté garde le sien."

    @property
    def is_empty(self) -> bool:
        return not self.times and not self.activities

    def values(self) -> dict[str, Any]:
        """The arguments of `add_step`. A counted step keeps the name that the programme gives it."""
        code, step_id = self.cleaned_data["kind"], self.cleaned_data["step_id"]
        if code in self.times:
            return {"spec": self.times[code].spec, "step_id": step_id}
        activity = self.activities[code]
        return {
            "kind": activity.kind,
            "label": self.cleaned_data["label"] or activity.label,
            "step_id": step_id,
        }
