"""From the photos of a telephone to one document: upright, without what a photo tells of its place and its author."""

import base64
import io
from collections.abc import Sequence
from pathlib import Path

from PIL import Image, ImageOps

from rebond.core.acts import ActRefused
from rebond.documents import pdf
from rebond.documents.content import check_upload
from rebond.documents.models import MediaType

TEMPLATE = Path(__file__).parent / "photos.typ"
PHOTOS_MAX = 10
#: Pixels along the longer side: some 190 dots per inch of an A4 page, where small print is still read.
SIDE_MAX = 2200
QUALITY = 80
#: Photos are drawn through a picture that is text: what is typeset then never touches a disk.
_FRAME = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">'
    '<image width="{width}" height="{height}" href="data:image/jpeg;base64,{data}"/></svg>'
)


def one_document(sent: Sequence[bytes], *, title: str) -> bytes:
    """What was sent, as one PDF: as it came, when it is one; made of the photos, in their order, when they are photos.

    Raises ActRefused, on the field `file`, with a sentence for whoever sent it.
    """
    if len(sent) > PHOTOS_MAX:
        raise ActRefused(f"{PHOTOS_MAX} photos au plus à la fois.", field="file")
    types = [check_upload(content) for content in sent]
    if MediaType.PDF not in types:
        return _typeset([_upright(content) for content in sent], title)
    if len(sent) > 1:
        raise ActRefused("Envoyez un seul PDF, ou des photos : pas les deux ensemble.", field="file")
    return sent[0]


def _upright(content: bytes) -> Image.Image:
    """The photo as it was seen, on white, no larger than it is read; none of its metadata follows."""
    with Image.open(io.BytesIO(content), formats=["JPEG", "PNG"]) as opened:
        image = ImageOps.exif_transpose(opened)
        image.thumbnail((SIDE_MAX, SIDE_MAX))
        if image.mode != "RGB" and "transparency" in image.info:
            image = image.convert("RGBA")
        if "A" not in image.getbands():
            return image.convert("RGB")
        colours = image.convert("RGBA")
        paper = Image.new("RGB", colours.size, "white")
        paper.paste(colours, mask=colours.getchannel("A"))
        return paper


def _typeset(photos: Sequence[Image.Image], title: str) -> bytes:
    content = {
        "title": title,
        "pages": [
            {"file": f"photo-{place}.svg", "is_wide": p.width > p.height} for place, p in enumerate(photos)
        ],
    }
    drawn = {f"photo-{place}.svg": _framed(photo) for place, photo in enumerate(photos)}
    return pdf.render(TEMPLATE, content, texts=drawn)


def _framed(photo: Image.Image) -> bytes:
    out = io.BytesIO()
    # A new file: what Pillow read beside the pixels (EXIF, comments, a map) is not handed to it.
    Image.frombytes("RGB", photo.size, photo.tobytes()).save(out, "JPEG", quality=QUALITY, optimize=True)
    data = base64.b64encode(out.getvalue()).decode()
    return _FRAME.format(width=photo.width, height=photo.height, data=data).encode()
