"""One month, one amount, ten seconds; nothing replaced without a reason, nothing seen of somebody else."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from rebond.audit.models import Entry
from rebond.finances.book import read_book
from rebond.finances.models import Source
from rebond.pathways import actions

APRIL = date(2019, 4, 1)


def declare(client, month: str = "2019-04", **values):
    return client.post(reverse("declare_own_month", args=[month]), values)


def test_delphine_declares_last_month_from_her_home(enter, delphine, pathway):
    client = enter(delphine)
    assert "Encaissé en avril 2019, en euros" in client.get(reverse("show_space")).text
    answer = declare(client, amount_0="620,50")
    assert answer.headers["Location"] == reverse("show_own_months")
    book = read_book(pathway.business)
    assert book.turnover(APRIL) == Decimal("620.50")
    assert book.figures[APRIL].source == Source.PERSON
    assert Entry.objects.get(verb="declare_months").role == "beneficiary"
    home = client.get(reverse("show_space")).text
    assert "Encaissé en avril" not in home
    assert "620,50" in home


def test_nothing_is_an_amount_too(enter, delphine, pathway):
    declare(enter(delphine), amount_0="0")
    assert read_book(pathway.business).turnover(APRIL) == 0


@pytest.mark.parametrize("typed", ["", "beaucoup", "-12", "99999999999"])
def test_what_is_no_amount_is_said_and_kept(enter, delphine, pathway, typed):
    answer = declare(enter(delphine), amount_0=typed)
    assert answer.status_code == 422
    assert typed in answer.text
    assert read_book(pathway.business).turnover(APRIL) is None


def test_the_same_month_sent_twice_changes_nothing(enter, delphine, pathway):
    client = enter(delphine)
    declare(client, amount_0="620")
    declare(client, amount_0="620", reason="")
    assert Entry.objects.filter(verb="declare_months").count() == 1


def test_a_figure_is_replaced_with_a_reason_only(enter, delphine, pathway):
    client = enter(delphine)
    declare(client, amount_0="620")
    assert declare(client, amount_0="720").status_code == 422
    assert read_book(pathway.business).turnover(APRIL) == 620
    declare(client, amount_0="720", reason="J'avais oublié un chèque.")
    assert read_book(pathway.business).turnover(APRIL) == 720


@pytest.mark.parametrize("month", ["2019-06", "2019-13", "avril", "2018-04"])
def test_a_month_that_cannot_be(enter, delphine, month):
    assert enter(delphine).get(reverse("declare_own_month", args=[month])).status_code == 404


def test_two_activities_are_asked_apart(enter, delphine, pathway, maiwenn):
    for category in ("services_bic", "sales"):
        actions.open_activity_line(
            pathway=pathway, category=category, started_on=date(2018, 5, 1), by=maiwenn
        )
    client = enter(delphine)
    assert "Vente (BIC) : encaissé en avril 2019" in client.get(reverse("show_space")).text
    declare(client, amount_0="500", amount_1="100")
    assert read_book(pathway.business).turnover(APRIL) == 600


def test_her_months_are_listed_with_what_is_missing(enter, delphine):
    client = enter(delphine)
    declare(client, amount_0="620")
    page = client.get(reverse("show_own_months")).text
    assert "Avril 2019" in page
    assert "Pas encore déclaré" in page
    assert "CAF (caisse d&#x27;allocations familiales)" in page or "CAF (caisse d'allocations" in page


def test_gaspard_declares_on_his_own_business_only(enter, gaspard, pathway):
    enter(gaspard).post(reverse("declare_own_month", args=["2019-04"]), {"amount_0": "9"})
    assert read_book(pathway.business).turnover(APRIL) is None


def test_no_empty_promise_where_the_kind_of_business_is_not_known(enter, gaspard):
    assert "chiffre d&#x27;affaires du mois" not in enter(gaspard).get(reverse("show_space")).text
    assert "chiffre d'affaires du mois" not in enter(gaspard).get(reverse("show_space")).text
