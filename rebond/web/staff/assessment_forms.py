"""What may be typed about a diagnostic."""

from collections.abc import Mapping
from typing import Any

from django import forms

from rebond.assessments.models import Moment
from rebond.assessments.questions import SECTIONS, questions_of
from rebond.pathways.models import Pathway
from rebond.web.acts import RevisionForm
from rebond.web.assessment_fields import AnswersForm
from rebond.web.forms import FreeTextField


class SectionForm(AnswersForm):
    """One section of the diagnostic, filled by the adviser alone or with the person."""

    #: What the person answered in their space, by question.
    own_words: Mapping[str, str]

    def __init__(self, *args: Any, section: str, pathway: Pathway, **kwargs: Any) -> None:
        self.section = SECTIONS[section]
        self.own_words = {}
        super().__init__(*args, questions=questions_of(self.section, pathway), **kwargs)

    def asked(self) -> list[tuple[Any, str]]:
        """The fields of the questions, in their order, the ratings left out; beside each, the person's own words."""
        return [
            (self[code], self.own_words.get(code, ""))
            for code, question in self.questions.items()
            if question.domain is None
        ]

    def rated(self) -> list[tuple[Any, Any, Any]]:
        """For each domain: its name, the field of its level, the field of what makes it said."""
        return [
            (domain.label, self[f"level_{domain}"], self[f"why_{domain}"]) for domain in self.section.domains
        ]


class FreezeForm(forms.Form):
    """At which moment; what was read travels with the answer."""

    seen_sha256 = forms.CharField(max_length=64, widget=forms.HiddenInput)
    moment = forms.ChoiceField(
        label="À quel moment",
        choices=Moment.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Dites à quel moment ce diagnostic est arrêté."},
    )


class OpinionForm(RevisionForm):
    """The reasoned opinion while it is written: anything may still be missing."""

    observed = FreeTextField(
        label="Ce qui est constaté",
        required=False,
        help_text="Des faits : ce qui a été vu, dit ou compté avec la personne.",
    )
    opinion = FreeTextField(
        label="Avis sur la viabilité",
        required=False,
        help_text="Ce que vous en pensez, et pourquoi. La décision se prend à trois, en réunion.",
    )
    conditions = FreeTextField(
        label="À quelles conditions",
        required=False,
        help_text="Ce qui devrait changer, et en combien de temps.",
    )
