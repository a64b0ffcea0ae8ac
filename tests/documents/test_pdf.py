"""What the frame of documents gives to each: language, title, tags, logos with their words."""

import io
from datetime import date
from pathlib import Path

import pytest
from pypdf import PdfReader

from rebond.documents.pdf import render

LETTER = """#import "paper.typ": *
#let c = json("content.json")
#show: paper.with(title: c.title, author: "Le Département", mention: "Cofinancé par l’Union européenne",
  logos: (("logo-0.png", "Emblème de l’Union européenne"),))
= #c.title
Bonjour.
"""


@pytest.fixture
def template(tmp_path) -> Path:
    path = tmp_path / "letter.typ"
    path.write_text(LETTER, encoding="utf-8")
    return path


def test_a_document_can_be_read_aloud_and_archived(template, png, hold_clock):
    hold_clock(date(2026, 3, 12))
    made = render(template, {"title": "Compte rendu"}, files={"logo-0.png": png})
    reader = PdfReader(io.BytesIO(made))
    catalogue = reader.trailer["/Root"]
    assert catalogue["/Lang"].startswith("fr")
    assert catalogue["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in catalogue
    assert catalogue["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata is not None
    assert reader.metadata.title == "Compte rendu"
    assert reader.metadata.creation_date.date() == date(2026, 3, 12)
    xmp = reader.xmp_metadata.stream.get_data().decode()
    assert "<pdfaid:part>2<" in xmp
    assert "<pdfaid:conformance>A<" in xmp
    assert "<pdfuaid:part>1<" in xmp
    text = reader.pages[0].extract_text()
    assert "Page 1 sur 1" in text
    assert "Cofinancé par" in text


def test_an_image_without_words_is_refused(tmp_path, png):
    path = tmp_path / "bad.typ"
    path.write_text('#set document(title: "x")\n#image("logo-0.png")', encoding="utf-8")
    with pytest.raises(RuntimeError, match="PDF/UA"):
        render(path, {}, files={"logo-0.png": png})
