"""Sealing a PDF with the organisation's certificate (PAdES B-B), and saying whether a seal still holds.

The seal is an invisible signature that certifies the document: nothing may be added to it. Its field lies outside of
the page, as PDF/UA-1 wants of what is not tagged, and is printable, as PDF/A-2 wants: docs/adr/0014 says what this keeps.
"""

import hashlib
import io
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from asn1crypto import x509
from pyhanko.pdf_utils.generic import NameObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers
from pyhanko.sign.general import SigningError
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from rebond.core import clock
from rebond.documents import certificate
from rebond.documents.certificate import SealUnavailable
from rebond.documents.models import Document

_FIELD = "Sceau"


class _FaithfulWriter(IncrementalPdfFileWriter):
    """Adds the seal and nothing else: the description of the document (XMP), which claims PDF/A and PDF/UA, stays as typeset."""

    def _update_meta(self) -> None:
        """pyHanko would write the description anew, in a form that PDF/A does not know."""


def seal(content: bytes, *, reason: str) -> bytes:
    """The PDF, certified with the organisation's certificate. `reason` is shown by readers. Raises SealUnavailable."""
    signer = certificate.signer()
    writer: Any = _FaithfulWriter(io.BytesIO(content))
    # PDF/UA 7.18.3: a page that carries an annotation says in which order it is gone through.
    page_count = int(writer.root["/Pages"]["/Count"])
    page = writer.find_page_for_modification(page_count - 1)[0].get_object()
    page[NameObject("/Tabs")] = NameObject("/S")
    writer.update_container(page)
    field = fields.SigFieldSpec(
        _FIELD,
        on_page=page_count - 1,
        invis_sig_settings=fields.InvisSigSettings(box_out_of_bounds=True),
        readable_field_name="Sceau de l'organisme",
    )
    metadata = signers.PdfSignatureMetadata(
        field_name=_FIELD,
        md_algorithm="sha256",
        reason=reason,
        subfilter=fields.SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=fields.MDPPerm.NO_CHANGES,
    )
    try:
        sealed = signers.PdfSigner(metadata, signer=signer, new_field_spec=field).sign_pdf(writer)
    except SigningError as error:
        raise SealUnavailable(str(error)) from error
    return bytes(sealed.getvalue())


@dataclass(frozen=True)
class Verdict:
    """What can be said of a file that claims to be one of ours."""

    is_sealed: bool
    #: Not one byte has changed since the seal.
    is_intact: bool
    #: The seal is that of this installation.
    is_ours: bool
    sealed_by: str
    sealed_at: datetime | None
    #: The very same file among those that are kept.
    kept: Document | None

    @property
    def holds(self) -> bool:
        return self.is_sealed and self.is_intact and self.is_ours

    @property
    def words(self) -> str:
        """The conclusion, in French."""
        if not self.is_sealed:
            return "Ce fichier ne porte pas de sceau."
        if not self.is_intact:
            return "Ce fichier a été modifié depuis qu'il a été scellé."
        if not self.is_ours:
            return f"Ce fichier est intact, mais son sceau n'est pas le nôtre ({self.sealed_by})."
        return "Ce fichier est intact : il n'a pas été modifié depuis qu'il a été scellé."


def verify(content: bytes) -> Verdict:
    """Whatever the bytes, say whether they are a sealed document, intact, and ours."""
    kept = Document.objects.filter(sha256=hashlib.sha256(content).hexdigest()).first()
    try:
        return _read(content, kept)
    # A file that was tampered with may break the reader anywhere.
    except Exception:  # noqa: BLE001
        return Verdict(b"/ByteRange" in content, False, False, "", None, kept)


def _read(content: bytes, kept: Document | None) -> Verdict:
    embedded = PdfFileReader(io.BytesIO(content)).embedded_signatures
    if not embedded:
        return Verdict(False, False, False, "", None, kept)
    signature = embedded[-1]
    own = [x509.Certificate.load(der) for der in certificate.own_certificates()]
    moment = signature.self_reported_timestamp or clock.now()
    trusted = ValidationContext(
        trust_roots=own, moment=moment, allow_fetching=False, revocation_mode="soft-fail"
    )
    status: Any = validate_pdf_signature(signature, trusted)
    is_whole = status.coverage == SignatureCoverageLevel.ENTIRE_FILE and _covers_every_byte(
        content, signature
    )
    return Verdict(
        is_sealed=True,
        is_intact=bool(status.intact and status.valid and is_whole),
        is_ours=bool(status.trusted),
        sealed_by=str(signature.signer_cert.subject.native.get("common_name", "")),
        sealed_at=signature.self_reported_timestamp,
        kept=kept,
    )


def _covers_every_byte(content: bytes, signature: Any) -> bool:
    """The hole that holds the seal itself is left out of its digest: nothing but the seal and zeros may lie in it."""
    start, length, after, rest = (int(number) for number in signature.byte_range)
    hole = content[start + length : after]
    if start != 0 or after + rest != len(content) or hole[:1] != b"<" or hole[-1:] != b">":
        return False
    digits = hole[1:-1].decode("ascii")
    cms = bytes.fromhex(digits)
    # One writing of each byte only: else a capital could be replaced by its small letter.
    return digits == digits.upper() and not any(cms[_der_size(cms) :])


def _der_size(cms: bytes) -> int:
    """How many bytes the DER value that begins here says it takes."""
    if cms[1] < 0x80:
        return 2 + cms[1]
    count = cms[1] & 0x7F
    return 2 + count + int.from_bytes(cms[2 : 2 + count], "big")
