"""Files as people, and those who mean harm, send them."""

import io
import zlib
from collections.abc import Callable

from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, TextStringObject

#: The tag of EXIF that says how the telephone was held, and one that says where.
ORIENTATION, MAKER, GPS = 0x0112, 0x010F, 0x8825


def blank_pdf(pages: int = 1, *, change: Callable[[PdfWriter], object] | None = None) -> bytes:
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(width=595, height=842)
    if change:
        change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def photo(size: tuple[int, int] = (400, 300), colour: str = "white", name: str = "JPEG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, name)
    return out.getvalue()


def photo_on_its_side() -> bytes:
    """Taken upright with a telephone that wrote it lying, with who made it and where; its top is red."""
    image = Image.new("RGB", (400, 300), "white")
    image.paste("red", (0, 0, 40, 300))
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    exif[MAKER] = "Telephone of Delphine"
    exif[GPS] = {1: "N", 2: (48.0, 6.0, 0.0)}
    out = io.BytesIO()
    image.save(out, "JPEG", exif=exif, comment=b"taken at home")
    return out.getvalue()


def bomb() -> bytes:
    """A PNG of some hundred bytes that unfolds to two and a half thousand million pixels."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + name + data + zlib.crc32(name + data).to_bytes(4, "big")

    header = (50_000).to_bytes(4, "big") * 2 + bytes([8, 0, 0, 0, 0])
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
    return b"\x89PNG\r\n\x1a\n" + body + chunk(b"IEND", b"")


def with_script(writer: PdfWriter) -> None:
    names = ArrayObject([TextStringObject("open"), writer._add_object(_script("app.alert('bonjour')"))])
    scripts = DictionaryObject({NameObject("/Names"): names})
    writer.root_object[NameObject("/Names")] = DictionaryObject({NameObject("/JavaScript"): scripts})


def _script(text: str) -> DictionaryObject:
    return DictionaryObject(
        {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject(text)}
    )


def with_script_under_another_spelling(writer: PdfWriter) -> None:
    """« /JavaScript » written with a hexadecimal letter, in the action of a page."""
    action = _script("1")
    writer.pages[0][NameObject("/AA")] = DictionaryObject({NameObject("/O"): writer._add_object(action)})


def with_program(writer: PdfWriter) -> None:
    action = DictionaryObject(
        {NameObject("/S"): NameObject("/Launch"), NameObject("/F"): TextStringObject("cmd.exe")}
    )
    writer.root_object[NameObject("/OpenAction")] = writer._add_object(action)


def with_file(name: str) -> Callable[[PdfWriter], object]:
    return lambda writer: writer.add_attachment(name, b"<rsm:CrossIndustryInvoice/>")


def with_form_to_send(writer: PdfWriter) -> None:
    action = DictionaryObject({NameObject("/S"): NameObject("/SubmitForm")})
    button = DictionaryObject({NameObject("/Subtype"): NameObject("/Widget"), NameObject("/A"): action})
    writer.pages[0][NameObject("/Annots")] = ArrayObject([writer._add_object(button)])


def endless(writer: PdfWriter) -> None:
    """A chain of a hundred thousand links."""
    link = DictionaryObject()
    for _ in range(30_000):
        link = DictionaryObject({NameObject("/Next"): writer._add_object(link)})
    writer.root_object[NameObject("/OpenAction")] = link
