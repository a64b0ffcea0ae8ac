"""The seal holds as long as nothing changes, and no longer."""

import io
from pathlib import Path

import pytest
from django.core.management import call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter

from rebond.documents import certificate, store
from rebond.documents.models import Kind
from rebond.documents.pdf import render
from rebond.documents.seal import SealUnavailable, seal, verify

TEMPLATE = """#import "paper.typ": *
#show: paper.with(title: "Compte rendu", author: "BGE", mention: "")
= Compte rendu
Première page.
#pagebreak()
Dernière page.
"""


@pytest.fixture(scope="module")
def plain(tmp_path_factory) -> bytes:
    path = tmp_path_factory.mktemp("seal") / "minutes.typ"
    path.write_text(TEMPLATE, encoding="utf-8")
    return render(path, {})


@pytest.fixture(scope="module")
def sealed(plain) -> bytes:
    return seal(plain, reason="Compte rendu signé")


def test_a_sealed_document_is_intact_and_ours(db, sealed):
    verdict = verify(sealed)
    assert verdict.holds
    assert "sceau d’essai" in verdict.sealed_by
    assert verdict.words.startswith("Ce fichier est intact")
    assert verdict.kept is None
    kept = store.keep(sealed, kind=Kind.MINUTES, name="pv.pdf")
    assert verify(sealed).kept == kept


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.data())
def test_one_byte_of_what_is_sealed_cannot_change(db, sealed, data):
    start, end = _hole(sealed)
    place = data.draw(st.integers(0, len(sealed) - 1).filter(lambda i: not start < i < end))
    changed = bytearray(sealed)
    changed[place] ^= data.draw(st.integers(1, 255))
    assert not verify(bytes(changed)).holds


def test_nothing_can_be_hidden_behind_the_seal_in_its_own_place(db, sealed):
    _, end = _hole(sealed)
    for place in (end - 1, end - 40):
        changed = bytearray(sealed)
        assert changed[place : place + 1] == b"0"
        changed[place : place + 1] = b"7"
        assert not verify(bytes(changed)).is_intact


def _hole(sealed: bytes) -> tuple[int, int]:
    start = sealed.index(b"/Contents <") + len("/Contents ")
    return start, sealed.index(b">", start)


def test_nothing_can_be_added(db, sealed):
    assert verify(sealed + b"\n% more").words == "Ce fichier a été modifié depuis qu'il a été scellé."
    writer = PdfWriter(io.BytesIO(sealed), incremental=True)
    writer.add_blank_page()
    out = io.BytesIO()
    writer.write(out)
    assert out.getvalue().startswith(sealed)
    assert not verify(out.getvalue()).is_intact


def test_what_is_no_sealed_document_is_told_so(db, plain):
    for content in (plain, b"", b"hello", b"%PDF-1.7"):
        assert verify(content).words == "Ce fichier ne porte pas de sceau."


def test_the_seal_of_somebody_else_is_not_ours(db, plain, sealed, settings, tmp_path):
    settings.SEAL_SELF_SIGNED_PATH = tmp_path / "other" / "trial.p12"
    verdict = verify(sealed)
    assert verdict.is_intact
    assert not verdict.is_ours
    assert "n'est pas le nôtre" in verdict.words
    assert verify(seal(plain, reason="Autre")).holds
    # A certificate of before still counts, once it is named.
    pem = tmp_path / "former.pem"
    pem.write_bytes(_pem_of(sealed))
    settings.SEAL_FORMER_CERTIFICATES = str(pem)
    assert verify(sealed).holds


def _pem_of(sealed: bytes) -> bytes:
    import base64

    from pyhanko.pdf_utils.reader import PdfFileReader

    der = PdfFileReader(io.BytesIO(sealed)).embedded_signatures[0].signer_cert.dump()
    body = base64.encodebytes(der)
    return b"-----BEGIN CERTIFICATE-----\n" + body + b"-----END CERTIFICATE-----\n"


def test_the_seal_keeps_what_the_document_claims(sealed, plain):
    before, after = PdfReader(io.BytesIO(plain)), PdfReader(io.BytesIO(sealed))
    catalogue = after.trailer["/Root"]
    assert after.xmp_metadata.stream.get_data() == before.xmp_metadata.stream.get_data()
    assert after.metadata == before.metadata
    assert "/Version" not in catalogue  # PDF/A-2 stays within PDF 1.7
    assert catalogue["/Lang"] == before.trailer["/Root"]["/Lang"]
    assert "/StructTreeRoot" in catalogue
    page = after.pages[-1]
    field = page["/Annots"][0].get_object()
    assert page["/Tabs"] == "/S"
    assert field["/F"] & 4  # printable, as PDF/A asks
    assert not field["/F"] & 2  # and not hidden
    assert [int(side) for side in field["/Rect"]] == [-9999] * 4  # outside of the page, as PDF/UA asks
    assert field["/TU"] == "Sceau de l'organisme"


def test_without_a_certificate_nothing_is_sealed(plain, settings, tmp_path):
    settings.SEAL_SELF_SIGNED = False
    with pytest.raises(SealUnavailable):
        seal(plain, reason="Non")
    settings.SEAL_PKCS12 = str(tmp_path / "absent.p12")
    with pytest.raises(SealUnavailable):
        seal(plain, reason="Non")


def test_the_organisation_s_own_certificate_is_opened_with_its_passphrase(db, plain, settings, tmp_path):
    from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12

    key, held, _ = pkcs12.load_key_and_certificates(certificate._made(), None)
    path = tmp_path / "organisation.p12"
    path.write_bytes(
        pkcs12.serialize_key_and_certificates(b"bge", key, held, None, BestAvailableEncryption(b"phrase"))
    )
    settings.SEAL_PKCS12, settings.SEAL_PASSPHRASE = str(path), "fausse"
    with pytest.raises(SealUnavailable):
        seal(plain, reason="Non")
    settings.SEAL_PASSPHRASE = "phrase"
    assert verify(seal(plain, reason="Oui")).holds


def test_the_trial_key_is_nobody_else_s_to_read(settings, tmp_path):
    settings.SEAL_SELF_SIGNED_PATH = tmp_path / "seal" / "trial.p12"
    certificate.signer()
    assert settings.SEAL_SELF_SIGNED_PATH.stat().st_mode & 0o077 == 0
    assert [path.name for path in settings.SEAL_SELF_SIGNED_PATH.parent.iterdir()] == ["trial.p12"]


def test_the_command_tells_and_ends_with_what_it_found(db, sealed, tmp_path, capsys):
    path = Path(tmp_path / "pv.pdf")
    path.write_bytes(sealed)
    call_command("verify_document", path)
    assert "Ce fichier est intact" in capsys.readouterr().out
    path.write_bytes(sealed.replace(b"Sceau", b"Sceaw", 1))
    with pytest.raises(SystemExit) as ended:
        call_command("verify_document", path)
    assert ended.value.code == 1
    assert "modifié" in capsys.readouterr().out
