"""Reasons to leave in the programme's own words: offered, recorded and told, and counted as one of the closed classes."""

from datetime import date
from pathlib import Path

import pytest
from django.urls import reverse

from rebond.core.acts import ActRefused
from rebond.pathways import actions
from rebond.pathways.models import Pathway
from rebond.programmes.files import read_document
from rebond.programmes.vocabulary import ExitReason
from tests.pathways.running import SITUATION, run

FILE = Path(__file__).parents[1] / "programmes/visites-mensuelles.yaml"
TYPED = {
    "exited_on": "2019-05-06",
    "activity_status": "self_employed_only",
    "job_quality": "none",
    "rsa_status": "in",
}


@pytest.fixture
def path(cast) -> Pathway:
    return run(cast, read_document(FILE), entered_on=date(2019, 3, 4))


def test_the_programme_s_own_reasons_are_offered_and_recorded(sign_in, maiwenn, path, hold_clock):
    hold_clock(date(2019, 5, 6))
    client = sign_in(maiwenn)
    page = client.get(reverse("record_exit", args=[path.pk])).content.decode()
    assert "Partie vivre ailleurs" in page
    assert "Perdu de vue" not in page
    answer = client.post(reverse("record_exit", args=[path.pk]), {**TYPED, "exit_reason": "lost_contact"})
    assert answer.status_code == 422
    answer = client.post(reverse("record_exit", args=[path.pk]), {**TYPED, "exit_reason": "stopped"})
    assert answer.status_code == 302, answer.content.decode()
    path.refresh_from_db()
    assert path.outcome.exit_reason == ExitReason.DROPPED_OUT
    assert path.outcome.reason_in_words == "La personne arrête"
    section = client.get(reverse("show_pathway", args=[path.pk]), {"section": "sortie"}).content.decode()
    assert "La personne arrête" in section


def test_a_correction_starts_from_the_reason_recorded(sign_in, maiwenn, path, hold_clock):
    hold_clock(date(2019, 5, 6))
    client = sign_in(maiwenn)
    client.post(reverse("record_exit", args=[path.pk]), {**TYPED, "exit_reason": "stopped"})
    form = client.get(reverse("correct_exit", args=[path.pk])).context["form"]
    assert form["exit_reason"].value() == "stopped"
    typed = {
        **TYPED,
        "exit_reason": "gone",
        "reason": "Elle a déménagé.",
        "revision": form["revision"].value(),
    }
    assert client.post(reverse("correct_exit", args=[path.pk]), typed).status_code == 302
    path.outcome.refresh_from_db()
    assert (path.outcome.exit_reason, path.outcome.reason_in_words) == ("moved", "Partie vivre ailleurs")


def test_a_reason_of_another_programme_is_refused(path, maiwenn, programme, hold_clock):
    hold_clock(date(2019, 5, 6))
    own = path.version.list_items.get(code="stopped")
    wrong = {**SITUATION, "exit_reason": "completed", "programme_reason": own}
    with pytest.raises(ActRefused, match="l'un de ceux du programme"):
        actions.record_exit(pathway=path, exited_on=date(2019, 5, 6), situation=wrong, by=maiwenn)
