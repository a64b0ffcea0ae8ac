"""Coming into one's space without a password: by a link, by a code, and out again."""

from allauth.core import ratelimit
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from rebond.links.doors import LinkClosed, follow_code
from rebond.links.models import Link, Purpose
from rebond.pathways import actions, entrance
from rebond.people.actor import PersonActor
from rebond.web.portal.doors import LinkRequest, by_link, sealed
from rebond.web.portal.session import close_session, open_session, person_in
from rebond.web.portal.unsent import unsent_of


class ContactForm(forms.Form):
    contact = forms.CharField(
        label="Votre adresse e-mail ou votre numéro de téléphone",
        max_length=254,
        widget=forms.TextInput(
            attrs={"autocomplete": "email", "autocapitalize": "off", "spellcheck": "false"}
        ),
        error_messages={"required": "Écrivez votre adresse e-mail ou votre numéro de téléphone."},
    )


class CodeForm(forms.Form):
    code = forms.CharField(
        label="Le code",
        max_length=20,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"}
        ),
        error_messages={"required": "Tapez le code."},
    )


@login_not_required
def enter_space(request: HttpRequest) -> HttpResponse:
    """Ask for a key. Known or not, everybody is answered alike: « si nous vous connaissons, un message part »."""
    if person_in(request):
        return sealed(redirect("show_space"))
    if refusal := ratelimit.consume_or_429(request, action="space_key"):
        return refusal
    form = ContactForm(request.POST or None)
    if form.is_valid():
        entrance.send_keys(form.cleaned_data["contact"])
        messages.success(request, SENT)
        return sealed(redirect("type_code"))
    return sealed(render(request, "portal/enter.html", {"form": form}, status=422 if form.is_bound else 200))


SENT = (
    "Si vous êtes dans un parcours, un message part vers vous. Il arrive en une ou deux minutes. "
    "Touchez le lien qu'il contient, ou tapez ici son code."
)


@login_not_required
def type_code(request: HttpRequest) -> HttpResponse:
    """Come in by a code. Tries are counted by address, and for everybody together."""
    if refusal := ratelimit.consume_or_429(request, action="space_code", key="everybody"):
        return refusal
    form = CodeForm(request.POST or None)
    if form.is_valid():
        try:
            return _come_in(request, follow_code(form.cleaned_data["code"], Purpose.SIGN_IN))
        except LinkClosed:
            form.add_error(
                "code", "Ce code n'est pas bon, ou il ne marche plus. Vérifiez-le, ou demandez-en un autre."
            )
    return sealed(render(request, "portal/code.html", {"form": form}, status=422 if form.is_bound else 200))


@by_link(Purpose.SIGN_IN)
def enter_by_link(request: LinkRequest, secret: str) -> HttpResponse:
    """Opening the address does nothing: mail scanners do it too. The button comes in."""
    if request.method == "POST":
        return _come_in(request, request.link)
    return render(
        request, "portal/enter_by_link.html", {"person": request.link.beneficiary, "secret": secret}
    )


def _come_in(request: HttpRequest, link: Link) -> HttpResponse:
    assert link.beneficiary is not None
    pathway = entrance.latest_pathway(link.beneficiary)
    if pathway is None:
        raise LinkClosed
    actions.open_space(link=link, pathway=pathway, by=PersonActor(link.beneficiary))
    open_session(request, link.beneficiary)
    unsent = unsent_of(request, str(link.beneficiary.pk))
    return sealed(redirect(unsent["path"] if unsent else "show_space"))


@login_not_required
@require_POST
def leave_space(request: HttpRequest) -> HttpResponse:
    """Close the space on this device."""
    if person_in(request):
        close_session(request)
    messages.success(request, "Votre espace est fermé sur cet appareil.")
    return sealed(redirect("enter_space"))
