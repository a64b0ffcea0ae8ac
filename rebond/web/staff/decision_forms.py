"""What is typed to decide together: each party's word, the decision and its reasons. Nothing is preselected (D8)."""

from typing import Any, NamedTuple

from django import forms
from django.db import models
from django.forms import BoundField
from django.urls import reverse_lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString

from rebond.core import clock
from rebond.pathways.deciding import Word, why_not_author
from rebond.pathways.meeting import Voice, consequence_of, voices_of
from rebond.pathways.models import Decision, Pathway, Phase, Position, Step
from rebond.pathways.seats import Seat, expected_seats, substitutes_for
from rebond.pathways.simulating import scenario_sentences
from rebond.people.actor import Actor
from rebond.people.models import Membership
from rebond.programmes.models import ChoiceSpec, ListItem, ListKind
from rebond.programmes.vocabulary import PartyRole
from rebond.web.acts import Conflict, Difference, RevisionForm
from rebond.web.forms import DateField, FreeTextField, MomentField


class ChoiceRadios(forms.RadioSelect):
    """Each choice says its effect to the page, which asks for months only for an extension.

    Those that the programme leaves to other roles than that of `by` cannot be taken.
    """

    by: Actor

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        option["attrs"]["data-effect"] = value.instance.effect
        if why_not_author(value.instance, by=self.by):
            option["attrs"]["disabled"] = True
        return option


class ChoiceOfDecision(forms.ModelChoiceField):  # type: ignore[type-arg]
    """The choices of the phase under way, each with what it would do."""

    widget = ChoiceRadios
    phase: Phase
    by: Actor
    review: Step | None = None

    def label_from_instance(self, choice: ChoiceSpec) -> SafeString:
        does = consequence_of(choice, self.phase, review=self.review, by=self.by)
        return format_html('{}<span class="choice-note">{}</span>', choice, does)


class Asked(NamedTuple):
    """What is asked of one party."""

    voice: Voice
    position: BoundField
    comment: BoundField
    sits: BoundField | None = None


class SeatField(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, membership: Membership) -> str:
        return str(membership.user)


class DecisionForm(RevisionForm):
    """A decision: each party's word, the choice, its reasons."""

    choice = ChoiceOfDecision(label="Décision", queryset=None, empty_label=None)
    months = forms.IntegerField(
        label="Mois de prolongation",
        min_value=1,
        max_value=24,
        required=False,
        help_text="Seulement pour prolonger.",
    )
    reasons = FreeTextField(
        label="Raisons",
        help_text="Ce qui fonde la décision. Lu par toutes les parties.",
        error_messages={"required": "Une décision doit être motivée."},
    )

    def __init__(
        self, *args: Any, phase: Phase, by: Actor, review: Step | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["choice"]
        choice.phase, choice.review = phase, review
        choice.by = choice.widget.by = by
        choices = phase.spec.choice_specs.select_related("opens", "phase")
        choice.queryset = choices.prefetch_related("author_specs")
        self.fields["reasons"].required = all(spec.needs_reasons for spec in choice.queryset)
        self.voices = voices_of(phase)
        for voice in self.voices:
            self._ask(voice)
        self.order_fields([*(name for name in self.fields if name.endswith(("_position", "_comment")))])

    def _ask(self, voice: Voice) -> None:
        self.fields[f"{voice.role}_position"] = forms.ChoiceField(
            label=f"Avis : {voice.name}",
            choices=Position.choices,
            widget=forms.RadioSelect,
            required=voice.is_required,
            error_messages={"required": f"Il manque l'avis de {voice.name}."},
        )
        self.fields[f"{voice.role}_comment"] = FreeTextField(
            label="Ce qui est dit",
            required=False,
            max_length=300,
            widget=forms.TextInput(attrs={"data-sensitive": reverse_lazy("check_free_text")}),
        )

    @property
    def asked(self) -> list[Asked]:
        """Each voice with its fields, for the page."""
        return [Asked(v, self[f"{v.role}_position"], self[f"{v.role}_comment"]) for v in self.voices]

    def values(self) -> dict[str, Any]:
        """The arguments that `decide` and `hold_review` have in common."""
        cleaned = self.cleaned_data
        words = {
            voice.role: Word(position, cleaned[f"{voice.role}_comment"])
            for voice in self.voices
            if (position := cleaned[f"{voice.role}_position"])
        }
        return {
            "choice": cleaned["choice"],
            "months": cleaned["months"],
            "reasons": cleaned["reasons"],
            "words": words,
            "seen_revision": cleaned["revision"],
        }

    def show_conflict(self, current: models.Model) -> None:
        """The second to decide reads the decision already taken beside the one typed."""
        super().show_conflict(current)
        taken = _decision_taken(current)
        if taken:
            difference = Difference("Décision", str(taken), str(self.cleaned_data.get("choice", "")))
            self.conflict = Conflict(by=str(taken.decided_by), at=taken.recorded_at, differences=[difference])


def _decision_taken(thing: models.Model) -> Decision | None:
    """The last decision of a path, or the one of a review."""
    about = {"pathway": thing} if isinstance(thing, Pathway) else {"step": thing}
    known = Decision.objects.filter(**about)
    return known.select_related("choice", "decided_by").order_by("recorded_at").last()


class OwnDecisionForm(DecisionForm):
    """A decision taken outside of a tripartite meeting."""

    decided_on = DateField(label="Décidé le", initial=clock.today)


class ReviewForm(DecisionForm):
    """A tripartite meeting: its minutes, its decision, and perhaps the next appointment."""

    refusal_fields = {"decided_on": "starts_at"}

    starts_at = MomentField(label="Date et heure de la réunion")
    shared_minutes = FreeTextField(
        label="Compte rendu partagé",
        required=False,
        help_text="Lu par toutes les parties.",
        widget=forms.Textarea(attrs={"rows": 6, "data-sensitive": reverse_lazy("check_free_text")}),
    )
    private_note = FreeTextField(label="Note privée", required=False)
    next_starts_at = MomentField(label="Date et heure", required=False)
    next_place: "forms.ModelChoiceField[ListItem]" = forms.ModelChoiceField(
        label="Lieu", queryset=None, required=False, empty_label="Non précisé"
    )

    def __init__(self, *args: Any, step: Step, **kwargs: Any) -> None:
        super().__init__(*args, phase=step.phase, review=step, **kwargs)
        places = ListItem.objects.filter(version=step.pathway.version_id, kind=ListKind.PLACE)
        self.fields["next_place"].queryset = places  # type: ignore[attr-defined]
        self.seats = {seat.role: seat for seat in expected_seats(step) if substitutes_for(seat).exists()}
        seated = {party.role: party.user_id for party in step.parties.all()}
        for seat in self.seats.values():
            self._ask_who_sits(seat, seated.get(seat.role))
        self._offer_scenarios(step)
        self.order_fields(["starts_at", *(name for name in self.fields if name != "starts_at")])

    def _offer_scenarios(self, step: Step) -> None:
        """What was kept of the exit simulator may be taken into the minutes, each as its sentence; nothing is by default."""
        sentences = scenario_sentences(step.pathway)
        if sentences:
            self.fields["scenarios"] = forms.MultipleChoiceField(
                label="Essais du simulateur à reprendre dans le compte rendu",
                choices=[(sentence, sentence) for sentence in sentences],
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )

    def _ask_who_sits(self, seat: Seat, seated_id: int | None) -> None:
        """The one who holds the role on the path, or a colleague of the same organisation and role."""
        assert seat.user is not None
        members = Membership.objects.filter(
            organisation=seat.organisation, role=seat.role, is_active=True, user__is_active=True
        )
        members = members.select_related("user", "organisation").order_by("user__last_name", "pk")
        sits = next((m.pk for m in members if m.user_id == (seated_id or seat.user.pk)), None)
        self.fields[f"{seat.role}_user"] = SeatField(
            label=f"Qui siège ({PartyRole(seat.role).label})",
            queryset=members,
            initial=sits,
            empty_label=None,
            required=False,
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        widget = self.fields["next_starts_at"].widget
        typed = widget.value_from_datadict(self.data, self.files, self.add_prefix("next_starts_at"))
        if any(typed) and not cleaned.get("next_starts_at") and "next_starts_at" not in self.errors:
            self.add_error("next_starts_at", "Indiquez la date et l'heure, ou laissez les deux vides.")
        return cleaned

    def _minutes(self) -> str:
        parts = [self.cleaned_data["shared_minutes"], *self.cleaned_data.get("scenarios", [])]
        return "\n\n".join(part for part in parts if part)

    def values(self) -> dict[str, Any]:
        """The arguments of `hold_review`."""
        names = ("starts_at", "private_note")
        chosen = {role: self.cleaned_data[f"{role}_user"] for role in self.seats}
        substitutes = {role: membership for role, membership in chosen.items() if membership}
        return {
            **super().values(),
            **{name: self.cleaned_data[name] for name in names},
            "shared_minutes": self._minutes(),
            "substitutes": substitutes,
        }

    @property
    def asked(self) -> list[Asked]:
        """Each voice with its fields: who sits there too, where somebody else may."""
        sits = {role: self[f"{role}_user"] for role in self.seats}
        return [
            Asked(asked.voice, asked.position, asked.comment, sits.get(asked.voice.role))
            for asked in super().asked
        ]


class ResumeForm(forms.Form):
    """When a path under suspension starts again."""

    resumed_on = DateField(label="Reprise le", initial=clock.today)
