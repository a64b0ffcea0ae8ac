"""A piece is opened, shown further, taken back: its content goes, that it was there stays told."""

from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from rebond.audit.models import Entry
from rebond.core.acts import ActRefused, NotInThisState
from rebond.documents.models import Document
from rebond.filing import policy
from rebond.filing.actions import read_piece, share_piece, withdraw_piece
from rebond.filing.models import Piece
from tests.filing.world import sent_piece


@pytest.fixture
def piece(pathway) -> Piece:
    return sent_piece(pathway)


def test_opening_it_once_is_enough(piece, maiwenn, loic):
    read_piece(piece=piece, by=maiwenn)
    first = piece.read_at
    read_piece(piece=piece, by=loic)
    assert piece.read_at == first
    assert Entry.objects.filter(verb="read_piece").count() == 1


def test_another_organisation_does_not_open_it(piece, rozenn, zoe_adviser):
    for stranger in (rozenn, zoe_adviser):
        with pytest.raises(PermissionDenied):
            read_piece(piece=piece, by=stranger)


def test_her_adviser_shows_it_to_the_others_and_she_still_reads_it(piece, maiwenn, rozenn, delphine):
    assert not policy.pieces_visible_to(rozenn).exists()
    share_piece(piece=piece, audience="everybody", by=maiwenn)
    assert policy.pieces_visible_to(rozenn).get() == piece
    assert policy.pieces_visible_to(delphine).get() == piece
    entry = Entry.objects.get(verb="share_piece")
    assert entry.facts == {"before": "person", "after": "everybody"}
    share_piece(piece=piece, audience="everybody", by=maiwenn)
    assert Entry.objects.filter(verb="share_piece").count() == 1
    with pytest.raises(ActRefused, match="lit toujours"):
        share_piece(piece=piece, audience="organisation", by=maiwenn)
    with pytest.raises(PermissionDenied):
        share_piece(piece=piece, audience="person", by=rozenn)


def test_she_takes_it_back_and_the_file_is_gone(piece, delphine, django_capture_on_commit_callbacks):
    path = Path(piece.document.file.path)
    with django_capture_on_commit_callbacks(execute=True):
        withdraw_piece(piece=piece, reason=" Mauvais fichier ", by=delphine)
    piece.refresh_from_db()
    assert (piece.document, piece.withdrawn_by, piece.withdrawn_reason) == (None, None, "Mauvais fichier")
    assert not Document.objects.exists()
    assert not path.exists()
    entry = Entry.objects.get(verb="withdraw_piece")
    assert "Mauvais" not in str(entry.facts)
    with pytest.raises(NotInThisState, match="déjà retiré"):
        withdraw_piece(piece=piece, reason="Encore", by=delphine)


def test_a_withdrawal_that_fails_keeps_the_file(piece, delphine):
    path = Path(piece.document.file.path)
    with pytest.raises(RuntimeError), transaction.atomic():
        withdraw_piece(piece=piece, reason="Mauvais fichier", by=delphine)
        raise RuntimeError
    assert path.exists()
    assert Piece.objects.get().document is not None


def test_it_takes_a_reason(piece, delphine):
    with pytest.raises(ActRefused, match="pourquoi") as refused:
        withdraw_piece(piece=piece, reason="  ", by=delphine)
    assert refused.value.field == "reason"


def test_only_the_sender_or_who_manages_takes_it_back(pathway, maiwenn, loic, karim, rozenn, delphine, zoe):
    piece = sent_piece(pathway, by=maiwenn, audience="everybody")
    for other in (delphine, rozenn, karim, zoe):
        with pytest.raises(PermissionDenied):
            withdraw_piece(piece=piece, reason="Non", by=other)
    withdraw_piece(piece=piece, reason="Mise au mauvais dossier", by=loic)
    assert piece.withdrawn_by == loic.user


def test_evidence_that_was_read_is_no_longer_hers_to_take_back(pathway, delphine, maiwenn):
    piece = sent_piece(pathway, kind="caf_certificate")
    assert policy.may(delphine, "withdraw_piece", piece)
    read_piece(piece=piece, by=maiwenn)
    with pytest.raises(PermissionDenied):
        withdraw_piece(piece=piece, reason="Non", by=delphine)
    withdraw_piece(piece=piece, reason="Illisible", by=maiwenn)


def test_the_database_refuses_half_a_withdrawal(piece):
    with pytest.raises(IntegrityError), transaction.atomic():
        Piece.objects.filter(pk=piece.pk).update(document=None)
