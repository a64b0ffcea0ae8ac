"""Two years after the last contact that came from the person, the pieces go; evidence and running paths stay."""

from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from rebond.audit.models import Entry
from rebond.core import clock
from rebond.documents.models import Document
from rebond.filing.actions import answer_piece_request
from rebond.filing.actions.forgetting import forget_old_pieces, forget_pieces
from rebond.filing.models import Piece, PieceRequest
from tests.filing.papers import blank_pdf
from tests.filing.world import asked_piece, sent_piece

LAST_HEARD = date(2019, 5, 13)
TWO_YEARS_LATER = date(2021, 5, 14)


@pytest.fixture
def closed(pathway, maiwenn):
    """Delphine sent a quote and a certificate, was asked for one more; her path ended and she was heard of no more."""
    sent_piece(pathway, content=blank_pdf(1))
    sent_piece(pathway, kind="caf_certificate", content=blank_pdf(2))
    asked_piece(pathway, by=maiwenn)
    close(pathway)
    return pathway


def close(pathway) -> None:
    type(pathway).objects.filter(pk=pathway.pk).update(state="closed", exited_on=LAST_HEARD)
    pathway.phases.update(ended_on=LAST_HEARD)


def kinds() -> set[str]:
    return set(Piece.objects.values_list("kind", flat=True))


def test_the_day_before_nothing_goes(closed, hold_clock):
    hold_clock(date(2021, 5, 13))
    forget_old_pieces()
    assert kinds() == {"quote", "caf_certificate"}


def test_after_two_years_the_file_goes_and_the_evidence_stays(
    closed, hold_clock, django_capture_on_commit_callbacks
):
    path = Path(Piece.objects.get(kind="quote").document.file.path)
    hold_clock(TWO_YEARS_LATER)
    with django_capture_on_commit_callbacks(execute=True):
        forget_old_pieces()
    assert kinds() == {"caf_certificate"}
    assert Document.objects.count() == 1
    assert not PieceRequest.objects.exists()
    assert not path.exists()
    assert Entry.objects.get(verb="forget_pieces").facts == {"count": 1}
    forget_old_pieces()
    assert Entry.objects.filter(verb="forget_pieces").count() == 1


def test_a_letter_from_us_is_no_contact_but_a_word_from_her_is(closed, hold_clock, maiwenn):
    hold_clock(date(2020, 6, 1))
    asked_piece(closed, by=maiwenn, kind="lease")
    assert pieces_due() == 1
    with clock.held(date(2020, 7, 1)):
        sent_piece(closed, kind="lease", content=blank_pdf(5))
    assert pieces_due() == 0


def test_what_was_asked_goes_too_where_nothing_was_sent(pathway, maiwenn, hold_clock):
    asked_piece(pathway, by=maiwenn, kind="other", words="le bail du garage de sa sœur")
    close(pathway)
    hold_clock(TWO_YEARS_LATER)
    forget_old_pieces()
    assert not PieceRequest.objects.exists()
    assert Entry.objects.get(verb="forget_pieces").facts == {"count": 0}
    forget_old_pieces()
    assert Entry.objects.filter(verb="forget_pieces").count() == 1


def test_a_request_that_a_younger_piece_answers_stays_with_it_and_stops_nothing(closed, maiwenn, hold_clock):
    """Handed over to her adviser a year later: the paper is younger than what it answers, and is no word from her."""
    hold_clock(date(2020, 6, 1))
    answer_piece_request(request=PieceRequest.objects.get(), content=blank_pdf(3), name="ca.pdf", by=maiwenn)
    hold_clock(TWO_YEARS_LATER)
    forget_old_pieces()
    assert kinds() == {"caf_certificate", "turnover"}
    assert PieceRequest.objects.get().answer.kind == "turnover"


def test_what_is_asked_today_is_not_forgotten_tonight(closed, maiwenn, hold_clock):
    hold_clock(TWO_YEARS_LATER)
    asked = asked_piece(closed, by=maiwenn, kind="lease")
    forget_old_pieces()
    assert PieceRequest.objects.get() == asked


def pieces_due() -> int:
    from rebond.filing.retention import pieces_to_forget

    return pieces_to_forget(TWO_YEARS_LATER).count()


def test_a_path_that_runs_keeps_its_pieces(pathway, hold_clock):
    sent_piece(pathway)
    assert pieces_due() == 0


def test_the_settings_may_keep_everything(closed, hold_clock, settings):
    settings.ERASES_OLD_PIECES = False
    hold_clock(TWO_YEARS_LATER)
    forget_old_pieces()
    assert kinds() == {"quote", "caf_certificate"}


def test_the_command_counts_and_erases_only_when_told(closed, hold_clock):
    hold_clock(date(2021, 5, 1))
    out = StringIO()
    call_command("forget_pieces", stdout=out)
    assert "- Devis ou facture : 0 / 1 / 0" in out.getvalue()
    assert "- Attestation de la CAF ou du Département (justificatif) : 0 / 0 / 1" in out.getvalue()
    call_command("forget_pieces", "--on", "2021-06-01", stdout=out)
    assert "- Devis ou facture : 1 / 0 / 0" in out.getvalue()
    err = StringIO()
    call_command("forget_pieces", "--on", "2021-06-01", "--erase", stdout=out, stderr=err)
    assert "d'avance" in err.getvalue()
    assert kinds() == {"quote", "caf_certificate"}
    hold_clock(TWO_YEARS_LATER)
    call_command("forget_pieces", "--erase", stdout=out)
    assert "Pièces effacées : 1." in out.getvalue()
    assert forget_pieces(on=TWO_YEARS_LATER) == 0
