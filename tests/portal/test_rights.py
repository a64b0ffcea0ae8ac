"""What is known of her, who reads it, and putting it right."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse

from rebond.audit.journal import record_access
from rebond.core import clock
from rebond.messaging.models import Message
from rebond.pathways import actions, policy
from rebond.pathways.models import CorrectionRequest
from rebond.pathways.readers import PAGES, ROWS
from rebond.pathways.sharing import viewers_of
from rebond.pathways.todo import todo_of
from tests.architecture.code import REBOND


def plain(text: str) -> str:
    return text.replace("&#x27;", "'")


def readers_page(client, **query) -> str:
    return plain(client.get(reverse("show_own_readers"), query).text)


def test_delphine_sees_who_read_her_file_when_and_what(enter, sign_in, delphine, pathway, maiwenn, rozenn):
    sign_in(maiwenn).get(reverse("show_pathway", args=[pathway.pk]), {"section": "plan"})
    sign_in(maiwenn).get(reverse("show_pathway", args=[pathway.pk]))
    sign_in(rozenn).get(reverse("show_pathway", args=[pathway.pk]))
    page = readers_page(enter(delphine))
    assert "Maïwenn Tilleul</strong>, conseil aux entreprises, BGE" in page
    assert "Rozenn Genêt</strong>, référent RSA (revenu de solidarité active), Département" in page
    assert "lundi 13 mai 2019 : votre parcours, votre plan d'action." in page


def test_readings_of_somebody_else_are_not_hers(enter, sign_in, delphine, gaspard_pathway, maiwenn):
    sign_in(maiwenn).get(reverse("show_pathway", args=[gaspard_pathway.pk]))
    assert "Personne n'a ouvert votre dossier" in readers_page(enter(delphine))


def test_readings_are_told_for_a_year(enter, delphine, maiwenn, hold_clock):
    record_access(by=maiwenn, beneficiary_id=delphine.pk, page="show_step")
    hold_clock(clock.now() + timedelta(days=366))
    assert "Maïwenn" not in readers_page(enter(delphine))


def test_many_readings_are_paged_without_a_hole(enter, delphine, maiwenn, hold_clock):
    for n in range(ROWS + 5):
        with clock.held(date(2019, 5, 13) - timedelta(days=n // 2)):
            record_access(by=maiwenn, beneficiary_id=delphine.pk, page=f"page-{n}")
    client = enter(delphine)
    seen, query = [], {}
    for _ in range(3):
        page = readers_page(client, **query)
        seen += re.findall(r"Le (\w+ \d+\w* \w+ \d{4}) :", page)
        older = re.search(r"\?avant=([\d-]+)", page)
        if not older:
            break
        query = {"avant": older[1]}
    assert len(seen) == len(set(seen)) == (ROWS + 5 + 1) // 2


def test_a_page_asked_for_in_a_strange_way_is_the_first_one(enter, delphine):
    assert enter(delphine).get(reverse("show_own_readers"), {"avant": "hier"}).status_code == 200


def test_each_page_of_the_staff_that_is_recorded_has_words():
    """A new page that reads a file says what it shows."""
    found = set()
    for path in (REBOND / "web/staff").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        found |= set(re.findall(r'record_access\([^)]*page="(\w+)"', text, re.DOTALL))
        if 'page=f"show_pathway:' in text:
            found |= {f"show_pathway:{code}" for code in re.findall(r'Section\(\s*"([\w-]+)"', text)}
    assert len(found) > 15
    assert found - set(PAGES) == set()


def test_who_may_see_is_what_the_policy_says(pathway, cast, maiwenn):
    told = {(viewer.name, viewer.organisation) for viewer in viewers_of(pathway)}
    assert ("Maïwenn Tilleul", "BGE") in told
    assert ("Rozenn Genêt", "Département d'Ille-et-Vilaine") in told
    assert ("", "Autre Chemin") not in told
    for key in ("zoe", "karim", "alban"):
        assert not policy.pathways_visible_to(cast.actor(key)).filter(pk=pathway.pk).exists()
    parts = [viewer.part for viewer in viewers_of(pathway)]
    assert "administration du logiciel" not in parts
    assert "responsable du service insertion" in parts
    assert {viewer.part for viewer in viewers_of(pathway) if not viewer.writes} == {
        "responsable du service insertion"
    }


def test_who_sees_what_is_on_a_page(enter, delphine):
    page = plain(enter(delphine).get(reverse("show_own_sharing")).text)
    assert "Maïwenn Tilleul" in page
    assert "notes de travail" in page


# --- Corrections ----------------------------------------------------------------------


@pytest.fixture
def asked(enter, delphine) -> CorrectionRequest:
    client = enter(delphine)
    for _ in range(2):
        client.post(reverse("ask_correction"), {"subject": "person", "text": "Mon numéro a changé."})
    return CorrectionRequest.objects.get()


def tasks(actor):
    return [task for day in todo_of(actor).days for task in day.tasks if task.kind == "answer_correction"]


def test_she_asks_and_maiwenn_answers_with_a_reason(enter, sign_in, delphine, asked, maiwenn, pathway):
    (task,) = tasks(maiwenn)
    assert task.person == "Delphine Lavande"
    assert "Mon numéro" not in task.note
    staff, address = sign_in(maiwenn), reverse("answer_correction", args=[asked.pk])
    assert "Mon numéro a changé." in staff.get(address).text
    assert staff.post(address, {"is_made": "yes", "answer": ""}).status_code == 422
    assert staff.post(address, {"is_made": "no", "answer": "C'est déjà le bon."}).status_code == 302
    page = plain(enter(delphine).get(reverse("show_own_corrections")).text)
    assert "Non corrigé" in page
    assert "C'est déjà le bon." in page
    assert "Maïwenn Tilleul" in page
    assert tasks(maiwenn) == []
    assert Message.objects.filter(template="new_message", beneficiary=delphine).count() == 1


def test_an_answer_given_twice_is_refused(sign_in, asked, maiwenn):
    staff, address = sign_in(maiwenn), reverse("answer_correction", args=[asked.pk])
    staff.post(address, {"is_made": "yes", "answer": "Corrigé."})
    again = staff.post(address, {"is_made": "no", "answer": "Non."})
    assert again.status_code == 422
    assert "Non." in again.text
    asked.refresh_from_db()
    assert asked.state == "made"


def test_a_request_needs_words_and_keeps_them(enter, delphine):
    client = enter(delphine)
    answer = client.post(reverse("ask_correction"), {"subject": "", "text": "Mon adresse."})
    assert answer.status_code == 422
    assert "Mon adresse." in answer.text
    assert not CorrectionRequest.objects.exists()


def test_requests_do_not_pile_up_without_end(enter, delphine):
    client = enter(delphine)
    for n in range(11):
        last = client.post(reverse("ask_correction"), {"subject": "other", "text": f"Point {n}"})
    assert last.status_code == 422
    assert CorrectionRequest.objects.count() == 10


def test_strangers_see_nothing_of_it(enter, sign_in, gaspard, asked, zoe, karim):
    assert "Mon numéro" not in enter(gaspard).get(reverse("show_own_corrections")).text
    for who in (zoe, karim):
        assert sign_in(who).get(reverse("answer_correction", args=[asked.pk])).status_code == 404


def test_she_may_still_ask_once_the_path_is_closed(enter, delphine, pathway, maiwenn, hold_clock):
    from tests.pathways.test_delphine import OFF_RSA

    hold_clock(date(2019, 10, 14))
    actions.record_exit(pathway=pathway, exited_on=date(2019, 10, 14), situation=OFF_RSA, by=maiwenn)
    values = {"subject": "minutes", "text": "La date n'est pas la bonne."}
    assert enter(delphine).post(reverse("ask_correction"), values).status_code == 302
    assert len(tasks(maiwenn)) == 1
