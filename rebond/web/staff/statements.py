"""Importing a bank statement: send it, sort its lines while the sums of the months follow, save the sums."""

import hashlib
import re
from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from rebond.audit.journal import record_access
from rebond.core.acts import ActRefused, NotInThisState
from rebond.finances.book import read_book
from rebond.finances.lines import lines_or_first
from rebond.finances.models import ActivityLine, Statement
from rebond.finances.months import months_in_words
from rebond.finances.operations import unpacked, use_labels
from rebond.finances.states import StatementState
from rebond.finances.sums import ProposedMonth, propose
from rebond.imports.raw_tables import MAX_STATEMENT_BYTES, MAX_STATEMENT_LABEL
from rebond.imports.sheets import UnreadableFile
from rebond.imports.statements import read_statement
from rebond.pathways import actions, policy
from rebond.pathways.figures import figure_words
from rebond.pathways.models import Pathway
from rebond.web.acts import refusals_on
from rebond.web.requests import StaffRequest

_LINE_NAME = re.compile(r"use-(\d{1,4})")
_MONTH_NAME = re.compile(r"month-(\d{4})-(0[1-9]|1[0-2])")


class StatementForm(forms.Form):
    """A file, the activity that its takings go to at first, and what the account is for."""

    file = forms.FileField(
        label="Relevé ou tableau",
        help_text=(
            f"De la banque : .ofx, .csv ou .xlsx. Ou votre tableau mensuel. {MAX_STATEMENT_LABEL} au plus. "
            "Les libellés ne sont montrés qu'à vous, puis effacés : seules les sommes par mois restent."
        ),
        widget=forms.FileInput(attrs={"accept": ".ofx,.csv,.xlsx,.ods,.txt"}),
        error_messages={"empty": "Ce fichier est vide.", "required": "Choisissez un fichier."},
    )
    line = forms.ChoiceField(label="Les encaissements vont d'abord à", widget=forms.RadioSelect)
    is_business_account = forms.BooleanField(
        label="Ce compte ne sert qu'à l'entreprise",
        required=False,
        help_text="Alors un mois sans dépense compte 0, et les débits sont des dépenses.",
    )

    def __init__(self, *args: Any, lines: list[ActivityLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = {line.pk.hex: line for line in lines}
        field: Any = self.fields["line"]
        field.choices = [(key, str(line)) for key, line in self.lines.items()]
        if len(lines) == 1:
            field.widget, field.initial = forms.HiddenInput(), lines[0].pk.hex

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MAX_STATEMENT_BYTES:
            raise ValidationError(
                f"Ce fichier dépasse {MAX_STATEMENT_LABEL} : demandez à la banque une période plus courte."
            )
        content = file.read()
        try:
            self.cleaned_data["read"] = read_statement(content)
        except UnreadableFile as error:
            raise ValidationError(error.message) from None
        self.cleaned_data["sha256"] = hashlib.sha256(content).hexdigest()
        return file

    def arguments(self) -> dict[str, Any]:
        """What the act takes."""
        return {
            "file": self.cleaned_data["read"],
            "sha256": self.cleaned_data["sha256"],
            "line": self.lines[self.cleaned_data["line"]],
            "is_business_account": self.cleaned_data["is_business_account"],
        }


def upload_statement(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Send a file; it is read at once, and sorted on the next page."""
    pathway = _visible(request, pk, to="upload_statement")
    lines = lines_or_first(pathway.business)
    if not lines:
        messages.warning(request, "Dites d'abord ce que vend l'entreprise.")
        return redirect("open_activity_line", pathway.pk)
    form = StatementForm(request.POST or None, request.FILES or None, lines=lines)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            statement = actions.upload_statement(pathway=pathway, by=request.actor, **form.arguments())
            return redirect("show_statement", pathway.pk, statement.pk)
    context = {"pathway": pathway, "form": form, "back_url": _section_url(pathway)}
    return render(request, "staff/figures/upload.html", context, status=422 if form.is_bound else 200)


def show_statement(request: StaffRequest, pk: UUID, statement: UUID) -> HttpResponse:
    """The lines to sort, and what the months would become; sent, the choices are kept, or the sums declared."""
    pathway = _visible(request, pk, to="sort_statement")
    row = _own_statement(request, pathway, statement)
    if row.state != StatementState.SORTING:
        messages.info(request, f"Ce relevé n'est plus à trier : {row.get_state_display().lower()}.")
        return redirect(_section_url(pathway))
    record_access(by=request.actor, beneficiary_id=pathway.beneficiary_id, page="show_statement")
    if request.method != "POST":
        return _page(request, pathway, row)
    try:
        actions.sort_statement(pathway=pathway, statement=row, uses=_posted_uses(request), by=request.actor)
        if request.POST.get("step") == "save":
            return _save(request, pathway, row)
    except NotInThisState:
        raise
    except ActRefused as refusal:
        return _page(request, pathway, row, refusal=refusal.message)
    return _page(request, pathway, row)


@require_POST
def cancel_statement(request: StaffRequest, pk: UUID, statement: UUID) -> HttpResponse:
    pathway = _visible(request, pk, to="cancel_statement")
    row = _own_statement(request, pathway, statement)
    actions.cancel_statement(pathway=pathway, statement=row, by=request.actor)
    messages.success(request, "Relevé abandonné : rien n'est enregistré, ses lignes sont effacées.")
    return redirect(_section_url(pathway))


def _save(request: StaffRequest, pathway: Pathway, statement: Statement) -> HttpResponse:
    written = actions.save_statement(
        pathway=pathway,
        statement=statement,
        months=_posted_months(request),
        replaced=[name.removeprefix("replace-") for name in request.POST if name.startswith("replace-")],
        by=request.actor,
    )
    months = [row.month for row in written]
    words = f"Enregistré : {months_in_words(months)}." if months else "Aucun chiffre n'a changé."
    messages.success(request, f"{words} Les lignes du relevé sont effacées.")
    return redirect(_section_url(pathway))


def _visible(request: StaffRequest, pk: UUID, *, to: str) -> Pathway:
    """The path if this role sees it (else 404), and may do `to` with it (else 403)."""
    pathways = policy.pathways_visible_to(request.actor).select_related("beneficiary", "business")
    pathway = get_object_or_404(pathways, pk=pk)
    policy.require(request.actor, to, pathway)
    return pathway


def _own_statement(request: StaffRequest, pathway: Pathway, pk: UUID) -> Statement:
    """The words of a bank account are for whoever sent them, and nobody else."""
    return get_object_or_404(pathway.business.statements.filter(sent_by=request.user.pk), pk=pk)


def _posted_uses(request: StaffRequest) -> dict[int, str]:
    return {
        int(match[1]): str(value)
        for name, value in request.POST.items()
        if (match := _LINE_NAME.fullmatch(name))
    }


def _posted_months(request: StaffRequest) -> set[date]:
    found = (_MONTH_NAME.fullmatch(name) for name in request.POST)
    return {date(int(match[1]), int(match[2]), 1) for match in found if match and int(match[1])}


def _section_url(pathway: Pathway) -> str:
    return f"{reverse('show_pathway', args=[pathway.pk])}?section=entreprise"


def _page(request: StaffRequest, pathway: Pathway, statement: Statement, refusal: str = "") -> HttpResponse:
    months = propose(statement, read_book(pathway.business))
    labels = use_labels(pathway.business.activity_lines.all())
    operations = unpacked(statement.operations)
    context = {
        "pathway": pathway,
        "statement": statement,
        "operations": operations,
        "new_count": sum(1 for operation in operations if not operation.is_seen),
        "labels": labels.items(),
        "months": [_month_line(month, labels, request) for month in months],
        "refusal": refusal,
        "back_url": _section_url(pathway),
    }
    is_fragment = bool(request.htmx)
    template = "_sums" if is_fragment else "statement"
    return render(
        request, f"staff/figures/{template}.html", context, status=422 if refusal and not is_fragment else 200
    )


def _month_line(month: ProposedMonth, labels: dict[str, str], request: StaffRequest) -> dict[str, Any]:
    """One month as it is shown: ticked when it is whole, or as the person ticked it."""
    chosen: Collection[date] = _posted_months(request)
    is_ticked = month.month in chosen if request.method == "POST" else month.is_whole and not month.refusal
    return {
        "code": f"{month.month:%Y-%m}",
        "month": month,
        "is_ticked": is_ticked,
        "figures": [
            {
                "proposal": proposal,
                "label": labels.get(proposal.use, proposal.use),
                "declared": figure_words(proposal.use, proposal.declared_eur),
                "is_replaced": f"replace-{proposal.key}" in request.POST,
            }
            for proposal in month.proposals
        ],
    }
