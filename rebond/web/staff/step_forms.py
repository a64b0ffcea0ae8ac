"""What may be typed about an appointment."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django import forms
from django.core.validators import URLValidator

from rebond.agenda.models import Mode
from rebond.core import clock
from rebond.core.identity import new_id
from rebond.pathways.additions import next_times, open_activities
from rebond.pathways.models import Party, Phase, Step
from rebond.pathways.seats import (
    Seat,
    consultants_of,
    expected_roles,
    expected_seats,
    guests_of,
    lacks_consultant,
    substitutes_for,
)
from rebond.pathways.states import StepState
from rebond.people.models import Membership
from rebond.programmes.models import ListItem
from rebond.programmes.vocabulary import PartyRole
from rebond.web.acts import RevisionForm
from rebond.web.forms import DateField, FreeTextField, MomentField, TimeInput

#: What a report may say, as people say it.
OUTCOMES = (
    (StepState.HELD, "Le rendez-vous a eu lieu"),
    (StepState.NO_SHOW, "La personne n'est pas venue"),
    (StepState.EXCUSED, "La personne s'est excusée"),
)


class VideoLinkField(forms.URLField):
    """A secure address, where people meet on screen."""

    default_validators = [
        URLValidator(schemes=["https"], message="Le lien de la visioconférence commence par https://.")
    ]

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(assume_scheme="https", max_length=300, required=False, **kwargs)


class VenueForm(forms.Form):
    """How long, how and where people meet, and who sits there; places are those of the step, else of its phase."""

    duration_minutes = forms.IntegerField(
        label="Durée, en minutes", min_value=10, max_value=480, widget=forms.NumberInput(attrs={"step": 5})
    )
    mode = forms.ChoiceField(
        label="Comment", choices=Mode.choices, widget=forms.RadioSelect, initial=Mode.IN_PERSON
    )
    place = forms.ModelChoiceField(
        label="Lieu", queryset=ListItem.objects.none(), required=False, empty_label="Non précisé"
    )
    place_detail = forms.CharField(
        label="Adresse ou précision sur le lieu",
        max_length=160,
        required=False,
        help_text="Par exemple la rue, la salle, l'étage.",
    )
    video_url = VideoLinkField(
        label="Lien de la visioconférence", help_text="Envoyé à la personne avec la date."
    )
    travel_note = forms.CharField(
        label="Note de déplacement",
        max_length=300,
        required=False,
        help_text="Pour l'équipe seulement : le trajet, le stationnement, le code de la porte.",
    )

    def __init__(self, *args: Any, step: Step, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.step = step
        self.fields["place"].queryset = step.allowed_places  # type: ignore[attr-defined]
        if lacks_consultant(step):
            self.fields["careers_consultant"] = MemberChoice(
                label="Consultant en évolution professionnelle",
                queryset=consultants_of(step.pathway),
                empty_label="Choisir la personne",
                help_text="Cette personne suivra le parcours avec vous.",
            )
        self._add_substitutes(step)
        guests = guests_of(step)
        if guests:
            self.fields["also"] = forms.MultipleChoiceField(
                label="Inviter aussi",
                choices=[(seat.role, f"{seat.user} ({seat.organisation})") for seat in guests],
                widget=forms.CheckboxSelectMultiple,
                required=False,
            )
        if not self.is_bound and step.parties.all():
            self._show_parties(step)

    def _add_substitutes(self, step: Step) -> None:
        """For each seat that somebody of the same body and role could take: a choice, left empty by default."""
        self.substituted = []
        for seat in [*expected_seats(step), *guests_of(step)]:
            candidates = substitutes_for(seat)
            if candidates.exists():
                self.substituted.append(seat.role)
                self.fields[f"substitute_{seat.role}"] = MemberChoice(
                    label=f"À la place de {seat.user}",
                    queryset=candidates,
                    required=False,
                    empty_label=f"{seat.user} sera là",
                )

    def _show_parties(self, step: Step) -> None:
        """Who sits there now, so that sending the form again changes nobody."""
        expected = expected_roles(step)
        parties = list(step.parties.all())
        self.initial["also"] = [party.role for party in parties if party.role not in expected]
        for party in parties:
            if party.is_substitute:
                seat = Membership.objects.filter(
                    user=party.user_id, organisation=party.organisation_id, role=party.role
                )
                self.initial[f"substitute_{party.role}"] = seat.first()

    @property
    def party_fields(self) -> list[forms.BoundField]:
        """The fields that change who sits there."""
        names = [*(f"substitute_{role}" for role in self.substituted), "also"]
        return [self[name] for name in names if name in self.fields]

    @property
    def changes_parties(self) -> bool:
        """Whether somebody replaces or joins the usual parties, or a fault is in there: then it is shown."""
        return any(field.value() or field.errors for field in self.party_fields)

    def substitutes(self) -> dict[str, Membership]:
        chosen = {role: self.cleaned_data.get(f"substitute_{role}") for role in self.substituted}
        return {role: membership for role, membership in chosen.items() if membership}

    def seats(self) -> list[Seat]:
        """Who would sit there, as the form says so far; it may still hold faults."""
        also = self.cleaned_data.get("also") or []
        seats = expected_seats(self.step, substitutes=self.substitutes(), also=also)
        consultant = self.cleaned_data.get("careers_consultant")
        return [
            replace(seat, user=consultant.user, organisation=consultant.organisation)
            if consultant and seat.role == PartyRole.CAREERS_CONSULTANT
            else seat
            for seat in seats
        ]

    def values(self) -> dict[str, Any]:
        """The arguments of the act."""
        values = {
            name: value for name, value in self.cleaned_data.items() if not name.startswith("substitute_")
        }
        if "revision" in values:
            values["seen_revision"] = values.pop("revision")
        return {**values, "substitutes": self.substitutes()}


class MemberChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, membership: Membership) -> str:
        return f"{membership.user} ({membership.organisation})"


class PlanForm(VenueForm):
    """A date, and the rest. It also asks who the careers consultant is, when the path has none and the step needs one."""

    starts_at = MomentField(label="Date et heure")
    field_order = ["starts_at", "duration_minutes"]


class MoveForm(PlanForm, RevisionForm):
    """The same, for a step that somebody else may be moving too."""


class InviteForm(VenueForm):
    """The days among which the person chooses, instead of a date."""

    first_day = DateField(label="Créneaux à partir du")
    last_day = DateField(label="Jusqu'au")
    field_order = ["first_day", "last_day", "duration_minutes"]


HOURS = ["%H:%M", "%H:%M:%S", "%Hh%M", "%H h %M", "%Hh"]


class RealTimesForm(forms.Form):
    """The hours of the wall at which an appointment really began and ended, on its own day (B20)."""

    began_at = forms.TimeField(label="Début réel", input_formats=HOURS, widget=TimeInput, required=False)
    ended_at = forms.TimeField(label="Fin réelle", input_formats=HOURS, widget=TimeInput, required=False)

    def real_times(self, starts_at: datetime | None) -> dict[str, datetime | None]:
        """The two instants, on the day of `starts_at`; nothing for what was not typed."""
        day = clock.civil_date(starts_at) if starts_at else None
        return {
            name: datetime.combine(day, typed, clock.ZONE)
            if day and (typed := self.cleaned_data[name])
            else None
            for name in ("began_at", "ended_at")
        }


class ReportForm(RealTimesForm):
    """What came of a step. A review that took place is told on its own screen, with its decision."""

    outcome = forms.ChoiceField(label="Que s'est-il passé ?", widget=forms.RadioSelect)
    shared_minutes = FreeTextField(label="Compte rendu partagé", required=False)
    private_note = FreeTextField(label="Note privée", required=False)

    def __init__(self, *args: Any, step: Step, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.step = step
        told_here = OUTCOMES[1:] if step.is_review else OUTCOMES
        self.fields["outcome"].choices = told_here  # type: ignore[attr-defined]
        if step.starts_at is None:
            self.fields["starts_at"] = MomentField(label="Date et heure du rendez-vous")
            self.fields["place"] = forms.ModelChoiceField(
                label="Lieu", queryset=step.allowed_places, required=False, empty_label="Non précisé"
            )
        self.order_fields(["outcome", "starts_at", "place", "began_at", "ended_at"])

    def values(self) -> dict[str, Any]:
        """The arguments of the act."""
        when = self.cleaned_data.get("starts_at") or self.step.starts_at
        return {**self.cleaned_data, **self.real_times(when)}


class CorrectForm(RealTimesForm, RevisionForm):
    """A report put right, and why (C20)."""

    state = forms.ChoiceField(label="Ce qui s'est passé", choices=OUTCOMES, widget=forms.RadioSelect)
    shared_minutes = FreeTextField(label="Compte rendu partagé", required=False)
    reason = FreeTextField(
        label="Pourquoi cette correction",
        max_length=300,
        help_text="Gardé avec le rendez-vous, et lu par toutes les parties.",
    )
    field_order = ["state", "began_at", "ended_at", "shared_minutes", "reason"]

    def __init__(self, *args: Any, step: Step, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.step = step

    def values(self) -> dict[str, Any]:
        """The arguments of the act."""
        values = {**self.cleaned_data, **self.real_times(self.step.starts_at)}
        values["outcome"], values["seen_revision"] = values.pop("state"), values.pop("revision")
        return values


class ReasonForm(RevisionForm):
    """Why a step does not take place."""

    reason = FreeTextField(
        label="Raison", max_length=300, help_text="Lue par toutes les parties du parcours."
    )

    def __init__(self, *args: Any, step: Step, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)


class CancelForm(ReasonForm):
    """Who cancels, and when they said so: how long before is computed."""

    initiative = forms.ChoiceField(label="Qui annule ?", widget=forms.RadioSelect)
    told_at = MomentField(
        label="Prévenu le",
        required=False,
        help_text="Vide : maintenant. Le délai avant le rendez-vous en est déduit.",
    )
    field_order = ["initiative", "told_at", "reason"]

    def __init__(self, *args: Any, step: Step, **kwargs: Any) -> None:
        super().__init__(*args, step=step, **kwargs)
        self.fields["initiative"].choices = [  # type: ignore[attr-defined]
            (seat.role, _who_cancels(seat)) for seat in list(step.parties.all()) or expected_seats(step)
        ]

    def values(self) -> dict[str, Any]:
        """The arguments of the act."""
        values = dict(self.cleaned_data)
        values["seen_revision"] = values.pop("revision")
        return values


def _who_cancels(seat: Seat | Party) -> str:
    if seat.role == PartyRole.BENEFICIARY:
        return "La personne accompagnée"
    return f"{seat.user or PartyRole(seat.role).label} ({seat.organisation or 'non précisé'})"


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
