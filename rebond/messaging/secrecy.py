"""Links in messages are keys: who reads a file does not read them, and they are not kept once they left."""

import re

#: A part of an address as long as our secrets (43 characters) or those of a password reset; identifiers have 36.
_SECRET = re.compile(r"(?<=/)[A-Za-z0-9_-]{37,}(?=[/?#\s.,;)]|$)")
HIDDEN = "•••"
LINK = re.compile(r"https?://[^\s<>]+[^\s<>.,;:)]")


def without_secrets(text: str) -> str:
    """The text with the keys of its links hidden."""
    return _SECRET.sub(HIDDEN, text)
