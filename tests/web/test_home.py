"""« À faire » on screen: each person finds their own, and one button per line that leads where it says."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from rebond.pathways.todo import todo_of
from tests.cohorts import Maker, Told
from tests.pathways.test_delphine import decide, hold


def home(client) -> str:
    return client.get(reverse("home")).content.decode()


def test_loic_finds_the_referral_and_its_button(sign_in, loic, referral, hold_clock):
    hold_clock(date(2019, 3, 8))
    page = home(sign_in(loic))
    assert "Aujourd&#x27;hui" in page
    assert "Delphine Lavande" in page
    assert f'href="{reverse("show_referral", args=[referral.pk])}"' in page
    assert "il y a 4 jours" in page


def test_nothing_waits_and_it_says_so(sign_in, karim, pathway, hold_clock):
    hold_clock(date(2019, 3, 20))
    assert "Rien en attente." in home(sign_in(karim))


def test_late_things_come_first(sign_in, maiwenn, pathway, hold_clock):
    hold(pathway, "rdv1", date(2019, 3, 18), maiwenn)
    hold_clock(date(2019, 5, 24))
    page = home(sign_in(maiwenn))
    assert page.index("En retard") < page.index("Plus tard")
    assert page.index("Planifier : Rdv 2") < page.index("Décider de la suite")


@pytest.mark.parametrize("days", [5, 20, 60, 85, 120])
def test_every_button_opens(sign_in, maiwenn, rozenn, loic, pathway, hold_clock, days):
    hold_clock(date(2019, 3, 11) + timedelta(days=days))
    for actor in (maiwenn, rozenn, loic):
        client = sign_in(actor)
        for task in (task for day in todo_of(actor).days for task in day.tasks):
            assert client.get(reverse(task.url_name, args=[task.url_pk])).status_code == 200, task


def test_the_buttons_of_an_exit_and_of_a_pause_open(sign_in, maiwenn, pathway, hold_clock):
    decide(hold(pathway, "tripartite", date(2019, 4, 29), maiwenn), "suspend", maiwenn)
    hold_clock(date(2019, 5, 20))
    task = next(task for day in todo_of(maiwenn).days for task in day.tasks if task.kind == "resume_pathway")
    assert task.kind == "resume_pathway"
    assert sign_in(maiwenn).get(reverse(task.url_name, args=[task.url_pk])).status_code == 200


def test_helene_reads_the_workloads_and_zoe_reads_none(sign_in, helene, zoe, cast, hold_clock):
    hold_clock(date(2019, 9, 2))
    Maker(cast).make(*(Told(entered_on=date(2019, 8, 26)) for _ in range(3)), Told(adviser="karim"))
    page = home(sign_in(helene))
    assert f"{reverse('list_pathways')}?conseiller={cast.users['maiwenn'].pk}" in page
    assert f"conseiller={cast.users['karim'].pk}&amp;attention=sans-contact" in page
    assert "conseiller=" not in home(sign_in(zoe))


@pytest.mark.parametrize("name", ["maiwenn", "helene", "loic"])
def test_the_page_asks_as_many_queries_for_ten_paths_as_for_three_hundred(
    request, name, sign_in, cast, hold_clock
):
    hold_clock(date(2019, 9, 2))
    client = sign_in(request.getfixturevalue(name))
    maker = Maker(cast)
    counts = []
    for size in (10, 290):
        maker.make(*(Told(entered_on=date(2019, 3, 11) + timedelta(days=n % 90)) for n in range(size)))
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse("home")).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
