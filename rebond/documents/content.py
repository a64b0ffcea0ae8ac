"""What a file really is, read from its content: the name and the type that a browser announces prove nothing."""

import io
import warnings

import puremagic
from PIL import Image
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from rebond.core.acts import ActRefused
from rebond.documents.activity import refuse_active
from rebond.documents.models import MediaType

UPLOAD_MAX_BYTES = 10 * 1024 * 1024
PAGES_MAX = 30
#: A page scanned at 600 dpi has 35 million pixels; far more is a bomb.
PIXELS_MAX = 60_000_000

_KNOWN = "Seuls les fichiers PDF, JPEG et PNG sont acceptés."
_UNREADABLE = "Ce fichier ne s'ouvre pas : il est abîmé. Enregistrez-le à nouveau, ou prenez une photo."
_LOCKED = (
    "Ce PDF est protégé par un mot de passe : enregistrez-en une copie qui ne l'est pas, ou prenez une photo."
)
_HEIC = (
    "Cette photo est au format HEIC, que tout le monde ne peut pas ouvrir. Prenez-la depuis cette page, "
    "ou envoyez-en une capture d'écran."
)
#: What the eight bytes after the first four say of a photo of this format.
_HEIC_MARKS = {b"ftyp" + brand for brand in (b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1")}

_TOO_WIDE = "Cette image est trop grande : réduisez-la."


def media_type_of(content: bytes) -> MediaType:
    """The type told by the first bytes. Raises ActRefused when it is none of those that are kept."""
    try:
        return MediaType(puremagic.from_string(content, mime=True))
    except (puremagic.PureError, ValueError) as error:
        raise ActRefused(_KNOWN, field="file") from error


def check_upload(content: bytes) -> MediaType:
    """The type of a file that somebody sent, once opened whole. Raises ActRefused, with a sentence for them."""
    if not content:
        raise ActRefused("Ce fichier est vide.", field="file")
    if len(content) > UPLOAD_MAX_BYTES:
        raise ActRefused(
            f"Ce fichier dépasse {UPLOAD_MAX_BYTES // 1024 // 1024} Mo : réduisez-le.", field="file"
        )
    if content[4:12] in _HEIC_MARKS:
        raise ActRefused(_HEIC, field="file")
    media_type = media_type_of(content)
    if media_type == MediaType.PDF:
        _check_pdf(content)
    else:
        _check_image(content, media_type)
    return media_type


def _check_pdf(content: bytes) -> None:
    try:
        reader = PdfReader(io.BytesIO(content), strict=False)
        if reader.is_encrypted:
            raise ActRefused(_LOCKED, field="file")
        page_count = len(reader.pages)
        refuse_active(reader)
    # What a broken file makes the reader raise beside its own errors.
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError, OSError) as error:
        raise ActRefused(_UNREADABLE, field="file") from error
    if page_count == 0:
        raise ActRefused(_UNREADABLE, field="file")
    if page_count > PAGES_MAX:
        raise ActRefused(f"Ce fichier a {page_count} pages : {PAGES_MAX} au plus.", field="file")


def _check_image(content: bytes, media_type: MediaType) -> None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=["JPEG", "PNG"]) as image:
                if image.width * image.height > PIXELS_MAX:
                    raise ActRefused(_TOO_WIDE, field="file")
                if Image.MIME.get(image.format or "") != media_type:
                    raise ActRefused(_KNOWN, field="file")
                image.load()
    except Image.DecompressionBombError as error:
        raise ActRefused(_TOO_WIDE, field="file") from error
    except (OSError, SyntaxError, ValueError) as error:
        raise ActRefused(_UNREADABLE, field="file") from error
