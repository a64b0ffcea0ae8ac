"""Answering a referral, on screen: Loïc answers, Rozenn reads the answer, Zoé sees nothing."""

from datetime import date

import pytest
from django.urls import reverse

from rebond.audit.models import Access, Entry
from rebond.core import clock
from rebond.messaging.models import Message
from rebond.pathways.models import Pathway
from rebond.pathways.states import ReferralState


@pytest.fixture(autouse=True)
def _march_2019(hold_clock):
    hold_clock(date(2019, 3, 11))


def test_loic_accepts_and_rozenn_is_told(sign_in, loic, maiwenn, referral):
    client = sign_in(loic)
    page = client.get(reverse("accept_referral", args=[referral.pk]))
    assert "Maïwenn Tilleul — 0 dossier en cours" in page.content.decode()

    answer = client.post(reverse("accept_referral", args=[referral.pk]), {"adviser": maiwenn.user.pk})

    pathway = Pathway.objects.get(referral=referral)
    assert answer.headers["Location"] == reverse("show_pathway", args=[pathway.pk])
    assert pathway.adviser == maiwenn.user
    assert Entry.objects.filter(verb="accept_referral", user=loic.user).count() == 1
    message = Message.objects.get(template="accept_referral")
    assert message.address == "rozenn.genet@example.org"
    assert "Lavande" not in message.title + message.body


def test_accepting_twice_says_why_not_and_opens_one_path(sign_in, loic, karim, referral, pathway):
    answer = sign_in(loic).post(reverse("accept_referral", args=[referral.pk]), {"adviser": karim.user.pk})
    assert answer.status_code == 422
    assert "est à l&#x27;état « Acceptée »" in answer.content.decode()
    assert Pathway.objects.count() == 1


def test_a_refusal_needs_a_reason(sign_in, loic, referral):
    answer = sign_in(loic).post(reverse("decline_referral", args=[referral.pk]), {"text": "Trop tôt."})
    assert answer.status_code == 422
    assert "Trop tôt." in answer.content.decode()
    referral.refresh_from_db()
    assert referral.state == ReferralState.SENT


def test_zoe_from_another_association_sees_nothing(sign_in, zoe, referral):
    client = sign_in(zoe)
    assert "Lavande" not in client.get(reverse("list_referrals")).content.decode()
    for name in ("show_referral", "accept_referral", "decline_referral", "withdraw_referral"):
        assert client.get(reverse(name, args=[referral.pk])).status_code == 404


def test_rozenn_sees_her_referral_but_cannot_answer_it(sign_in, rozenn, referral):
    client = sign_in(rozenn)
    assert client.get(reverse("show_referral", args=[referral.pk])).status_code == 200
    assert client.get(reverse("accept_referral", args=[referral.pk])).status_code == 403
    assert Access.objects.get(user=rozenn.user).beneficiary == referral.beneficiary


def test_a_look_ten_minutes_later_is_another_reading(sign_in, rozenn, referral):
    client = sign_in(rozenn)
    for minute in (0, 5, 16):
        with clock.held(clock.now().replace(minute=minute)):
            client.get(reverse("show_referral", args=[referral.pk]))
    assert Access.objects.count() == 2
