"""Links without an account: open for one purpose, until their date, once where once is said."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from rebond.core import clock
from rebond.links.doors import LinkClosed, follow_link, forget_old_links, open_link, revoke_links, use_link
from rebond.links.models import Link, Purpose

STEP = UUID(int=7, version=4)


@pytest.fixture
def secret(pathway, hold_clock) -> str:
    """Delphine's link to one of her appointments, open for a week."""
    hold_clock(date(2019, 3, 12))
    return open_link(
        Purpose.ANSWER_APPOINTMENT,
        expires_at=clock.now() + timedelta(days=7),
        beneficiary=pathway.beneficiary,
        object_id=STEP,
    )


def test_delphine_s_link_opens_what_it_was_made_for(secret, pathway):
    link = follow_link(secret, Purpose.ANSWER_APPOINTMENT)
    assert link.beneficiary == pathway.beneficiary
    assert link.object_id == STEP
    use_link(link)
    assert follow_link(secret, Purpose.ANSWER_APPOINTMENT) == link


def test_the_secret_is_not_kept(secret):
    assert secret not in str(Link.objects.values().get())


@pytest.mark.parametrize("wrong", ["", "x", "é" * 400])
def test_a_made_up_secret_opens_nothing(secret, wrong):
    with pytest.raises(LinkClosed):
        follow_link(wrong, Purpose.ANSWER_APPOINTMENT)


def test_a_link_opens_nothing_else(secret):
    with pytest.raises(LinkClosed):
        follow_link(secret, Purpose.SIGN_MINUTES)


def test_a_link_expires(secret, hold_clock):
    hold_clock(date(2019, 3, 20))
    with pytest.raises(LinkClosed):
        follow_link(secret, Purpose.ANSWER_APPOINTMENT)


def test_a_revoked_link_is_closed(secret):
    revoke_links(Purpose.ANSWER_APPOINTMENT, object_id=STEP)
    with pytest.raises(LinkClosed):
        follow_link(secret, Purpose.ANSWER_APPOINTMENT)


def test_a_link_for_one_use_serves_once(pathway):
    once = open_link(
        Purpose.SIGN_IN,
        expires_at=clock.now() + timedelta(minutes=15),
        beneficiary=pathway.beneficiary,
        is_single_use=True,
    )
    seen_twice = [follow_link(once, Purpose.SIGN_IN) for _ in range(2)]
    use_link(seen_twice[0])
    with pytest.raises(LinkClosed):
        use_link(seen_twice[1])
    with pytest.raises(LinkClosed):
        follow_link(once, Purpose.SIGN_IN)


def test_old_links_are_forgotten(secret, hold_clock):
    hold_clock(date(2019, 6, 1))
    forget_old_links()
    assert Link.objects.count() == 1
    hold_clock(date(2019, 7, 1))
    forget_old_links()
    assert not Link.objects.exists()
