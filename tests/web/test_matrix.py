"""Role × address: what a GET of each staff page answers to each person. The table is tests/web/matrix.txt.

After a deliberate change: `REWRITE_MATRIX=1 pytest tests/web/test_matrix.py`, then read the difference.
"""

import os
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.test import Client
from django.urls import URLPattern, reverse

from rebond.assessments.models import Assessment, ViabilityOpinion
from rebond.calendars import actions as calendar_actions
from rebond.calendars.models import Feed
from rebond.core import clock
from rebond.filing.models import Piece, PieceRequest
from rebond.imports.models import ImportBatch
from rebond.pathways.models import FollowUp, Step
from rebond.people.actor import Actor
from rebond.people.models import Membership, Role
from rebond.simulation.models import Scenario
from rebond.trainings.models import Course, Enrolment, HalfDay, Session
from rebond.tutoring.models import Exchange, HeldMail, MessageTemplate, TimeSpent
from rebond.tutoring.models import Task as SmallTask
from rebond.web.staff.urls import urlpatterns
from tests.assessments.world import frozen, signed_opinion
from tests.filing.world import asked_piece, sent_piece
from tests.pathways.scenarios import save_scenario
from tests.pathways.test_policy import PEOPLE
from tests.pathways.world import TODAY, World
from tests.trainings.world import attended_training
from tests.tutoring.world import thread

TABLE = Path(__file__).with_name("matrix.txt")
NOTHING = UUID(int=1, version=4)
#: One person per role, and a colleague of the référent and of the adviser who have nothing to do with this file.
NAMES = [name for name in PEOPLE if name not in ("fatou", "loic_adv", "tanguy_c")]


@pytest.fixture
def world(cast, pathway, hold_clock) -> World:
    hold_clock(TODAY)
    FollowUp.objects.create(
        pathway=pathway,
        months=6,
        due_on=TODAY,
        state="done",
        observed_on=TODAY,
        activity_status="unknown",
        rsa_status="unknown",
        job_quality="unknown",
    )
    loic = cast.actor("loic")
    ImportBatch.objects.create(
        programme=cast.programme,
        organisation=loic.organisation,
        created_by=loic.user,
        role=loic.role,
        file_name="reprise.csv",
        sha256="0" * 64,
    )
    calendar_actions.open_feed(by=cast.actor("maiwenn"))
    world = World(cast, pathway)
    a_week_ago = clock.now() - timedelta(days=7)
    save_scenario(world.pathway, by=cast.actor("maiwenn"))
    thread(world.pathway, by=cast.actor("maiwenn"))
    frozen(world.pathway, by=cast.actor("maiwenn"))
    signed_opinion(world.pathway, by=cast.actor("maiwenn"))
    attended_training(world.pathway, starts_at=a_week_ago, by=cast.actor("maiwenn"))
    sent_piece(world.pathway)
    asked_piece(world.pathway, by=cast.actor("maiwenn"))
    return world


def _appointment(route: str, world: World) -> Step:
    """An appointment to come; the meeting to come; or the one that was held."""
    if "reunion" in route:
        return world.step("tripartite")
    is_held = any(word in route for word in ("bilan", "convoquer", "avenant", "liens-de-signature"))
    return world.review().step if is_held else world.step("rdv3")


def kwargs_of(pattern: URLPattern, world: World) -> dict[str, object]:
    """The thing that each address is about, told by the beginning of its route."""
    route = str(pattern.pattern)
    things = {
        "dossiers/vues": 1,
        "dossiers": world.pathway.pk,
        "decisions": world.decision().pk,
        "orientations": world.referral.pk,
        "rendez-vous": _appointment(route, world).pk,
        "signatures": world.signature().pk,
        "pieces": world.review().pk,
        "documents/pieces": Piece.objects.get().pk,
        "documents/demandes": PieceRequest.objects.get().pk,
        "justificatifs": world.cast.users["maiwenn"].pk,
        "objectifs": world.aim.pk,
        "actions": world.action.pk,
        "scenarios": Scenario.objects.get().pk,
        "corrections": world.correction().pk,
        "formations/catalogue": Course.objects.get().pk,
        "formations": Session.objects.get().pk,
        "diagnostics": Assessment.objects.get().pk,
        "avis": ViabilityOpinion.objects.get().pk,
        "inscriptions": Enrolment.objects.get().pk,
        "courriels": HeldMail.objects.get().pk,
        "taches": SmallTask.objects.get().pk,
        "temps": TimeSpent.objects.get().pk,
        "modeles": MessageTemplate.objects.get().pk,
        "echanges": Exchange.objects.filter(kind="note").earliest("written_at").pk,
        "messages": (world.letter() if "poste" in route or "imprimer" in route else world.undelivered()).pk,
        "suivis": FollowUp.objects.get().pk,
        "administration": Membership.objects.get(user=world.cast.users["yann"]).pk,
        "disponibilites": Membership.objects.get(user=world.cast.users["maiwenn"]).pk,
        "absences": Membership.objects.get(user=world.cast.users["maiwenn"]).pk,
        "reprise": ImportBatch.objects.get().pk,
        "hors-connexion/rendez-vous": _appointment(route, world).pk,
        "hors-connexion/diagnostic": world.pathway.pk,
        "agenda/abonnement": Feed.objects.get().pk,
    }
    pk = next((value for start, value in things.items() if route.startswith(start)), NOTHING)
    known = {
        "pk": pk,
        "absence": NOTHING,
        "statement": world.statement().pk if "<uuid:statement>" in route else NOTHING,
        "line": world.line().pk if "<uuid:line>" in route else NOTHING,
        "year": 2019,
        "slug": world.cast.programme.slug,
        "key": "essai",
        "code": "people",
        "section": "market",
        "part": "numerator",
        "kind": "reunion",
        "half_day_pk": HalfDay.objects.get().pk,
        "session_pk": Session.objects.get().pk,
    }
    return {name: known.get(name, 1) for name in pattern.pattern.converters}


def sign_in(actor: Actor) -> Client:
    client = Client()
    client.force_login(actor.user)
    session = client.session
    session["membership"] = Membership.objects.get(
        user=actor.user, organisation=actor.organisation, role=actor.role
    ).pk
    session.save()
    return client


def line_name(pattern: URLPattern) -> str:
    return f"{pattern.name} {pattern.pattern}".strip()


def answers(world: World, names: list[str]) -> dict[str, list[int]]:
    clients = {name: sign_in(world.cast.actor(PEOPLE[name][0], PEOPLE[name][1])) for name in names}
    return {
        line_name(pattern): [
            clients[name].get(reverse(pattern.name, kwargs=kwargs_of(pattern, world))).status_code
            for name in names
        ]
        for pattern in urlpatterns
    }


def read_table() -> tuple[list[str], dict[str, list[int]]]:
    lines = [
        line for line in TABLE.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")
    ]
    names = lines[0].split()
    rows = (line.split("|") for line in lines[1:])
    return names, {address.strip(): [int(code) for code in codes.split()] for codes, address in rows}


def write_table(names: list[str], table: dict[str, list[int]]) -> None:
    head = "# What a GET answers to each person; the roles of these names are in tests/pathways/test_policy.py.\n"
    lines = [
        " ".join(f"{code:>{len(name)}}" for code, name in zip(codes, names, strict=True))
        for codes in table.values()
    ]
    rows = [f"{line} | {address}" for line, address in zip(lines, table, strict=True)]
    TABLE.write_text("\n".join([head + " ".join(names), *rows]) + "\n", encoding="utf-8")


def test_every_page_answers_each_role_as_the_table_says(world):
    names = NAMES
    found = answers(world, names)
    if os.environ.get("REWRITE_MATRIX"):
        write_table(names, found)
    expected_names, expected = read_table()
    assert expected_names == names
    assert found == expected


def test_no_answer_is_an_error_and_strangers_get_nothing():
    names, table = read_table()
    for address, codes in table.items():
        # 409: the thing is no longer in a state that allows it (a published version is not edited), and the page says so.
        assert set(codes) <= {200, 302, 403, 404, 405, 409}, address
        by_name = dict(zip(names, codes, strict=True))
        is_about_a_file = "<uuid:pk>" in address and not address.startswith("reassign_pathways")
        if is_about_a_file:
            assert by_name["zoe"] in (404, 405), address
            assert by_name["zoe_adv"] in (404, 405), address


def test_a_visitor_is_sent_to_the_sign_in_page(world):
    visitor = Client()
    for pattern in urlpatterns:
        address = reverse(pattern.name, kwargs=kwargs_of(pattern, world))
        for answer in (visitor.get(address), visitor.post(address)):
            assert answer.status_code == 302, pattern.name
            assert answer.url.startswith(reverse("account_login")), pattern.name


def test_zoe_cannot_post_on_somebody_else_s_file(world):
    for name in ("zoe", "zoe_adv"):
        client = sign_in(world.cast.actor("zoe", Role(PEOPLE[name][1])))
        for pattern in urlpatterns:
            if "pk" in pattern.pattern.converters and pattern.name != "reassign_pathways":
                address = reverse(pattern.name, kwargs=kwargs_of(pattern, world))
                assert client.post(address).status_code in (403, 404, 405), pattern.name
