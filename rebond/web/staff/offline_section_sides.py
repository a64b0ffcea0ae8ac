"""Settling a section of the diagnostic filled without network, when somebody answered it meanwhile."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from rebond.assessments import actions
from rebond.assessments.kinds import Answer, Answers, Kind, Question
from rebond.assessments.questions import OBSTACLE, SECTIONS, WEIGHTS
from rebond.assessments.reading import Part, read_part
from rebond.pathways.models import Pathway
from rebond.web.acts import refusals_on
from rebond.web.requests import StaffRequest
from rebond.web.staff.assessment_forms import SectionForm
from rebond.web.staff.assessments import diagnostic_url
from rebond.web.staff.offline_arrivals import Kept
from rebond.web.staff.offline_sections import filled, pathway_to_fill
from rebond.web.staff.offline_sides import BOTH, EMPTY, FILE, SITE, SettleForm, Side, joined
from rebond.web.templatetags.words import moment


@dataclass(frozen=True)
class SectionSides:
    """What the file holds now, and what was typed on site, valid already when it came."""

    pathway: Pathway
    kept: Kept
    part: Part
    typed: SectionForm

    @property
    def sides(self) -> list[Side]:
        return [
            Side(
                code,
                question.label,
                _words(question, self.part.answers.get(code)),
                _words(question, self._on_site(question)),
                is_text=question.kind == Kind.TEXT,
            )
            for code, question in self.typed.questions.items()
        ]

    @property
    def shown(self) -> list[Side]:
        return [side for side in self.sides if side.differs]

    @property
    def saved(self) -> str:
        """By whom and when the file was answered."""
        row = self.part.row
        return f"{row.answered_by}, {moment(row.answered_at)}" if row else ""

    def merged(self, form: SettleForm) -> Answers:
        """The answers of the sides that are kept."""
        kept = {
            code: self._kept(question, form.keeps(code)) for code, question in self.typed.questions.items()
        }
        return {code: answer for code, answer in kept.items() if answer is not None}

    def _kept(self, question: Question, side: str) -> Answer | None:
        in_file, on_site = self.part.answers.get(question.code), self._on_site(question)
        both = {FILE: in_file, SITE: on_site}
        return joined(str(in_file), str(on_site), self.kept.typed_at) if side == BOTH else both[side]

    def _on_site(self, question: Question) -> Answer | None:
        return question.clean(self.typed.cleaned_data.get(question.code))


def _words(question: Question, answer: Answer | None) -> str:
    return EMPTY if answer is None else question.words(answer)


def settle_section(request: StaffRequest, kept: Kept) -> HttpResponse:
    """The page, or where to go once it is settled. Raises Http404, PermissionDenied when it is not theirs any more."""
    pathway = pathway_to_fill(request.actor, kept.thing)
    part = read_part(pathway, kept.part, by=request.actor)
    typed = filled(kept.data, section=kept.part, pathway=pathway, revision=str(part.revision))
    typed.is_valid()
    both = SectionSides(pathway, kept, part, typed)
    form = SettleForm(request.POST or None, sides=both.sides, initial={"revision": part.revision})
    if form.is_valid():
        with refusals_on(form):
            _answer(both, form, request)
            messages.success(request, f"« {part.section.label} » est rapproché : le dossier est à jour.")
            return redirect(diagnostic_url(pathway))
    context = {"both": both, "form": form, "kept": kept}
    return render(request, "staff/offline/settle_section.html", context, status=422 if request.POST else 200)


def _answer(both: SectionSides, form: SettleForm, request: StaffRequest) -> None:
    actions.answer_section(
        pathway=both.pathway,
        section=both.kept.part,
        answers=both.merged(form),
        revision=form.cleaned_data["revision"],
        by=request.actor,
    )


def section_words(kept: Kept) -> list[tuple[str, str]]:
    """One's own words, without asking anything of the file: an obstacle is then named by its code."""
    known = {question.code: question for question in SECTIONS[kept.part].questions}
    words = []
    for code, values in kept.answers.items():
        if code.startswith(OBSTACLE):
            label = f"Frein « {code.removeprefix(OBSTACLE)} »"
            known[code] = Question(code, label, Kind.WEIGHT, choices=WEIGHTS)
        if code in known and any(values):
            question = known[code]
            told = question.words(list(values) if question.kind == Kind.MANY else values[0])
            words.append((question.label, told))
    return words
