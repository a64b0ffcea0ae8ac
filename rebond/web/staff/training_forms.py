"""What may be typed about courses, sessions and presences."""

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.core.validators import URLValidator
from django.forms.utils import from_current_timezone, to_current_timezone

from rebond.pathways.models import Pathway
from rebond.people.models import Organisation, User
from rebond.programmes.models import Programme
from rebond.trainings.models import CourseKind, HalfDay, Session
from rebond.trainings.room import Room
from rebond.trainings.states import PresenceState
from rebond.web.acts import RevisionForm
from rebond.web.forms import DateField, FreeTextField, TimeInput

MAX_HALF_DAYS = 12
_HOURS = ["%H:%M", "%H:%M:%S", "%Hh%M", "%H h %M", "%Hh"]


class CourseForm(forms.Form):
    title = forms.CharField(label="Intitulé", max_length=120)
    kind = forms.ChoiceField(label="Nature", choices=CourseKind.choices, widget=forms.RadioSelect)
    aims = FreeTextField(
        label="Objectifs", required=False, help_text="Ce que la personne saura faire ensuite."
    )
    content = FreeTextField(label="Contenu", required=False)


class NewCourseForm(CourseForm):
    programme: "forms.ModelChoiceField[Programme]" = forms.ModelChoiceField(
        label="Programme", queryset=None, empty_label=None
    )
    course_id = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, programmes: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["programme"].queryset = programmes  # type: ignore[attr-defined]


class EditCourseForm(CourseForm, RevisionForm):
    is_offered = forms.BooleanField(label="Proposée : de nouvelles sessions peuvent s'ouvrir", required=False)


class HalfDayForm(forms.Form):
    """One half-day; a line left empty is no half-day."""

    day = DateField(label="Jour", required=False)
    opens_at = forms.TimeField(label="De", required=False, input_formats=_HOURS, widget=TimeInput())
    closes_at = forms.TimeField(label="À", required=False, input_formats=_HOURS, widget=TimeInput())

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        given = [values.get(name) not in (None, "") for name in ("day", "opens_at", "closes_at")]
        if any(given) and not all(given) and not self.errors:
            raise forms.ValidationError("Donnez le jour, le début et la fin.")
        if all(given) and values["closes_at"] <= values["opens_at"]:
            self.add_error("closes_at", "Une demi-journée finit après avoir commencé.")
        return values

    @property
    def stretch(self) -> tuple[datetime, datetime] | None:
        values = self.cleaned_data
        if not values.get("day"):
            return None
        return _at(values["day"], values["opens_at"]), _at(values["day"], values["closes_at"])


HalfDayFormSet = forms.formset_factory(
    HalfDayForm, extra=0, max_num=MAX_HALF_DAYS, absolute_max=MAX_HALF_DAYS
)


def half_days_of(session: Session | None) -> list[dict[str, Any]]:
    """What the lines start from: the half-days of the session, and some empty ones."""
    rows = [_typed(half_day) for half_day in session.half_days.all()] if session else []
    empty = max(1, 4 - len(rows))
    return (rows + [{}] * empty)[:MAX_HALF_DAYS]


def _typed(half_day: HalfDay) -> dict[str, Any]:
    starts_at, ends_at = to_current_timezone(half_day.starts_at), to_current_timezone(half_day.ends_at)
    return {"day": starts_at.date(), "opens_at": starts_at.time(), "closes_at": ends_at.time()}


def _at(day: date, hour: time) -> datetime:
    instant: datetime = from_current_timezone(datetime.combine(day, hour))
    return instant


class SessionForm(forms.Form):
    capacity = forms.IntegerField(label="Nombre de places", min_value=1, max_value=500, initial=12)
    place = forms.CharField(label="Lieu", max_length=160, required=False)
    video_url = forms.URLField(
        label="Lien de visioconférence",
        required=False,
        max_length=200,
        assume_scheme="https",
        error_messages={"invalid": "Le lien commence par https://."},
        validators=[URLValidator(schemes=["https"], message="Le lien commence par https://.")],
    )
    trainer: "forms.ModelChoiceField[User]" = forms.ModelChoiceField(
        label="Animée par", queryset=None, required=False, empty_label="Quelqu'un d'extérieur"
    )
    guest_trainer = forms.CharField(label="Intervenant extérieur", max_length=120, required=False)

    def __init__(self, *args: Any, organiser: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        colleagues = User.objects.filter(
            memberships__organisation=organiser, memberships__is_active=True, is_active=True
        )
        self.fields["trainer"].queryset = colleagues.distinct()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if not values.get("place") and not values.get("video_url") and "video_url" not in self.errors:
            self.add_error("place", "Indiquez un lieu ou un lien de visioconférence.")
        return values


class NewSessionForm(SessionForm):
    session_id = forms.UUIDField(widget=forms.HiddenInput)


class ChangeSessionForm(SessionForm, RevisionForm):
    pass


class CancelSessionForm(forms.Form):
    reason = FreeTextField(
        label="Pourquoi la session est annulée",
        max_length=300,
        help_text="Cette raison est lue par les animateurs, pas envoyée aux personnes.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class WithdrawForm(forms.Form):
    reason = FreeTextField(
        label="Raison", required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )


class PeopleForm(forms.Form):
    """Several people of one's own, to enrol at once or to write down as come."""

    people: "forms.ModelMultipleChoiceField[Pathway]" = forms.ModelMultipleChoiceField(
        label="Personnes",
        queryset=None,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choisissez au moins une personne."},
    )

    def __init__(self, *args: Any, pathways: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["people"]
        field.queryset = pathways
        field.label_from_instance = lambda pathway: f"{pathway.beneficiary} — {pathway.business}"


class PresenceForm(forms.Form):
    """One half-day: what is known of each enrolled person, field by field."""

    def __init__(self, *args: Any, room: Room, place: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.enrolments = {f"p-{line.enrolment.pk}": line.enrolment for line in room.lines}
        for line in room.lines:
            presence = line.presences[place]
            self.fields[f"p-{line.enrolment.pk}"] = forms.ChoiceField(
                label=str(line.enrolment.pathway.beneficiary),
                choices=PresenceState.choices,
                required=False,
                initial=presence.state if presence else None,
                widget=forms.RadioSelect,
            )

    def states(self) -> dict[Any, str]:
        """What was noted, for those of whom something was."""
        return {self.enrolments[name]: value for name, value in self.cleaned_data.items() if value}


class SignForm(forms.Form):
    name = forms.CharField(label="Prénom et nom", max_length=160)
    strokes = forms.CharField(required=False, widget=forms.HiddenInput)
