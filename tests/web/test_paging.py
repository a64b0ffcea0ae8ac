"""Walking a list forward and back: no row is lost, none is seen twice, whatever the order."""

from datetime import date, timedelta
from random import Random

import pytest
from django.test import RequestFactory

from rebond.pathways.models import Pathway
from rebond.web.paging import paginate
from tests.cohorts import Maker, Told

ORDERS = ["entered_on", "-entered_on", "beneficiary__sort_name", "-beneficiary__sort_name"]


def page_at(url: str, order: str, rows=None):
    request = RequestFactory().get(f"/dossiers/{url}")
    return paginate(Pathway.objects.all() if rows is None else rows, order=order, request=request, size=25)


@pytest.fixture
def paths(cast):
    """137 paths, many on the same day, in no order."""
    days = [date(2019, 1, 1) + timedelta(days=n % 11) for n in range(137)]
    Random(4).shuffle(days)  # noqa: S311 - a fixed shuffle
    return Maker(cast).make(*(Told(entered_on=day) for day in days))


@pytest.mark.parametrize("order", ORDERS)
def test_137_rows_are_walked_forward_and_back(paths, order):
    forward, url, sizes = [], "", []
    while url is not None:
        page = page_at(url, order)
        forward += [row.pk for row in page.rows]
        sizes.append(len(page.rows))
        last, url = page, page.next_url
    expected = list(
        Pathway.objects.order_by(order, "pk" if order.startswith("-") else "-pk").values_list("pk", flat=True)
    )
    assert sizes == [25, 25, 25, 25, 25, 12]
    assert forward == expected

    backward, page = [row.pk for row in last.rows], last
    while page.previous_url is not None:
        page = page_at(page.previous_url, order)
        backward = [row.pk for row in page.rows] + backward
    assert backward == expected
    assert page.next_url is not None


def test_a_page_keeps_the_filters_and_names_nobody(paths):
    page = page_at("?etat=tous&lignes=25&apres=", "beneficiary__sort_name")
    assert page.next_url == f"?etat=tous&lignes=25&apres={page.rows[-1].pk}"
    assert page.summary == "137"


@pytest.mark.parametrize("key", ["nonsense", "00000000-0000-4000-8000-00000000dead"])
def test_a_row_that_is_gone_gives_the_first_page(paths, key):
    for way in ("apres", "avant"):
        page = page_at(f"?{way}={key}", "entered_on")
        assert page.previous_url is None
        assert [row.pk for row in page.rows] == list(
            Pathway.objects.order_by("entered_on", "-pk").values_list("pk", flat=True)[:25]
        )


def test_an_empty_list_has_one_page(db):
    page = page_at("", "entered_on")
    assert (page.rows, page.summary, page.previous_url, page.next_url) == ([], "0", None, None)
