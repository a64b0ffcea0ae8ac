"""Three who sign at the same instant, and one who signs twice at once: each answer counts once, one document comes out."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier

import pytest
from django.db import connection, connections  # noqa: F401 - named by the mark below

from rebond.core import clock
from rebond.core.acts import NotInThisState
from rebond.documents import store
from rebond.documents.models import Document
from rebond.documents.seal import verify
from rebond.pathways import actions
from rebond.pathways.minutes import fingerprint_of
from rebond.pathways.models import Review, Signature, Way
from rebond.pathways.states import SignatureState
from tests.pathways.world import open_development

AFTERNOON = datetime(2019, 4, 29, 15, tzinfo=clock.ZONE)

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        "connection.vendor == 'sqlite'", reason="one connection in memory; PostgreSQL shows it"
    ),
]


@pytest.fixture
def review(pathway, maiwenn) -> Review:
    with clock.held(AFTERNOON):
        step = open_development(pathway, maiwenn, starts_at=AFTERNOON.replace(hour=14))
    return Review.objects.get(step=step)


def at_once(keys, by, seen: str) -> list[str]:
    """Sign each of these signatures at the same instant; returns « signed » or the name of the refusal."""
    barrier = Barrier(len(keys))

    def sign(key) -> str:
        signature = Signature.objects.get(pk=key)
        barrier.wait()
        try:
            with clock.held(AFTERNOON):
                actions.sign(signature=signature, seen_sha256=seen, name="X", way=Way.ON_THE_SPOT, by=by)
        except NotInThisState as refusal:
            return type(refusal).__name__
        finally:
            connections.close_all()
        return "signed"

    with ThreadPoolExecutor(len(keys)) as pool:
        return sorted(pool.map(sign, keys))


def test_three_sign_at_once_and_one_document_is_sealed(review, maiwenn):
    keys = list(review.signatures.values_list("pk", flat=True))
    assert at_once(keys, maiwenn, fingerprint_of(review)) == ["signed"] * 3
    review.refresh_from_db()
    assert verify(store.read(review.document)).holds
    assert Document.objects.count() == 1


def test_one_signs_twice_at_once_and_signs_once(review, maiwenn):
    key = review.signatures.get(role="beneficiary").pk
    assert at_once([key, key], maiwenn, fingerprint_of(review)) == ["NotInThisState", "signed"]
    assert review.signatures.filter(state=SignatureState.SIGNED).count() == 1
