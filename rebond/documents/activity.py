"""What a PDF would do beside being read: scripts, programs to launch, forms to send, files that it carries."""

from typing import Any

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from rebond.core.acts import ActRefused

#: Far more than thirty pages need: what has more is refused rather than searched for minutes.
OBJECTS_MAX = 20_000
#: Where neither action nor carried file can stand: fonts, what is drawn, what is read aloud.
_DEAD = {"/Resources", "/Contents", "/StructTreeRoot", "/AP", "/Metadata"}
_ACTIONS = {
    "/JavaScript",
    "/Launch",
    "/SubmitForm",
    "/ImportData",
    "/GoToE",
    "/Rendition",
    "/RichMediaExecute",
}
_KEYS = {"/JS", "/JavaScript", "/XFA"}
_ANNOTATIONS = {"/RichMedia", "/3D", "/Screen", "/Movie", "/Sound"}
#: An electronic invoice is a PDF that carries its own figures in one file of this name; readers do not run it.
_INVOICES = {"factur-x.xml", "zugferd-invoice.xml", "xrechnung.xml"}

_ACTIVE = "Ce PDF contient un programme : il n'est pas accepté. Imprimez-le dans un nouveau PDF, ou prenez une photo."
_CARRIES = "Ce PDF contient un autre fichier : il n'est pas accepté. Envoyez les fichiers un par un, ou prenez une photo."
_TANGLED = (
    "Ce PDF est trop compliqué pour être vérifié. Imprimez-le dans un nouveau PDF, ou prenez une photo."
)


def refuse_active(reader: PdfReader) -> None:
    """Follow everything that hangs on the document. Raises ActRefused; what pypdf raises on a broken one goes through."""
    seen: set[tuple[int, int]] = set()
    waiting: list[Any] = [reader.trailer["/Root"]]
    visited = 0
    while waiting:
        thing = waiting.pop()
        if isinstance(thing, IndirectObject):
            key = (thing.idnum, thing.generation)
            if key in seen:
                continue
            seen.add(key)
            thing = thing.get_object()
        visited += 1
        if visited > OBJECTS_MAX:
            raise ActRefused(_TANGLED, field="file")
        if isinstance(thing, DictionaryObject):
            _check(thing)
            waiting += [thing.raw_get(name) for name in thing if name not in _DEAD]
        elif isinstance(thing, ArrayObject):
            waiting += [item for item in list.__iter__(thing) if isinstance(item, _DEEP)]


_DEEP = (IndirectObject, DictionaryObject, ArrayObject)


def _check(thing: DictionaryObject) -> None:
    if _KEYS & set(thing) or thing.get("/S") in _ACTIONS or thing.get("/Subtype") in _ANNOTATIONS:
        raise ActRefused(_ACTIVE, field="file")
    if "/EF" in thing and str(thing.get("/UF") or thing.get("/F")).casefold() not in _INVOICES:
        raise ActRefused(_CARRIES, field="file")
