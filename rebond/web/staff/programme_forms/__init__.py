"""The small forms of a draft: one per kind of thing. Each reads a thing of the opened document, and gives one back."""

from rebond.web.staff.programme_forms.base import PartForm
from rebond.web.staff.programme_forms.file import ProgrammeFileForm
from rebond.web.staff.programme_forms.general import GeneralForm, OrganisationForm
from rebond.web.staff.programme_forms.letters import LetterForm
from rebond.web.staff.programme_forms.lists import (
    ActivityForm,
    ExitReasonForm,
    HourAccountForm,
    ItemForm,
    QuestionForm,
    SuggestedActionForm,
)
from rebond.web.staff.programme_forms.logos import LogoForm
from rebond.web.staff.programme_forms.phases import ChoiceForm, PhaseForm, StepForm
from rebond.web.staff.programme_forms.rates import ClauseForm, RateForm

__all__ = ["FORMS", "PartForm", "ProgrammeFileForm"]

FORMS: dict[str, type[PartForm]] = {
    "general": GeneralForm,
    "rate": RateForm,
    "clause": ClauseForm,
    "item": ItemForm,
    "suggested_action": SuggestedActionForm,
    "exit_reason": ExitReasonForm,
    "question": QuestionForm,
    "activity": ActivityForm,
    "hour_account": HourAccountForm,
    "organisation": OrganisationForm,
    "phase": PhaseForm,
    "step": StepForm,
    "choice": ChoiceForm,
    "letter": LetterForm,
    "logo": LogoForm,
}
