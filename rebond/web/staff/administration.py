"""Administration: who works in which organisation, in which role."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from rebond.pathways import actions, policy
from rebond.people.models import Organisation, Role
from rebond.web.acts import refusals_on
from rebond.web.forms import PhoneField
from rebond.web.requests import StaffRequest


class MemberForm(forms.Form):
    organisation: "forms.ModelChoiceField[Organisation]" = forms.ModelChoiceField(
        label="Organisme", queryset=None, empty_label="Choisir un organisme"
    )
    role = forms.ChoiceField(label="Rôle", choices=[("", "Choisir un rôle"), *Role.choices])
    first_name = forms.CharField(label="Prénom", max_length=80)
    last_name = forms.CharField(label="Nom", max_length=80)
    email = forms.EmailField(label="Courriel", help_text="C'est aussi l'identifiant de connexion.")
    phone = PhoneField(label="Téléphone", required=False)

    def __init__(self, *args: Any, organisations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations  # type: ignore[attr-defined]


def administration(request: StaffRequest) -> HttpResponse:
    """The organisations one manages and their members, those who left last."""
    memberships = Prefetch("memberships", policy.memberships_managed_by(request.actor))
    organisations = _managed(request).prefetch_related(memberships)
    return render(request, "staff/administration/list.html", {"organisations": organisations})


def add_member(request: StaffRequest) -> HttpResponse:
    form = MemberForm(request.POST or None, organisations=_managed(request))
    if form.is_valid():
        with refusals_on(form):
            membership = actions.add_member(by=request.actor, **form.cleaned_data)
            messages.success(request, f"{membership.user} a maintenant ce rôle : {membership}.")
            return redirect("administration")
    status = 422 if form.is_bound else 200
    return render(request, "staff/administration/add.html", {"form": form}, status=status)


@require_POST
def end_membership(request: StaffRequest, pk: int) -> HttpResponse:
    _managed(request)
    membership = get_object_or_404(policy.memberships_managed_by(request.actor), pk=pk)
    actions.end_membership(membership=membership, by=request.actor)
    messages.success(request, f"{membership.user} n'a plus ce rôle : {membership}.")
    return redirect("administration")


def _managed(request: StaffRequest) -> Any:
    if request.actor.role != Role.ADMINISTRATOR:
        raise PermissionDenied
    organisations: Any = policy.organisations_managed_by(request.actor)
    return organisations.order_by("name")
