"""What pages cost as the caseload grows: the same pages on a small and on a big database, side by side.

Prints, for each page, the number of queries and the best time of several readings on both, and their ratio. It sets
no limit: machines differ. `make bench` runs it; BENCH_PEOPLE changes the size of the big one (10,000 by default).
Then moves a thousand running paths to a new version of their programme, and back.
"""

import itertools
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parent.parent
READINGS = 5
MOVED = 1000
SMALL, BIG = 300, int(os.environ.get("BENCH_PEOPLE", "10000"))


class Page(NamedTuple):
    """One line of the table: a page, and in which role it is read. A new page is a new line in PAGES."""

    label: str
    role: str
    url_name: str
    query: str = ""
    #: What is sent, for a page that is posted to.
    posted: dict[str, str] | None = None
    #: What the address names: a function of this script.
    of: Callable[[], list[Any]] = list


def delphine() -> list[Any]:
    """The same file in every database: it holds the same story whatever the number of people."""
    from rebond.pathways.models import Pathway

    return [Pathway.objects.get(beneficiary__email="delphine.lavande@example.org").pk]


def programme() -> list[Any]:
    return ["ille-et-vilaine"]


ADVISER, MANAGER, HEAD = "business_adviser", "production_manager", "head_of_service"
#: The sections of the file that somebody opens, as the address names them.
SECTIONS = (
    "parcours",
    "rendez-vous",
    "diagnostic",
    "plan",
    "entreprise",
    "echanges",
    "documents",
    "formations",
    "messages",
    "justificatifs",
)
PAGES = (
    Page("À faire (conseillère)", ADVISER, "home"),
    Page("À faire (référente)", "lead_worker", "home"),
    Page("À faire (consultante)", "careers_consultant", "home"),
    Page("À faire (responsable)", MANAGER, "home"),
    Page("Dossiers en cours", MANAGER, "list_pathways"),
    Page("Dossiers, tous, par nom", HEAD, "list_pathways", "etat=tous&tri=nom"),
    Page("Dossiers en retard", HEAD, "list_pathways", "attention=retard"),
    Page("Dossiers sans contact", HEAD, "list_pathways", "attention=sans-contact"),
    Page("Dossiers sans chiffres", HEAD, "list_pathways", "attention=chiffres"),
    Page("Recherche d'un nom", HEAD, "list_pathways", posted={"q": "delphine", "etat": "tous"}),
    Page("Recherche d'un numéro", HEAD, "list_pathways", posted={"q": "06 39 98 01 84", "etat": "tous"}),
    Page("Orientations", MANAGER, "list_referrals"),
    Page("Mon agenda", ADVISER, "show_agenda"),
    Page("L'agenda de l'équipe", MANAGER, "show_agenda"),
    Page("L'agenda du Département", HEAD, "show_agenda", "vue=liste"),
    *(Page(f"Dossier, {name}", MANAGER, "show_pathway", f"section={name}", of=delphine) for name in SECTIONS),
    Page("Formations", MANAGER, "list_sessions"),
    Page("Courriers", MANAGER, "list_letters"),
    Page("Mon temps", ADVISER, "show_time"),
    Page("Résultats", HEAD, "show_results"),
    Page("Résultats, la liste", HEAD, "show_result_people", of=lambda: [*programme(), "people", "numerator"]),
    Page("Programme", HEAD, "show_version", of=lambda: [*programme(), 1]),
)


def main() -> None:
    if len(sys.argv) > 1:
        {"read": read_pages, "move": move_paths}[sys.argv[1]]()
        return
    folder = Path(tempfile.mkdtemp(prefix="rebond-bench-"))
    try:
        small, big = (measured(folder, people) for people in (SMALL, BIG))
        moved = told(folder, SMALL, "move")
        simulated = told(folder, SMALL, script="bench_simulator.py")
    finally:
        shutil.rmtree(folder)
    print(f"\n{'Page':<28}{'queries':>16}{'milliseconds':>20}{'ratio':>8}")
    for page, (few, fast), (many, slow) in zip(PAGES, small, big, strict=True):
        print(f"{page.label:<28}{few:>8}{many:>8}{fast:>10.0f}{slow:>10.0f}{slow / fast:>8.1f}")
    print(f"(for {SMALL} and {BIG} people, the best of {READINGS} readings)")
    print(moved)
    print(simulated)


def measured(folder: Path, people: int) -> list[tuple[int, float]]:
    """Load that many people in a scratch database, and read each page in a process of its own."""
    manage = [sys.executable, str(ROOT / "manage.py")]
    for command in (["migrate", "-v0"], ["createcachetable"], ["load_demo", "--people", str(people)]):
        subprocess.run([*manage, *command], env=scratch(folder, people), check=True, stdout=sys.stderr)
    lines = told(folder, people, "read").splitlines()
    return [(int(count), float(best_ms)) for count, best_ms in (line.split() for line in lines)]


def scratch(folder: Path, people: int) -> dict[str, str]:
    """The environment of a process that works in that scratch database."""
    return {**os.environ, "DATABASE_URL": f"sqlite:///{folder}/{people}.sqlite3", "LOG_LEVEL": "ERROR"}


def told(folder: Path, people: int, *parts: str, script: str = "bench.py") -> str:
    """What one part of this script, or another one, prints in a process of its own."""
    command = [sys.executable, str(ROOT / "scripts" / script), *parts]
    done = subprocess.run(
        command, env=scratch(folder, people), check=True, stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    return done.stdout.strip()


def start_django() -> None:
    sys.path.insert(0, str(ROOT))
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"  # static files need not be collected
    import django

    django.setup()


def move_paths() -> None:
    """Move a thousand running paths to a version with other dates, then back, and print how long each part took."""
    start_django()
    from rebond.pathways import actions
    from rebond.pathways.actions.moves import movable_pathways
    from rebond.pathways.models import Pathway
    from rebond.pathways.moves import changes_of
    from rebond.people.actor import Actor
    from rebond.people.models import Membership
    from rebond.programmes.models import Programme, StepSpec
    from rebond.programmes.writing import copy_version, publish_version

    programme = Programme.objects.get(slug="ille-et-vilaine")
    open_paths(programme, MOVED)
    target = copy_version(programme.current_version())
    target.phase_specs.update(duration_months=9)
    StepSpec.objects.filter(phase__version=target, offset_days__isnull=False).update(offset_days=50)
    publish_version(target)
    by = Actor.of(Membership.objects.get(role="head_of_service", organisation=programme.commissioner))
    chosen = Pathway.objects.filter(
        pk__in=list(movable_pathways(target).values_list("pk", flat=True)[:MOVED])
    )
    marks = [time.perf_counter()]
    changes_of(movable_pathways(target).filter(pk__in=chosen), target)
    marks.append(time.perf_counter())
    move = actions.move_pathways(pathways=chosen, target=target, by=by)
    marks.append(time.perf_counter())
    undone = actions.undo_move(move=move, by=by)
    marks.append(time.perf_counter())
    preview, done, back = (end - start for start, end in itertools.pairwise(marks))
    print(
        f"{undone} paths to another version: preview {preview:.1f} s, move {done:.1f} s, undoing {back:.1f} s"
    )


def open_paths(programme, count: int) -> None:
    """Refer and accept that many people, so that as many paths run on the version published now."""
    from rebond.core.identity import new_id
    from rebond.pathways import actions
    from rebond.people.actor import Actor
    from rebond.people.models import Membership

    seats = Membership.objects.select_related("user", "organisation").filter(user__is_demo=True)
    adviser = seats.filter(role="business_adviser", organisation__name="BGE").first()
    manager = seats.filter(role="production_manager", organisation=adviser.organisation).first()
    referrer = seats.filter(role="lead_worker", organisation=programme.commissioner).first()
    for number in range(count):
        referral = actions.refer_person(
            referral_id=new_id(),
            programme=programme,
            contractor=adviser.organisation,
            person={"last_name": "Bleuet", "first_name": f"Gaspard {number}"},
            business={"name": f"Atelier {number}"},
            obstacles=[],
            reason="",
            by=Actor.of(referrer),
        )
        actions.accept_referral(referral=referral, adviser=adviser.user, by=Actor.of(manager))


def read_pages() -> None:
    start_django()
    for page in PAGES:
        print(*cost_of(page))


def cost_of(page: Page) -> tuple[int, float]:
    """The number of queries of the page, and the best time of several readings, in milliseconds."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client, address = reader(page.role), address_of(page)
    times_ms = []
    for _ in range(READINGS):
        with CaptureQueriesContext(connection) as queries:
            start = time.perf_counter()
            answer = client.post(address, page.posted) if page.posted else client.get(address, follow=True)
            times_ms.append((time.perf_counter() - start) * 1000)
        if answer.status_code != 200:
            raise SystemExit(f"{page.label}: {answer.status_code}")
    return len(queries), min(times_ms)


def reader(role: str):
    """A client signed in as the demo's person of that role who has the most to read."""
    from django.test import Client

    from rebond.people.models import Membership
    from rebond.web.middleware import MEMBERSHIP_KEY

    members = Membership.objects.filter(role=role, user__is_demo=True, organisation__bodies__isnull=False)
    membership = members.order_by("pk").first()
    client = Client()
    client.force_login(membership.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    session[MEMBERSHIP_KEY] = membership.pk
    session.save()
    return client


def address_of(page: Page) -> str:
    from django.urls import reverse

    return f"{reverse(page.url_name, args=page.of())}?{page.query}"


if __name__ == "__main__":
    main()
