"""Logos are judged by what they hold: two kinds of image, small, that run nothing and fetch nothing."""

import base64
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from rebond.programmes.coherence import unwritable
from rebond.programmes.content import content_of, to_yaml
from rebond.programmes.documents import Document, parse_document, problems_of
from rebond.programmes.logos import MAX_BYTES, decoded, encoded, type_of
from rebond.programmes.vocabulary import LogoType
from rebond.programmes.writing import add_version
from tests.programmes.building import document
from tests.programmes.everything import SVG


def png(width: int = 4, height: int = 2, format_name: str = "PNG") -> bytes:
    kept = BytesIO()
    Image.new("RGB", (width, height), "navy").save(kept, format_name)
    return kept.getvalue()


def svg(inside: str) -> bytes:
    return f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">{inside}</svg>'.encode()


def test_a_png_and_an_svg_are_logos():
    assert type_of(png()) == LogoType.PNG
    assert type_of(SVG) == LogoType.SVG
    assert type_of(b"\xef\xbb\xbf" + SVG) == LogoType.SVG
    assert type_of(svg('<defs><path id="a"/></defs><use xlink:href="#a" fill="url(#b)"/>')) == LogoType.SVG


BILLION = b"""<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>
<svg xmlns="http://www.w3.org/2000/svg"><text>&b;</text></svg>"""


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "ni un PNG ni un SVG"),
        (b"bonjour", "ni un PNG ni un SVG"),
        (png(format_name="JPEG"), "ni un PNG ni un SVG"),
        (b"<html/>", "ni un PNG ni un SVG"),
        (png()[:40], "abîmée"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 40, "abîmée"),
        (png(4001, 1), "4000 pixels"),
        (SVG + b" " * MAX_BYTES, "dépasse 100 Ko"),
        (svg("<script>alert(1)</script>"), "script"),
        (svg('<rect onload="alert(1)"/>'), "onload"),
        (svg('<image href="https://example.org/a.png"/>'), "https://example.org"),
        (svg('<image xlink:href="file:///etc/passwd"/>'), "file:///etc"),
        (svg("<style>@import 'https://example.org/a.css';</style>"), "style"),
        (svg('<rect style="fill: url(https://example.org/a)"/>'), "fill: url"),
        (svg("<foreignObject/>"), "foreignObject"),
        (BILLION, "DOCTYPE"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_logo_is_refused_in_french(content, said):
    with pytest.raises(ValueError, match=said):
        type_of(content)


@given(st.binary(max_size=400))
def test_any_bytes_are_a_logo_or_refused_and_base64_is_exact(content):
    assert decoded(encoded(content)) == content
    try:
        type_of(content)
    except ValueError as reason:
        assert str(reason).endswith(".")  # noqa: PT017


def test_a_faulty_logo_is_told_with_its_line(commissioner):
    text = to_yaml(
        document(logos=[{"label": "Un", "content": encoded(SVG)}, {"label": "Deux", "content": "%%%"}])
    )
    [problem] = problems_of(parse_document(text))
    assert "Logo « Deux » : Ce n'est pas une image écrite en base64." in problem.message
    assert "%%%" in text.splitlines()[problem.line - 1]
    assert unwritable(document(logos=[{"label": "Un", "content": encoded(b"x")}]))


def test_a_logo_goes_out_and_comes_back_to_the_byte(commissioner):
    content = document(
        logos=[{"label": "A", "content": encoded(png())}, {"label": "B", "content": encoded(SVG)}]
    )
    version = add_version(Document(content), commissioner=commissioner)
    assert [(logo.label, logo.media_type, bytes(logo.content)) for logo in version.logos.all()] == [
        ("A", "image/png", png()),
        ("B", "image/svg+xml", SVG),
    ]
    exported = to_yaml(content_of(version))
    again = add_version(parse_document(exported), commissioner=commissioner)
    assert to_yaml(content_of(again)) == exported
    # Written by hand on one line, it is the same image.
    content["logos"][0]["content"] = base64.b64encode(png()).decode()
    assert to_yaml(content_of(add_version(Document(content), commissioner=commissioner))) == exported
