"""What somebody sends is read before it is believed."""

import io
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rebond.core.acts import ActRefused
from rebond.documents.content import UPLOAD_MAX_BYTES, check_upload
from rebond.documents.models import MediaType
from tests.documents.conftest import blank_pdf


def test_a_scan_is_taken_as_what_it_is(png, jpeg, pdf):
    assert check_upload(png) == MediaType.PNG
    assert check_upload(jpeg) == MediaType.JPEG
    assert check_upload(pdf) == MediaType.PDF


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "vide"),
        (b"<html><script>alert(1)</script></html>", "Seuls les fichiers"),
        (b"MZ\x90\x00" + b"\0" * 100, "Seuls les fichiers"),
        (b"%PDF-1.7\n" + b"nothing of a PDF" * 4, "ne s'ouvre pas"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 200, "ne s'ouvre pas"),
    ],
)
def test_what_is_not_a_scan_is_refused_and_told_so(content, said):
    with pytest.raises(ActRefused, match=said) as refused:
        check_upload(content)
    assert refused.value.field == "file"


def test_a_file_cut_short_is_refused(jpeg, png):
    for whole in (jpeg, png):
        with pytest.raises(ActRefused, match="ne s'ouvre pas"):
            check_upload(whole[: len(whole) * 2 // 3])


def test_a_file_that_is_too_large_is_refused_before_it_is_opened():
    with pytest.raises(ActRefused, match="dépasse 10 Mo"):
        check_upload(b"\0" * (UPLOAD_MAX_BYTES + 1))


def test_a_locked_or_endless_document_is_refused():
    with pytest.raises(ActRefused, match="protégé par un mot de passe"):
        check_upload(blank_pdf(pages=1, password="secret"))
    with pytest.raises(ActRefused, match="31 pages"):
        check_upload(blank_pdf(pages=31))


def test_an_image_that_unfolds_to_gigabytes_is_refused():
    def chunk(name: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + name + data + zlib.crc32(name + data).to_bytes(4, "big")

    header = (50_000).to_bytes(4, "big") * 2 + bytes([8, 0, 0, 0, 0])
    bomb = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
    with pytest.raises(ActRefused, match="trop grande"):
        check_upload(bomb + chunk(b"IEND", b""))


@given(
    st.binary(max_size=300), st.sampled_from([b"%PDF-1.4\n", b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n", b""])
)
def test_any_bytes_are_taken_or_refused_in_french(noise, start):
    try:
        media_type = check_upload(start + noise)
    except ActRefused as refusal:
        told = refusal.message
    else:
        told = f"{media_type.label}."
    assert told.endswith(".")


def test_a_gif_dressed_as_a_png_is_refused():
    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", (4, 4)).save(out, "GIF")
    with pytest.raises(ActRefused, match="Seuls les fichiers"):
        check_upload(out.getvalue())
