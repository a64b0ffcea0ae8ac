"""The certificate that seals documents: the organisation's own, or a self-signed one where people are invented."""

import contextlib
import os
from datetime import timedelta
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, pkcs12
from cryptography.x509.oid import NameOID
from django.conf import settings

from rebond.core import clock

if TYPE_CHECKING:
    from pyhanko.sign.signers import SimpleSigner

SELF_SIGNED_DAYS = 3650
SELF_SIGNED_NAME = "Rebond, démonstration (sceau d’essai)"


class SealUnavailable(Exception):
    """No certificate is configured, or it cannot be opened: documents wait, unsealed."""


def signer() -> "SimpleSigner":
    """The signer of this installation. Raises SealUnavailable."""
    path = Path(settings.SEAL_PKCS12) if settings.SEAL_PKCS12 else _self_signed()
    return _opened(path, settings.SEAL_PASSPHRASE)


def own_certificates() -> list[bytes]:
    """The certificates (DER) whose seals are ours: the present one, and those of before."""
    found: list[bytes] = []
    with contextlib.suppress(SealUnavailable):
        held: Any = signer().signing_cert
        found.append(held.dump())
    if settings.SEAL_FORMER_CERTIFICATES:
        bundle = Path(settings.SEAL_FORMER_CERTIFICATES).read_bytes()
        der = x509.load_pem_x509_certificates(bundle)
        found += [certificate.public_bytes(Encoding.DER) for certificate in der]
    return found


@lru_cache(maxsize=2)
def _opened(path: Path, passphrase: str) -> "SimpleSigner":
    from pyhanko.sign.signers import SimpleSigner

    load: Any = SimpleSigner.load_pkcs12
    found: SimpleSigner | None = load(str(path), passphrase=passphrase.encode() or None)
    if found is None:
        raise SealUnavailable(f"the PKCS#12 file {path.name} cannot be opened")
    return found


def _self_signed() -> Path:
    """The trial certificate, made at its first use and never elsewhere than where people are invented."""
    if not settings.SEAL_SELF_SIGNED:
        raise SealUnavailable("SEAL_PKCS12 is not set")
    path = Path(settings.SEAL_SELF_SIGNED_PATH)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = path.with_suffix(f".{os.getpid()}")
        fresh.touch(mode=0o600)
        fresh.write_bytes(_made())
        # Two processes may make one at the same time: the first to link it wins, whole.
        with contextlib.suppress(FileExistsError):
            os.link(fresh, path)
        fresh.unlink()
    return path


def _made() -> bytes:
    # RSA: a seal on an elliptic curve would ask readers for PDF 2.0, which PDF/A-2 does not admit.
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, SELF_SIGNED_NAME)])
    since = clock.now() - timedelta(days=1)
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(since)
        .not_valid_after(since + timedelta(days=SELF_SIGNED_DAYS))
        .add_extension(usage, critical=True)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    return pkcs12.serialize_key_and_certificates(b"rebond", key, certificate, None, NoEncryption())
