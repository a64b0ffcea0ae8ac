"""Logos: small images, PNG or SVG, judged by what they hold and not by their name."""

import base64
import binascii
import re
from collections.abc import Iterator
from io import BytesIO
from xml.etree import ElementTree as ET

from PIL import Image, UnidentifiedImageError

from rebond.programmes.vocabulary import LogoType

MAX_BYTES = 100_000
MAX_PIXELS_A_SIDE = 4000
_SVG = "{http://www.w3.org/2000/svg}"
_HREFS = ("href", "{http://www.w3.org/1999/xlink}href")
#: Elements that run something or bring in another page. An image has no need of them.
_REFUSED = {"script", "foreignObject", "iframe", "object", "embed", "audio", "video", "handler", "a"}
_OUTSIDE = re.compile(r"@import|url\(\s*['\"]?(?!#)|javascript:", re.IGNORECASE)


def encoded(content: bytes) -> str:
    """The content as a file writes it: base64, in lines of 76 characters."""
    return base64.encodebytes(content).decode("ascii").rstrip("\n")


def decoded(text: str) -> bytes:
    """The content of a file's base64, spaces and line ends ignored. Raises ValueError, in French."""
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        raise ValueError("Ce n'est pas une image écrite en base64.") from None


def type_of(content: bytes) -> LogoType:
    """What the image is, by reading it. Raises ValueError, in French, when it cannot be a logo."""
    if len(content) > MAX_BYTES:
        raise ValueError(f"Cette image dépasse {MAX_BYTES // 1000} Ko.")
    if content.startswith(b"\x89PNG"):
        _check_png(content)
        return LogoType.PNG
    _check_svg(content)
    return LogoType.SVG


def _check_png(content: bytes) -> None:
    try:
        with Image.open(BytesIO(content), formats=["PNG"]) as image:
            width, height = image.size
            if max(width, height) > MAX_PIXELS_A_SIDE:
                raise ValueError(f"Cette image dépasse {MAX_PIXELS_A_SIDE} pixels de côté.")
            image.load()
    except (UnidentifiedImageError, OSError, SyntaxError, Image.DecompressionBombError):
        raise ValueError("Cette image PNG est abîmée.") from None


def _check_svg(content: bytes) -> None:
    parser = ET.XMLParser(target=_Builder())  # noqa: S314
    try:
        root = ET.fromstring(content, parser=parser)  # noqa: S314 : no entity passes
    except (ET.ParseError, UnicodeError, LookupError):
        raise ValueError("Cette image n'est ni un PNG ni un SVG bien formé.") from None
    if root.tag != f"{_SVG}svg":
        raise ValueError("Cette image n'est ni un PNG ni un SVG bien formé.")
    if fault := next(_active_parts(root), None):
        raise ValueError(
            f"Ce SVG contient « {fault} » : un logo n'exécute rien et ne va rien chercher ailleurs."
        )


class _Builder(ET.TreeBuilder):
    """Stops at a document type: its entities could grow without end, or read files."""

    def doctype(self, name: str, pubid: str | None, system: str | None) -> None:
        raise ValueError("Ce SVG déclare un type de document (DOCTYPE) : retirez cette ligne.")


def _active_parts(root: ET.Element) -> Iterator[str]:
    for element in root.iter():
        name = str(element.tag).rpartition("}")[2]
        if name in _REFUSED:
            yield name
        if name == "style" and _OUTSIDE.search(element.text or ""):
            yield "style"
        for attribute, value in element.attrib.items():
            if attribute.lower().startswith("on"):
                yield attribute
            if (
                attribute in _HREFS and not value.strip().startswith(("#", "data:image/png;base64,"))
            ) or _OUTSIDE.search(value):
                yield value[:40]


def in_words(content: bytes) -> str:
    """« PNG de 12 Ko »."""
    kind = "PNG" if content.startswith(b"\x89PNG") else "SVG"
    return f"{kind} de {max(1, round(len(content) / 1000))} Ko"
