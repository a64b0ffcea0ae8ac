"""Warning, while it is typed, of what a free text about a person must not hold."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from rebond.core.text import holds_nir, sensitive_subjects
from rebond.web.requests import StaffRequest


@require_POST
def check_free_text(request: StaffRequest) -> HttpResponse:
    """The warning about this text, or nothing. Sensitive subjects are warned of (D4), a NIR will be refused (D7)."""
    text = request.POST.get("text", "")
    context = {"subjects": sensitive_subjects(text), "holds_nir": holds_nir(text)}
    return render(request, "components/free_text_warning.html", context)
