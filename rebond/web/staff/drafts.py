"""Keeping what is typed: any form with a `data-draft-url`, restored when the form is opened again."""

from collections.abc import Iterable

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.datastructures import MultiValueDict
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from rebond.core import clock
from rebond.drafts import store
from rebond.drafts.models import Draft
from rebond.web.requests import StaffRequest
from rebond.web.templatetags.words import hour, moment


@require_POST
def save_draft(request: StaffRequest, key: str) -> HttpResponse:
    """Keep the posted fields as this person's draft of the form `key`."""
    if len(key) > store.MAX_KEY_LENGTH:
        raise Http404
    store.save_draft(user=request.user, key=key, data=dict(request.POST.lists()))
    return HttpResponse(status=204)


@require_POST
def forget_draft(request: StaffRequest, key: str) -> HttpResponse:
    """« Repartir de zéro »: the form opens empty again."""
    store.forget_draft(user=request.user, key=key)
    back = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(
        back, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return redirect(back if is_ours else "home")


def resume_draft(request: StaffRequest, key: str, typed_in: Iterable[forms.Form]) -> str:
    """Put what was being typed back in unbound forms; returns « Brouillon de 14 h 05 repris », or nothing.

    With it comes the revision over which it was typed: what others saved since is then compared, never overwritten.
    """
    draft = store.find_draft(user=request.user, key=key)
    if draft is None:
        return ""
    data: MultiValueDict[str, str] = MultiValueDict(draft.data)
    for form in typed_in:
        for name, field in form.fields.items():
            typed_name = form.add_prefix(name)
            is_typed = not field.widget.value_omitted_from_data(data, {}, typed_name)
            if is_typed or isinstance(field, forms.BooleanField):
                form.initial[name] = field.widget.value_from_datadict(data, {}, typed_name)
    return _words(draft)


def _words(draft: Draft) -> str:
    is_of_today = clock.civil_date(draft.saved_at) == clock.today()
    return (
        f"Brouillon de {hour(draft.saved_at)} repris"
        if is_of_today
        else f"Brouillon du {moment(draft.saved_at)} repris"
    )
