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
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
READINGS = 5
MOVED = 1000
SMALL, BIG = 300, int(os.environ.get("BENCH_PEOPLE", "10000"))
#: label, who reads it (role), method, URL name, arguments of the address, what is posted
PAGES = (
    ("À faire (conseillère)", "business_adviser", "home", "", None),
    ("À faire (responsable)", "production_manager", "home", "", None),
    ("Dossiers en cours", "production_manager", "list_pathways", "", None),
    ("Dossiers, tous, par nom", "head_of_service", "list_pathways", "etat=tous&tri=nom", None),
    ("Dossiers en retard", "head_of_service", "list_pathways", "attention=retard", None),
    ("Dossiers sans contact", "head_of_service", "list_pathways", "attention=sans-contact", None),
    ("Recherche d'un nom", "head_of_service", "list_pathways", "", {"q": "delphine", "etat": "tous"}),
    (
        "Recherche d'un numéro",
        "head_of_service",
        "list_pathways",
        "",
        {"q": "06 39 98 01 84", "etat": "tous"},
    ),
    ("Mon agenda", "business_adviser", "show_agenda", "", None),
    ("L'agenda de l'équipe", "production_manager", "show_agenda", "", None),
    ("L'agenda du Département", "head_of_service", "show_agenda", "vue=liste", None),
    ("Le dossier", "production_manager", "show_pathway", "", None),
    ("Résultats", "head_of_service", "show_results", "", None),
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
    for (label, *_), (few, fast), (many, slow) in zip(PAGES, small, big, strict=True):
        print(f"{label:<28}{few:>8}{many:>8}{fast:>10.0f}{slow:>10.0f}{slow / fast:>8.1f}")
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
    for _, role, name, query, posted in PAGES:
        print(*cost_of(role, name, query, posted))


def cost_of(role: str, name: str, query: str, posted: dict[str, str] | None) -> tuple[int, float]:
    """The number of queries of the page, and the best time of several readings, in milliseconds."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client, address = reader(role), address_of(name, query)
    times_ms = []
    for _ in range(READINGS):
        with CaptureQueriesContext(connection) as queries:
            start = time.perf_counter()
            answer = client.post(address, posted) if posted else client.get(address, follow=True)
            times_ms.append((time.perf_counter() - start) * 1000)
        if answer.status_code != 200:
            raise SystemExit(f"{name}: {answer.status_code}")
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


def address_of(name: str, query: str) -> str:
    from django.urls import reverse

    from rebond.pathways.models import Pathway

    arguments = [Pathway.objects.order_by("entered_on", "pk").last().pk] if name == "show_pathway" else []
    return f"{reverse(name, args=arguments)}?{query}"


if __name__ == "__main__":
    main()
