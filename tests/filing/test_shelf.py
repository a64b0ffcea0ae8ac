"""Every document of a file in one list, each reader with what is theirs, for a fixed number of queries."""

import pytest
from django.test.utils import CaptureQueriesContext

from rebond.documents.store import keep
from rebond.filing.actions import withdraw_piece
from rebond.filing.shelf import SOURCES, lines_of, natures_of, of_nature, shelf_of
from rebond.pathways.models import AttendanceSheet
from tests.filing.papers import blank_pdf
from tests.filing.world import sent_piece


@pytest.fixture
def scan(pathway, maiwenn) -> AttendanceSheet:
    step = pathway.steps.first()
    document = keep(
        blank_pdf(7), kind="attendance_sheet", name="presence.pdf", beneficiary=pathway.beneficiary
    )
    return AttendanceSheet.objects.create(step=step, scan=document, scanned_by=maiwenn.user)


def titles(pathway, by) -> list[str]:
    shelf = shelf_of(pathway, by, SOURCES).order_by("-kept_at")
    return [line.told.title for line in lines_of(list(shelf), SOURCES)]


def test_pieces_and_papers_stand_together(pathway, scan, maiwenn, rozenn, delphine, zoe_adviser):
    sent_piece(pathway, by=maiwenn, audience="organisation", content=blank_pdf(2))
    sent_piece(pathway)
    scanned = "Feuille de présence signée sur papier"
    assert sorted(titles(pathway, maiwenn)) == sorted(["Devis ou facture", "Devis ou facture", scanned])
    assert titles(pathway, rozenn) == [scanned]
    assert sorted(titles(pathway, delphine)) == sorted(["Devis ou facture", scanned])
    assert titles(pathway, zoe_adviser) == []


def test_the_list_is_filtered_by_nature(pathway, scan, maiwenn):
    sent_piece(pathway, kind="lease")
    shelf = shelf_of(pathway, maiwenn, SOURCES)
    assert natures_of(shelf) == [("lease", "Bail", 1), ("attendance_sheet", "Feuille de présence", 1)]
    assert of_nature(shelf, "lease").get().piece.kind == "lease"
    assert of_nature(shelf, "attendance_sheet").get() == scan.scan
    assert of_nature(shelf, "nonsense").count() == 2


def test_what_was_withdrawn_is_not_there(pathway, delphine, maiwenn):
    withdraw_piece(piece=sent_piece(pathway), reason="Mauvais fichier", by=delphine)
    assert titles(pathway, maiwenn) == []


def test_it_costs_the_same_for_two_documents_and_for_twenty(pathway, scan, maiwenn):
    from django.db import connection

    sent_piece(pathway)
    counts = []
    for pages in (0, 10):
        for number in range(pages):
            sent_piece(pathway, by=maiwenn, content=blank_pdf(2 + number), audience="everybody")
        with CaptureQueriesContext(
            connection,
        ) as spent:
            lines_of(list(shelf_of(pathway, maiwenn, SOURCES)), SOURCES)
        counts.append(len(spent))
    assert counts[0] == counts[1] <= 6
