"""The sections of the diagnostic filled without network: taken along, and received."""

import re
from typing import Any
from uuid import UUID

from django.http import QueryDict
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string

from rebond.assessments import actions, policy
from rebond.assessments.questions import SECTIONS
from rebond.assessments.reading import Part, read_diagnostic
from rebond.audit.journal import record_access
from rebond.core.acts import ActRefused, StaleEdit
from rebond.drafts import store
from rebond.pathways.models import Pathway
from rebond.pathways.policy import pathways_visible_to
from rebond.people.actor import Actor
from rebond.people.models import Membership
from rebond.web.assessment_fields import initial_of
from rebond.web.staff.assessment_forms import SectionForm
from rebond.web.staff.assessments import diagnostic_url, draft_key
from rebond.web.staff.offline_arrivals import CONFLICT, DONE, Arrival, Garbage, Refused, keep_as_draft

KIND = "section"
_REVISION = re.compile("[0-9]{1,9}")


def pathway_to_fill(by: Actor, pk: UUID) -> Pathway:
    """Raises Http404 when the path is not visible, PermissionDenied when its diagnostic is somebody else's to fill."""
    pathways = pathways_visible_to(by).select_related("beneficiary", "programme", "version")
    pathway = get_object_or_404(pathways, pk=pk)
    policy.require(by, "answer_section", pathway)
    return pathway


def take_along(pathway: Pathway, worn: Membership) -> list[dict[str, Any]]:
    """Every section, with what is answered and what the person wrote. Written in the journal."""
    by = Actor.of(worn)
    record_access(by=by, beneficiary_id=pathway.beneficiary_id, page="take_diagnostic")
    parts = read_diagnostic(pathway, by=by).parts
    return [_section(part, pathway, by) | {"membership": worn.pk} for part in parts]


def _section(part: Part, pathway: Pathway, by: Actor) -> dict[str, Any]:
    """The form goes along, blank: its questions are those of the programme, and the person's words stand beside."""
    code = part.section.code
    answers, revision = _typed_so_far(part, pathway, by)
    form = SectionForm(section=code, pathway=pathway, auto_id="section_%s")
    form.own_words = part.own_words
    return {
        "kind": KIND,
        "thing": str(pathway.pk),
        "part": code,
        "title": f"Diagnostic : {part.section.label}",
        "person": str(pathway.beneficiary),
        "when": "",
        "where": "",
        "taken": {"revision": str(revision)},
        "answers": answers,
        "form": render_to_string(
            "offline/_section.html", {"form": form, "pathway": pathway, "name": f"{KIND}-{code}"}
        ),
    }


def _typed_so_far(part: Part, pathway: Pathway, by: Actor) -> tuple[dict[str, list[str]], str]:
    """What the device goes on with, and the revision over which it was typed: the draft of the screen, else the file's."""
    draft = store.find_draft(user=by.user, key=draft_key(pathway, part.section.code))
    if draft and draft.data.get("revision"):
        return draft.data, draft.data["revision"][0]
    saved = initial_of(part.answers)
    return {name: value if isinstance(value, list) else [value] for name, value in saved.items()}, str(
        part.revision
    )


def filled(data: QueryDict, *, section: str, pathway: Pathway, revision: str) -> SectionForm:
    """The answers of a device in the form of the screen, over the revision that it had taken along."""
    data.setlist("revision", [revision])
    return SectionForm(data, section=section, pathway=pathway)


def receive_section(arrival: Arrival, by: Actor) -> dict[str, str]:
    """Answer the section; or, when somebody answered it meanwhile, keep what came to be settled.

    Raises Garbage, Refused for what must be mended on the device, Http404 and PermissionDenied when it is not theirs any more.
    """
    if arrival.part not in SECTIONS or not _REVISION.fullmatch(arrival.taken.get("revision", "")):
        raise Garbage("no section of ours")
    pathway = pathway_to_fill(by, arrival.thing)
    form = filled(arrival.data, section=arrival.part, pathway=pathway, revision=arrival.taken["revision"])
    if not form.is_valid():
        raise Refused(form)
    if not _answer(pathway, form, arrival.part, by):
        keep_as_draft(arrival, by)
        return {"outcome": CONFLICT}
    store.forget_draft(user=by.user, key=draft_key(pathway, arrival.part))
    return {"outcome": DONE, "url": diagnostic_url(pathway)}


def _answer(pathway: Pathway, form: SectionForm, section: str, by: Actor) -> bool:
    """Whether it is answered; not when somebody did meanwhile. Raises Refused."""
    seen, answers = form.cleaned_data["revision"], form.answers()
    try:
        actions.answer_section(pathway=pathway, section=section, answers=answers, revision=seen, by=by)
    except StaleEdit:
        return False
    except ActRefused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        raise Refused(form) from refusal
    return True
