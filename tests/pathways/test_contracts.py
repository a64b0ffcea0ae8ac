"""The engagement contract: who writes when it was signed, and what that dates (C15, C17)."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from rebond.audit.models import Entry
from rebond.core.acts import ActRefused
from rebond.pathways import actions
from rebond.pathways.models import Pathway
from tests.pathways.running import SITUATION, current, expected, run
from tests.programmes.building import document, phase, step


@pytest.fixture(autouse=True)
def _april_2019(hold_clock):
    hold_clock(date(2019, 4, 29))


@pytest.fixture
def path(cast) -> Pathway:
    """Three months from the signature, which is not known yet."""
    content = document(phase(step(offset_days=20), clock="contract", duration_months=3))
    return run(cast, content, entered_on=date(2019, 3, 11))


def sign(path: Pathway, day: date, by) -> None:
    actions.record_contract(pathway=path, signed_on=day, by=by)


@pytest.mark.parametrize("name", ["maiwenn", "rozenn", "loic"])
def test_those_who_take_part_write_it(request, path, name):
    assert current(path).due_on is None
    sign(path, date(2019, 4, 1), request.getfixturevalue(name))
    assert current(path).due_on == date(2019, 7, 1)
    # Steps are counted from the opening of the phase, whatever its clock.
    assert expected(path, "rdv") == [date(2019, 4, 1)]


@pytest.mark.parametrize("name", ["karim", "yann", "helene", "ines", "alban", "zoe", "zoe_adviser"])
def test_others_do_not(request, path, name):
    with pytest.raises(PermissionDenied):
        sign(path, date(2019, 4, 1), request.getfixturevalue(name))
    path.refresh_from_db()
    assert path.contract_signed_on is None


def test_writing_it_again_puts_it_right(path, maiwenn):
    sign(path, date(2019, 4, 1), maiwenn)
    sign(path, date(2019, 4, 8), maiwenn)
    assert current(path).due_on == date(2019, 7, 8)
    entries = Entry.objects.filter(verb="record_contract", beneficiary=path.beneficiary)
    assert [entry.facts["signed_on"] for entry in entries.order_by("pk")] == ["2019-04-01", "2019-04-08"]


def test_a_signature_is_not_to_come(path, maiwenn):
    with pytest.raises(ActRefused) as refused:
        sign(path, date(2019, 4, 30), maiwenn)
    assert refused.value.field == "signed_on"


def test_a_path_that_is_over_keeps_its_contract(path, maiwenn):
    actions.record_exit(pathway=path, exited_on=date(2019, 4, 29), situation=SITUATION, by=maiwenn)
    with pytest.raises(ActRefused, match="terminé"):
        sign(path, date(2019, 4, 1), maiwenn)
