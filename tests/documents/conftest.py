"""Small files of each kind, made on the spot."""

import io

import pytest
from PIL import Image
from pypdf import PdfWriter


@pytest.fixture
def png() -> bytes:
    return _image("PNG")


@pytest.fixture
def jpeg() -> bytes:
    return _image("JPEG")


@pytest.fixture
def pdf() -> bytes:
    return blank_pdf(pages=2)


def blank_pdf(*, pages: int, password: str = "") -> bytes:
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(width=595, height=842)
    if password:
        writer.encrypt(password, algorithm="AES-256")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _image(name: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(out, name)
    return out.getvalue()
