"""The installable application and its shell: what a device keeps to work without network.

These pages hold no personal data, and are the same for everybody: they are kept by every device that opened them, and read
without signing in (ADR 0019). What is about a person is encrypted by `static/rebond/offline/vault.js`.
"""

import hashlib
import json
from pathlib import Path
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import require_safe

from rebond.core import clock
from rebond.pathways.models import Step
from rebond.web.staff.step_forms import ReportForm

_VENDOR = "vendor/bootstrap-icons-1.13.2"
#: What the shell needs besides its own page. Scripts are ES modules: those they import are named here too.
FILES = (
    "vendor/bootstrap-5.3.9/css/bootstrap.min.css",
    f"{_VENDOR}/bootstrap-icons.min.css",
    f"{_VENDOR}/fonts/bootstrap-icons.woff2",
    "vendor/inter-5.3.0/inter-latin-wght-normal.woff2",
    "vendor/inter-5.3.0/inter-latin-ext-wght-normal.woff2",
    "rebond/theme.css",
    "rebond/offline.css",
    "rebond/assessment.css",
    "rebond/mark.svg",
    "rebond/offline/app.js",
    "rebond/offline/cipher.js",
    "rebond/offline/dialog.js",
    "rebond/offline/forms.js",
    "rebond/offline/photos.js",
    "rebond/offline/screens.js",
    "rebond/offline/sending.js",
    "rebond/offline/store.js",
    "rebond/offline/vault.js",
    "rebond/offline/words.js",
)
#: Icons of the installed application: file, sizes, purpose.
ICONS = (
    ("rebond/icons/rebond-192.png", "192x192", "any"),
    ("rebond/icons/rebond-512.png", "512x512", "any"),
    ("rebond/icons/rebond-maskable-512.png", "512x512", "maskable"),
    ("rebond/mark.svg", "any", "any"),
)


@require_safe
@login_not_required
def show_offline_app(request: HttpRequest) -> HttpResponse:
    """The shell: blank forms, and the scripts that fill them from the device's own store."""
    return _public(_shell())


@require_safe
@login_not_required
def show_no_network(request: HttpRequest) -> HttpResponse:
    """What stands in for any other page while there is no network."""
    return _public(_no_network())


@require_safe
@login_not_required
def service_worker(request: HttpRequest) -> HttpResponse:
    """The service worker, at the root so that it may answer for every page when the network is cut."""
    kept = {"version": _version(), "pages": _pages(), "files": [static(name) for name in FILES]}
    script = f"self.KEPT = {json.dumps(kept)};\n{_source('rebond/offline/service-worker.js').decode()}"
    return _public(script, content_type="text/javascript; charset=utf-8")


@require_safe
@login_not_required
def manifest(request: HttpRequest) -> HttpResponse:
    """What makes Rebond installable on a tablet or a telephone."""
    icons = [{"src": static(name), "sizes": sizes, "purpose": why} for name, sizes, why in ICONS]
    shortcut = {"name": "Hors connexion", "url": reverse("show_offline_app")}
    content = {
        "name": "Rebond",
        "short_name": "Rebond",
        "description": "Accompagner les travailleurs indépendants, y compris sur place et sans réseau.",
        "lang": "fr",
        "id": "/",
        "start_url": reverse("home"),
        "scope": "/",
        "display": "standalone",
        "background_color": "#f5f7fa",
        "theme_color": "#1d4680",
        "icons": icons,
        "shortcuts": [shortcut],
    }
    return JsonResponse(content, content_type="application/manifest+json")


def blank_forms() -> dict[str, Any]:
    """The forms of the online screens, about nothing yet: a date makes the report ask for no other."""
    return {"report_form": ReportForm(step=Step(starts_at=clock.now()), auto_id="report_%s")}


def _shell() -> str:
    # No request: a page kept by a device names nobody.
    return render_to_string("offline/app.html", blank_forms())


def _no_network() -> str:
    return render_to_string("offline/no_network.html")


def _pages() -> dict[str, str]:
    return {"app": reverse("show_offline_app"), "noNetwork": reverse("show_no_network")}


def _version() -> str:
    """Changes with any file or page that devices keep: they then take the new ones."""
    digest = hashlib.sha256()
    for text in (_shell(), _no_network(), *(static(name) for name in FILES)):
        digest.update(text.encode())
    for name in FILES:
        digest.update(_source(name))
    return digest.hexdigest()[:16]


def _source(name: str) -> bytes:
    path = finders.find(name)
    assert isinstance(path, str), f"{name} is missing"
    return Path(path).read_bytes()


def _public(text: str, content_type: str = "text/html; charset=utf-8") -> HttpResponse:
    # Asked again each time the network is there: an application kept by a device must not grow old.
    return HttpResponse(text, content_type=content_type, headers={"Cache-Control": "no-cache"})
