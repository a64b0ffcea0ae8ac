"""Le dossier on screen: what each reader sees of Delphine's file, section by section, at a constant cost."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from rebond.audit.models import Access, Entry
from rebond.core import clock
from rebond.pathways import actions
from rebond.pathways.models import Action, Aim, Decision, Step
from rebond.pathways.timeline import PAGE_SIZE
from rebond.people.models import Membership
from rebond.web.staff.pathways import SECTIONS
from tests.pathways.test_delphine import OFF_RSA, decide, hold


@pytest.fixture(autouse=True)
def _april_2019(hold_clock):
    hold_clock(date(2019, 4, 3))


def read(client, pathway, section="parcours", **query):
    page = client.get(reverse("show_pathway", args=[pathway.pk]), {"section": section, **query})
    assert page.status_code == 200
    return page.content.decode()


def held_rdv1(pathway, by, *, minutes="Elle coud depuis toujours.", note="Lui montrer un tableau simple."):
    step = pathway.steps.get(spec__code="rdv1")
    at = datetime(2019, 3, 18, 9, tzinfo=UTC)
    with clock.held(at + timedelta(hours=3)):
        actions.report_step(
            step=step, outcome="held", starts_at=at, shared_minutes=minutes, private_note=note, by=by
        )
    return step


@pytest.mark.parametrize("code", SECTIONS)
def test_each_section_opens_and_its_reading_is_recorded(sign_in, maiwenn, pathway, code):
    assert "Delphine Lavande" in read(sign_in(maiwenn), pathway, code)
    assert Access.objects.get(user=maiwenn.user).page == f"show_pathway:{code}"


@pytest.mark.parametrize("code", SECTIONS)
def test_zoe_from_another_association_finds_no_file(sign_in, zoe, pathway, code):
    answer = sign_in(zoe).get(reverse("show_pathway", args=[pathway.pk]), {"section": code})
    assert answer.status_code == 404
    assert not Access.objects.exists()


def test_a_colleague_who_does_not_follow_the_path_finds_no_file(sign_in, karim, pathway):
    assert sign_in(karim).get(reverse("show_pathway", args=[pathway.pk])).status_code == 404


def test_a_section_that_does_not_exist_is_not_found(sign_in, maiwenn, pathway):
    answer = sign_in(maiwenn).get(reverse("show_pathway", args=[pathway.pk]), {"section": "secrets"})
    assert answer.status_code == 404


def test_the_header_says_who_what_and_when(sign_in, maiwenn, pathway):
    at = datetime(2019, 4, 8, 12, tzinfo=UTC)
    step = pathway.steps.get(spec__code="rdv1")
    actions.plan_step(step=step, starts_at=at, duration_minutes=60, place=None, by=maiwenn)
    page = read(sign_in(maiwenn), pathway)
    for words in ("Les Retouches de Delphine", "créée il y a 11 mois", "Rozenn Genêt", "06 39 98 01 84"):
        assert words in page
    assert "08/04/2019 à 14\u00a0h\u00a000" in page


def test_htmx_is_given_the_section_alone_and_history_the_whole_page(sign_in, maiwenn, pathway):
    client = sign_in(maiwenn)
    address = reverse("show_pathway", args=[pathway.pk])
    fragment = client.get(address, {"section": "plan"}, headers={"HX-Request": "true"})
    assert "<html" not in fragment.content.decode()
    assert 'id="sections"' in fragment.content.decode()
    assert "HX-Request" in fragment.headers["Vary"]
    restored = client.get(
        address, {"section": "plan"}, headers={"HX-Request": "true", "HX-History-Restore-Request": "true"}
    )
    assert "<html" in restored.content.decode()


def test_minutes_are_shared_and_notes_stay_in_their_organisation(sign_in, maiwenn, loic, rozenn, pathway):
    held_rdv1(pathway, maiwenn)
    for reader in (maiwenn, loic):
        page = read(sign_in(reader), pathway)
        assert "Elle coud depuis toujours." in page
        assert "Visible seulement par BGE" in page
        assert "Lui montrer un tableau simple." in page
    page = read(sign_in(rozenn), pathway)
    assert "Elle coud depuis toujours." in page
    assert "Visible seulement" not in page
    assert "Lui montrer un tableau simple." not in page


def test_the_timeline_tells_the_path_newest_first(sign_in, maiwenn, loic, cast, pathway):
    held_rdv1(pathway, maiwenn)
    decide(hold(pathway, "tripartite", date(2019, 4, 29), maiwenn), "develop", maiwenn)
    with clock.held(date(2019, 5, 6)):
        karim = Membership.objects.get(user=cast.users["karim"], role="business_adviser")
        actions.reassign_pathways(pathways=[pathway], seat="adviser", to=karim, by=loic)
        skipped = pathway.steps.get(spec__code="rdv6")
        actions.skip_step(step=skipped, reason="Elle avance vite.", by=loic)
    with clock.held(date(2019, 10, 14)):
        actions.record_exit(pathway=pathway, exited_on=date(2019, 10, 14), situation=OFF_RSA, by=loic)
    with clock.held(date(2020, 4, 14)):
        follow_up = pathway.follow_ups.get(months=6)
        actions.record_follow_up(follow_up=follow_up, observed_on=date(2020, 4, 14), situation=None, by=loic)
    page = read(sign_in(loic), pathway)
    told = [
        "Suivi à 6 mois",
        "Sortie du programme",
        "Rdv 6 : jugé non nécessaire",
        "Karim Noisetier devient conseiller",
        "Début de la phase Développement",
        "Décision : Passer au développement",
        "lundi 18 mars 2019",
        "Entrée dans le programme",
        "Orientation par Rozenn Genêt",
    ]
    places = [page.index(words) for words in told]
    assert places == sorted(places)
    assert "À la place de Maïwenn Tilleul" in page
    assert "Le potentiel est là." in page
    assert page.count("d&#x27;accord") == 3


def test_the_timeline_is_read_page_after_page(sign_in, maiwenn, pathway):
    many_appointments(pathway, PAGE_SIZE + 5)
    client = sign_in(maiwenn)
    first = client.get(reverse("show_pathway", args=[pathway.pk]))
    timeline = first.context["timeline"]
    assert (len(timeline.facts), timeline.is_first) == (PAGE_SIZE, True)
    second = client.get(reverse("show_pathway", args=[pathway.pk]), {"avant": timeline.older_than})
    older = second.context["timeline"]
    assert older.older_than is None
    assert "Revenir au plus récent" in second.content.decode()
    assert len(timeline.facts) + len(older.facts) == timeline.count == PAGE_SIZE + 7
    assert not {f.thing.pk for f in timeline.facts} & {f.thing.pk for f in older.facts}


def test_the_next_action_is_one_button_for_the_adviser_and_a_sentence_for_the_referrer(
    sign_in, maiwenn, rozenn, pathway
):
    step = pathway.steps.get(spec__code="rdv1")
    assert f'href="{reverse("plan_step", args=[step.pk])}">Planifier le Rdv 1</a>' in read(
        sign_in(maiwenn), pathway
    )
    page = read(sign_in(rozenn), pathway)
    assert "Ce n'est pas à vous de le faire." in page
    assert reverse("plan_step", args=[step.pk]) not in page


def test_the_exit_section_tells_the_four_variables_and_the_turnover(sign_in, maiwenn, pathway):
    with clock.held(date(2019, 10, 14)):
        actions.record_exit(pathway=pathway, exited_on=date(2019, 10, 14), situation=OFF_RSA, by=maiwenn)
    page = read(sign_in(maiwenn), pathway, "sortie")
    for words in (
        "Indépendant et salarié",
        "Sorti du RSA",
        "Emploi durable",
        "mené à son terme",
        "+ 75\u202f%",
    ):
        assert words in page
    assert "À 6 mois" in page


def test_turnovers_over_different_periods_are_not_compared(sign_in, maiwenn, pathway):
    situation = {**OFF_RSA, "turnover_after_months": 12}
    with clock.held(date(2019, 10, 14)):
        actions.record_exit(pathway=pathway, exited_on=date(2019, 10, 14), situation=situation, by=maiwenn)
    page = read(sign_in(maiwenn), pathway, "sortie")
    assert "elles ne se comparent pas" in page
    assert "+ 75" not in page


def test_the_referral_section_repeats_what_the_referrer_said(sign_in, maiwenn, pathway):
    page = read(sign_in(maiwenn), pathway, "orientation")
    assert "Développement commercial" in page
    assert "progresse mais ne suffit pas" in page


def many_appointments(pathway, count):
    """Appointments held beside the programme's sequence, one an hour from the first day."""
    phase = pathway.current_phase()
    start = datetime(2019, 3, 12, 8, tzinfo=UTC)
    Step.objects.bulk_create(
        Step(
            pathway=pathway,
            phase=phase,
            kind="tutoring",
            label=f"Tutorat {number}",
            state="held",
            starts_at=start + timedelta(hours=number),
        )
        for number in range(count)
    )


def many_facts(pathway, by, count):
    """`count` of everything that a file holds several times."""
    many_appointments(pathway, count)
    phase = pathway.current_phase()
    choice = phase.spec.choice_specs.get(code="extend")
    Decision.objects.bulk_create(
        Decision(
            pathway=pathway,
            phase=phase,
            choice=choice,
            months=1,
            reasons="Encore un mois.",
            decided_on=date(2019, 3, 20),
            decided_by=by.user,
            decided_by_role=by.role,
        )
        for _ in range(count)
    )
    aims = Aim.objects.bulk_create(
        Aim(pathway=pathway, label=f"Objectif {number}", set_on=date(2019, 3, 20)) for number in range(count)
    )
    Action.objects.bulk_create(
        Action(aim=aim, label="Faire", state="done", done_on=date(2019, 3, 21)) for aim in aims
    )
    facts = {"seat": "adviser", "before_id": by.user_id, "after_id": by.user_id}
    Entry.objects.bulk_create(
        Entry(
            verb="reassign_pathways",
            object_kind="pathway",
            object_id=str(pathway.pk),
            beneficiary_id=pathway.beneficiary_id,
            user=by.user,
            facts=facts,
        )
        for _ in range(count)
    )


@pytest.mark.parametrize("code", SECTIONS)
def test_a_file_of_hundreds_of_facts_costs_the_queries_of_a_file_of_a_few(sign_in, maiwenn, pathway, code):
    client = sign_in(maiwenn)
    many_facts(pathway, maiwenn, 2)
    read(client, pathway, code)  # the reading is recorded once for a run of close looks
    with CaptureQueriesContext(
        connection,
    ) as few:
        read(client, pathway, code)
    Aim.objects.all().delete()
    Decision.objects.all().delete()
    Step.objects.filter(spec=None).delete()
    many_facts(pathway, maiwenn, 125)
    with CaptureQueriesContext(connection) as many:
        read(client, pathway, code)
    # One page of the longer timeline may hold fewer kinds of facts, hence fewer queries; never more.
    assert 0 < len(many) <= len(few) < 35
