"""The action plan on screen: any party adds aims and actions, and moves them in one click."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST
from django_htmx.http import reswap, retarget

from rebond.assessments.reading import weak_domains
from rebond.core import clock
from rebond.core.acts import ActRefused
from rebond.pathways import actions, policy
from rebond.pathways.models import Action, Aim, Pathway
from rebond.pathways.plan import owner_names, read_plan, suggested_actions, suggested_aims
from rebond.programmes.models import ListItem
from rebond.programmes.school import coming_in_words
from rebond.programmes.vocabulary import Domain
from rebond.web.acts import RevisionForm, refusals_on
from rebond.web.due import DueForm
from rebond.web.forms import DateField, FreeTextField
from rebond.web.requests import StaffRequest

#: What the forms and the plan read of a path.
_JOINED = ("beneficiary", "adviser", "lead_worker", "careers_consultant", "programme", "referral")


class OneLine(forms.TextInput):
    """A few words about a person."""

    def __init__(self) -> None:
        super().__init__(attrs={"data-sensitive": True})


class WordedForm(forms.Form):
    """Something of the plan: one of the programme's suggestions, or words of one's own (`label`)."""

    suggestion: "forms.ModelChoiceField[ListItem]" = forms.ModelChoiceField(
        label="Suggestions du programme", queryset=None, required=False, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, suggestions: QuerySet[ListItem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["suggestion"]
        field.queryset, field.empty_label = suggestions, "Aucune : je l'écris moi-même"
        if not suggestions:
            del self.fields["suggestion"]

    def clean(self) -> dict[str, Any]:
        values = {"suggestion": None, **(super().clean() or {})}
        if suggestion := values["suggestion"]:
            values["label"] = suggestion.label
        elif not values.get("label") and "label" not in self.errors:
            self.add_error("label", "Choisissez une suggestion ou écrivez la vôtre.")
        return values


class ObstaclesForm(forms.Form):
    """The blocking points of the referral that an aim answers."""

    obstacles: "forms.ModelMultipleChoiceField[ListItem]" = forms.ModelMultipleChoiceField(
        label="Points de blocage auxquels il répond",
        queryset=None,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    domain = forms.ChoiceField(
        label="Domaine du diagnostic auquel il répond",
        required=False,
        choices=[("", "Aucun en particulier"), *Domain.choices],
    )

    def __init__(self, *args: Any, pathway: Pathway, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = pathway.referral.obstacles.all()
        self.fields["obstacles"].queryset = named  # type: ignore[attr-defined]
        if not named:
            del self.fields["obstacles"]

    def clean(self) -> dict[str, Any]:
        return {"obstacles": [], **(super().clean() or {})}


class AimForm(ObstaclesForm, WordedForm):
    label = FreeTextField(label="Un autre objectif", required=False, max_length=160, widget=OneLine)
    field_order = ["suggestion", "label", "obstacles", "domain"]


class EditAimForm(ObstaclesForm):
    label = FreeTextField(label="Objectif", max_length=160, widget=OneLine)
    field_order = ["label", "obstacles", "domain"]


class ActionFields(DueForm):
    """Who does it, and by when."""

    owner = forms.ChoiceField(label="Qui s'en charge")

    def __init__(self, *args: Any, pathway: Pathway, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].choices = list(owner_names(pathway).items())  # type: ignore[attr-defined]
        self.fields["due_on"].help_text = coming_in_words(pathway.programme.school_zone, clock.today())
        self.offer_holidays(pathway)


class ActionForm(ActionFields, WordedForm):
    label = FreeTextField(label="Une autre action", required=False, max_length=200, widget=OneLine)
    field_order = ["suggestion", "label", "owner", "due_on", "before_holidays"]


class EditActionForm(ActionFields, RevisionForm):
    label = FreeTextField(label="Action", max_length=200, widget=OneLine)
    field_order = ["label", "owner", "due_on", "before_holidays"]


class AcceptForm(ActionFields):
    """What was proposed, as it enters the plan."""

    field_order = ["owner", "due_on", "before_holidays"]


class CommentForm(forms.Form):
    text = FreeTextField(
        label="Votre commentaire",
        help_text="La personne et toutes les parties du parcours le lisent.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class FinishForm(forms.Form):
    result = FreeTextField(
        label="Ce qui en est sorti", required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    evidence = forms.CharField(
        label="Ce qui le montre",
        help_text="Un devis, une affiche, une adresse de site…",
        required=False,
        max_length=300,
    )
    done_on = DateField(label="Fait le")

    def clean_done_on(self) -> Any:
        if self.cleaned_data["done_on"] > clock.today():
            raise forms.ValidationError("Cette date est dans le futur.")
        return self.cleaned_data["done_on"]


class DropForm(forms.Form):
    result = FreeTextField(label="Pourquoi", required=False, widget=forms.Textarea(attrs={"rows": 2}))


def add_aim(request: StaffRequest, pk: UUID) -> HttpResponse:
    pathway = _visible_pathway(request, pk, to="add_aim")
    form = AimForm(_posted(request), pathway=pathway, suggestions=suggested_aims(pathway))
    if form.is_valid():
        with refusals_on(form):
            actions.add_aim(pathway=pathway, by=request.actor, **form.cleaned_data)
            return _changed(request, pathway)
    return _form(request, pathway, form, "Ajouter un objectif")


def edit_aim(request: StaffRequest, pk: UUID) -> HttpResponse:
    aim = get_object_or_404(_aims(request), pk=pk)
    policy.require(request.actor, "edit_aim", aim)
    seen = {"label": aim.label, "obstacles": aim.obstacles.all(), "domain": aim.domain}
    form = EditAimForm(_posted(request), pathway=aim.pathway, initial=seen)
    if form.is_valid():
        with refusals_on(form):
            actions.edit_aim(aim=aim, by=request.actor, **form.cleaned_data)
            return _changed(request, aim.pathway)
    return _form(request, aim.pathway, form, "Modifier l'objectif")


def add_action(request: StaffRequest, pk: UUID) -> HttpResponse:
    aim = get_object_or_404(_aims(request), pk=pk)
    policy.require(request.actor, "add_action", aim)
    form = ActionForm(_posted(request), pathway=aim.pathway, suggestions=suggested_actions(aim))
    if form.is_valid():
        with refusals_on(form):
            action = actions.add_action(aim=aim, by=request.actor, **form.cleaned_data)
            return _changed(request, aim.pathway, action)
    return _form(request, aim.pathway, form, "Ajouter une action", lead=aim.label)


def edit_action(request: StaffRequest, pk: UUID) -> HttpResponse:
    action = _visible_action(request, pk, to="edit_action")
    pathway = action.aim.pathway
    seen = {name: getattr(action, name) for name in ("label", "owner", "due_on", "revision")}
    form = EditActionForm(_posted(request), pathway=pathway, initial=seen)
    if form.is_valid():
        with refusals_on(form):
            values = {**form.cleaned_data}
            revision = values.pop("revision")
            actions.edit_action(action=action, by=request.actor, seen_revision=revision, **values)
            return _changed(request, pathway, action)
    return _form(request, pathway, form, "Modifier l'action")


def finish_action(request: StaffRequest, pk: UUID) -> HttpResponse:
    action = _visible_action(request, pk, to="finish_action")
    form = FinishForm(_posted(request), initial=_seen_of(action))
    return _end(request, action, form, actions.finish_action, "Action faite")


def _seen_of(action: Action) -> dict[str, Any]:
    return {"done_on": clock.today(), "result": action.result, "evidence": action.evidence}


def accept_action(request: StaffRequest, pk: UUID) -> HttpResponse:
    action = _visible_action(request, pk, to="accept_action")
    seen = {"owner": action.owner, "due_on": action.due_on}
    form = AcceptForm(_posted(request), pathway=action.aim.pathway, initial=seen)
    if form.is_valid():
        with refusals_on(form):
            actions.accept_action(action=action, by=request.actor, **form.cleaned_data)
            return _changed(request, action.aim.pathway, action)
    title = f"{action.aim.pathway.beneficiary.first_name} propose une action"
    return _form(request, action.aim.pathway, form, title, lead=action.label)


def comment_action(request: StaffRequest, pk: UUID) -> HttpResponse:
    action = _visible_action(request, pk, to="comment_action")
    form = CommentForm(_posted(request))
    if form.is_valid():
        with refusals_on(form):
            actions.comment_action(action=action, by=request.actor, **form.cleaned_data)
            return _changed(request, action.aim.pathway, action)
    return _form(request, action.aim.pathway, form, "Commenter l'action", lead=action.label)


def drop_action(request: StaffRequest, pk: UUID) -> HttpResponse:
    action = _visible_action(request, pk, to="drop_action")
    form = DropForm(_posted(request), initial={"result": action.result})
    return _end(request, action, form, actions.drop_action, "Abandonner l'action")


def _end(
    request: StaffRequest, action: Action, form: forms.Form, act: Callable[..., None], title: str
) -> HttpResponse:
    if form.is_valid():
        with refusals_on(form):
            act(action=action, by=request.actor, **form.cleaned_data)
            return _changed(request, action.aim.pathway, action)
    return _form(request, action.aim.pathway, form, title, lead=action.label)


@require_POST
def start_action(request: StaffRequest, pk: UUID) -> HttpResponse:
    return _move(request, _visible_action(request, pk, to="start_action"), actions.start_action)


@require_POST
def reopen_action(request: StaffRequest, pk: UUID) -> HttpResponse:
    return _move(request, _visible_action(request, pk, to="reopen_action"), actions.reopen_action)


def _move(request: StaffRequest, action: Action, act: Callable[..., None]) -> HttpResponse:
    """One click. Refused (somebody was faster), it shows the plan as it now stands, and why."""
    try:
        act(action=action, by=request.actor)
    except ActRefused as refusal:
        if not request.htmx:
            raise
        return _plan_fragment(request, action.aim.pathway, action, refusal=refusal.message)
    return _changed(request, action.aim.pathway, action)


def _posted(request: StaffRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _visible_pathway(request: StaffRequest, pk: UUID, *, to: str) -> Pathway:
    """The path if this role sees it (else 404), and may do `to` with it (else 403)."""
    pathway = get_object_or_404(policy.pathways_visible_to(request.actor).select_related(*_JOINED), pk=pk)
    policy.require(request.actor, to, pathway)
    return pathway


def _aims(request: StaffRequest) -> QuerySet[Aim]:
    visible = policy.pathways_visible_to(request.actor)
    return Aim.objects.filter(pathway__in=visible).select_related(
        *(f"pathway__{name}" for name in _JOINED),
    )


def _visible_action(request: StaffRequest, pk: UUID, *, to: str) -> Action:
    action = get_object_or_404(Action.objects.filter(aim__in=_aims(request).values("pk")), pk=pk)
    action.aim = _aims(request).get(pk=action.aim_id)
    policy.require(request.actor, to, action)
    return action


def _changed(request: StaffRequest, pathway: Pathway, action: Action | None = None) -> HttpResponse:
    """Back to the plan: its fragment for htmx, else the file opened at this section."""
    if request.htmx:
        return _plan_fragment(request, pathway, action)
    anchor = f"#action-{action.pk}" if action else ""
    return redirect(f"{_plan_url(pathway)}{anchor}")


def _plan_url(pathway: Pathway) -> str:
    return f"{reverse('show_pathway', args=[pathway.pk])}?section=plan"


def _plan_fragment(
    request: StaffRequest, pathway: Pathway, action: Action | None, *, refusal: str = ""
) -> HttpResponse:
    pathway.refresh_from_db(fields=["state"])
    changed_id = action.pk if action else None
    plan = read_plan(pathway, weak=weak_domains(pathway, by=request.actor))
    context = {"pathway": pathway, "plan": plan, "changed_id": changed_id, "refusal": refusal}
    answer = render(request, "staff/pathways/_plan.html", context, status=409 if refusal else 200)
    return reswap(retarget(answer, "#plan"), "outerHTML")


def _form(
    request: StaffRequest, pathway: Pathway, form: forms.Form, title: str, lead: str = ""
) -> HttpResponse:
    """The form in its place in the plan for htmx, else on a page of its own; sent back with errors it answers 422."""
    template = "_plan_form" if request.htmx else "plan_form"
    context = {
        "pathway": pathway,
        "form": form,
        "title": title,
        "lead": lead,
        "address": request.path,
        "plan_url": _plan_url(pathway),
    }
    return render(request, f"staff/pathways/{template}.html", context, status=422 if form.is_bound else 200)
