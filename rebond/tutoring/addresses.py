"""Reply addresses: `echanges+<key>@…`. Mail servers may lower the letters of an address: the key is written in base 32."""

import base64
import binascii

from django.conf import settings

#: What a mailbox name may hold before the @ (RFC 5321).
LOCAL_MAX = 64


def reply_address(secret: str) -> str:
    """The address that takes answers to one message, from the secret of its link."""
    local, _, domain = settings.REPLY_ADDRESS.partition("@")
    key = base64.b32encode(_bytes_of(secret)).decode().rstrip("=").lower()
    return f"{local}+{key}@{domain}"


def secret_in(address: str) -> str | None:
    """The secret that an address of ours carries, whatever its capitals; None for any other address."""
    local, _, domain = settings.REPLY_ADDRESS.lower().partition("@")
    name, _, host = address.strip().lower().rpartition("@")
    box, _, key = name.partition("+")
    if not local or (box, host) != (local, domain) or not key:
        return None
    try:
        raw = base64.b32decode(key.upper() + "=" * (-len(key) % 8))
    except (binascii.Error, ValueError):
        return None
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _bytes_of(secret: str) -> bytes:
    return base64.urlsafe_b64decode(secret + "=" * (-len(secret) % 4))
