"""What is typed to refer a person, on one screen: the person, the business, why, and who this person already is."""

from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from django import forms
from django.http import QueryDict
from django.utils.html import escape

from rebond.core import clock
from rebond.pathways.matching import Identity, Match, similar_beneficiaries
from rebond.pathways.models.referral import Answer
from rebond.people.models import Beneficiary, Organisation
from rebond.programmes.models import BodyPart, EligibilityQuestion, ListItem, ListKind, Programme
from rebond.web.forms import FreeTextField
from rebond.web.staff.person_forms import BusinessForm, PersonForm

#: Said of the people who look alike: none of them is the one being referred.
SOMEBODY_ELSE = "autre"


class ReferralForm(forms.Form):
    """Why this person is referred, and to whom."""

    referral_id = forms.UUIDField(widget=forms.HiddenInput)
    known_person = forms.CharField(
        label="Personne déjà connue", required=False, max_length=40, widget=forms.RadioSelect
    )
    seen_people = forms.CharField(required=False, max_length=400, widget=forms.HiddenInput)
    obstacles: "forms.ModelMultipleChoiceField[ListItem]" = forms.ModelMultipleChoiceField(
        label="Points de blocage",
        queryset=None,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Ce qui empêche aujourd'hui l'activité de faire vivre la personne.",
    )
    reason = FreeTextField(
        label="Pourquoi cette orientation",
        required=False,
        help_text="Des faits, en quelques phrases. La personne peut lire ce texte.",
    )
    contractor: "forms.ModelChoiceField[Organisation]" = forms.ModelChoiceField(
        label="Organisme à qui l'adresser", queryset=None, empty_label="Choisir"
    )
    notice_given = forms.BooleanField(
        label="J'ai remis la notice d'information à la personne",
        required=False,
        help_text="Elle dit qui utilise ses données, pourquoi, combien de temps, et quels sont ses droits.",
    )

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("referral_id", uuid4())
        obstacles = ListItem.objects.filter(version=programme.current_version(), kind=ListKind.OBSTACLE)
        self.fields["obstacles"].queryset = obstacles  # type: ignore[attr-defined]
        self.only_contractor = self._offer_contractors(programme)

    def _offer_contractors(self, programme: Programme) -> Organisation | None:
        """The one contractor of the programme; None when there are several to choose from."""
        contractors = Organisation.objects.filter(
            bodies__programme=programme, bodies__part=BodyPart.CONTRACTOR
        )
        if contractors.count() != 1:
            self.fields["contractor"].queryset = contractors  # type: ignore[attr-defined]
            return None
        del self.fields["contractor"]
        return contractors.get()

    @property
    def seen(self) -> set[str]:
        """The people already shown as alike when « somebody else » was said."""
        return set((self.data.get("seen_people") or self.initial.get("seen_people") or "").split())


class EligibilityForm(forms.Form):
    """The questions of the programme. An answer may warn, and never refuses (D8); nothing is preselected."""

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = list(programme.current_version().eligibility_questions.all())
        for question in self.questions:
            self.fields[question.code] = forms.ChoiceField(
                label=question.text,
                help_text=escape(question.guidance),
                choices=Answer.choices,
                widget=forms.RadioSelect,
                error_messages={"required": f"Répondez à : {question.text}"},
            )

    @property
    def warnings(self) -> list[EligibilityQuestion]:
        """The questions whose answer so far warns."""
        return [question for question in self.questions if self[question.code].value() == question.warns_on]

    def values(self) -> dict[EligibilityQuestion, str]:
        return {question: self.cleaned_data[question.code] for question in self.questions}


@dataclass
class ReferralScreen:
    """The forms of the screen, sent together, and the people already known who look like this one."""

    programme: Programme
    person: PersonForm
    business: BusinessForm
    referral: ReferralForm
    eligibility: EligibilityForm
    matches: list[Match] = field(default_factory=list)
    known_person: Beneficiary | None = None

    @classmethod
    def of(cls, data: QueryDict | None, *, programme: Programme) -> "ReferralScreen":
        return cls(
            programme=programme,
            person=PersonForm(data, prefix="person"),
            business=BusinessForm(data, prefix="business"),
            referral=ReferralForm(data, programme=programme),
            eligibility=EligibilityForm(data, prefix="eligibility", programme=programme),
        )

    @property
    def forms(self) -> list[forms.Form]:
        return [self.person, self.business, self.referral, self.eligibility]

    @property
    def has_errors(self) -> bool:
        return any(form.errors for form in self.forms)

    @property
    def seen_people(self) -> str:
        return " ".join(str(match.beneficiary.pk) for match in self.matches)

    @property
    def choice(self) -> str:
        """What was chosen among the people shown; « somebody else » falls when somebody new appears."""
        chosen = self.referral["known_person"].value() or ""
        ids = set(self.seen_people.split())
        still_stands = chosen in ids or (chosen == SOMEBODY_ELSE and ids <= self.referral.seen)
        return chosen if still_stands else ""

    def look_for_people(self) -> None:
        """Fill `matches` from what is typed well enough so far."""
        clues = self._clues()
        names = ("last_name", "first_name", "birth_date", "caf_number", "phone")
        known = {name: clues[name] for name in names if clues.get(name)}
        self.matches = similar_beneficiaries(Identity(**known), programme=self.programme) if known else []

    def _clues(self) -> dict[str, Any]:
        if not self.person.is_bound:  # a draft put back: read it as if it had been sent
            data = {
                self.person.add_prefix(name): value for name, value in self.person.initial.items() if value
            }
            typed = PersonForm(data, prefix="person")
            typed.is_valid()
            return typed.cleaned_data
        self.person.is_valid()
        return self.person.cleaned_data

    def is_valid(self) -> bool:
        """Whether all is well typed, and somebody alike was told apart or recognised."""
        is_well_typed = (
            sum(not form.is_valid() for form in self.forms) == 0
        )  # all of them, so that every error is told
        self.look_for_people()
        by_id = {str(match.beneficiary.pk): match.beneficiary for match in self.matches}
        self.known_person = by_id.get(self.choice)
        if self.matches and not self.choice:
            self.referral.add_error(
                "known_person", "Dites si c'est une personne déjà connue, ou quelqu'un d'autre."
            )
        return is_well_typed and not self.referral.errors

    def values(self) -> dict[str, Any]:
        """The arguments of `refer_person`, but the programme and who does it."""
        cleaned = self.referral.cleaned_data
        notice: dict[str, Any] = {}
        if cleaned["notice_given"]:
            notice = {
                "notice_given_on": clock.today(),
                "notice_version": f"v{self.programme.current_version().number}",
            }
        return {
            "referral_id": cleaned["referral_id"],
            "contractor": self.referral.only_contractor or cleaned["contractor"],
            "person": {**self.person.values(), **notice},
            "business": self.business.values(),
            "obstacles": cleaned["obstacles"],
            "reason": cleaned["reason"],
            "known_person": self.known_person,
            "answers": self.eligibility.values(),
        }
