"""A question of the diagnostic as a field of a form, for the adviser and for the person alike."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.db import models
from django.urls import reverse_lazy

from rebond.assessments.kinds import MAX_LINE, MAX_TEXT, Answer, Kind, Question
from rebond.web.acts import Conflict, Difference, RevisionForm
from rebond.web.forms import FreeTextField

_UNANSWERED = "(vide)"
#: What it is called not to choose.
_NOTHING = {Kind.ONE: "Sans réponse", Kind.LEVEL: "Pas encore évalué", Kind.WEIGHT: "Ne gêne pas"}


class AnswersForm(RevisionForm):
    """The questions of one section, none of them required. `as_person` words them as the person reads them."""

    questions: Mapping[str, Question]

    def __init__(
        self, *args: Any, questions: Mapping[str, Question], as_person: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.questions = questions
        for code, question in questions.items():
            label, help_text = (question.ask, "") if as_person else (question.label, question.help)
            self.fields[code] = _field(question, label=label, help_text=help_text)

    def answers(self) -> dict[str, Any]:
        """What is handed to the act: question code → answer, the unanswered ones left out."""
        typed = {code: self.cleaned_data.get(code) for code in self.questions}
        return {code: value for code, value in typed.items() if value not in (None, "", [])}

    def show_conflict(self, current: models.Model) -> None:
        """Side by side: what was saved meanwhile, and what was typed here."""
        super().show_conflict(current)
        assert self.conflict is not None
        saved: dict[str, Answer] = current.answers  # type: ignore[attr-defined]
        self.conflict = Conflict(self.conflict.by, self.conflict.at, list(self._differences(saved)))

    def _differences(self, saved: Mapping[str, Answer]) -> Iterable[Difference]:
        for code, question in self.questions.items():
            typed = question.clean(self.cleaned_data.get(code))
            if typed != saved.get(code):
                yield Difference(
                    str(self.fields[code].label), _words(question, saved.get(code)), _words(question, typed)
                )


def initial_of(answers: Mapping[str, Answer]) -> dict[str, Any]:
    """What the fields start from."""
    return {code: str(value) if isinstance(value, int) else value for code, value in answers.items()}


def _words(question: Question, answer: Answer | None) -> str:
    return _UNANSWERED if answer is None else question.words(answer)


def _field(question: Question, *, label: str, help_text: str) -> forms.Field:
    told: dict[str, Any] = {"label": label, "help_text": help_text, "required": False}
    match question.kind:
        case Kind.TEXT:
            return FreeTextField(**told, max_length=MAX_TEXT)
        case Kind.LINE:
            widget = forms.TextInput(attrs={"data-sensitive": reverse_lazy("check_free_text")})
            return FreeTextField(**told, max_length=MAX_LINE, widget=widget)
        case Kind.NUMBER:
            return forms.IntegerField(**told, min_value=0, max_value=question.most)
        case Kind.MANY:
            boxes = forms.CheckboxSelectMultiple
            return forms.MultipleChoiceField(**told, choices=question.choices, widget=boxes)
        case Kind.ONE | Kind.LEVEL | Kind.WEIGHT:
            choices = [("", _NOTHING[question.kind]), *_choices(question)]
            return forms.ChoiceField(**told, choices=choices, widget=forms.RadioSelect)


def _choices(question: Question) -> Iterable[tuple[str, str]]:
    if question.kind == Kind.LEVEL:
        return [(level, f"{level} – {words}") for level, words in question.choices]
    return question.choices
