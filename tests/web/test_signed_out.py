"""The session ended while somebody was typing: a page's script is told so, and not handed the sign-in page."""

import pytest
from django.test import Client
from django.urls import reverse

from rebond.drafts.models import Draft

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("headers", [{"HX-Request": "true"}, {"X-CSRFToken": "x" * 32}])
def test_a_script_is_told_that_nobody_is_signed_in(headers):
    client = Client()
    for answer in (
        client.post(reverse("save_draft", args=["essai"]), {"texte": "Bonjour"}, headers=headers),
        client.post(reverse("check_free_text"), {"text": "Bonjour"}, headers=headers),
        client.get(reverse("list_pathways"), headers=headers),
    ):
        assert answer.status_code == 401
        assert "<" not in answer.content.decode()
    assert Draft.objects.count() == 0


def test_a_person_is_sent_to_the_sign_in_page():
    answer = Client().get(reverse("list_pathways"))
    assert answer.headers["Location"].startswith("/compte/login/?next=")
