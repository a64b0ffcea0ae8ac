"""Links and codes in messages are keys: who reads a file does not read them, and they are not kept once they left."""

import re

#: A part of an address as long as our secrets (43 characters) or those of a password reset; identifiers have 36.
_SECRET = re.compile(r"(?<=/)[A-Za-z0-9_-]{37,}(?=[/?#\s.,;)]|$)")
#: The key of a reply address (`echanges+<key>@…`): 256 bits in base 32.
_BOX = re.compile(r"(?<=\+)[a-z2-7]{52}(?=@)", re.IGNORECASE)
#: A code to type, as `rebond.links` spaces it.
_CODE = re.compile(r"(?<=code )[A-Z0-9]{4}-[A-Z0-9]{4}\b")
HIDDEN = "•••"
LINK = re.compile(r"https?://[^\s<>]+[^\s<>.,;:)]")


def without_secrets(text: str) -> str:
    """The text with the keys of its links and of reply addresses, and its codes, hidden."""
    for key in (_SECRET, _BOX, _CODE):
        text = key.sub(HIDDEN, text)
    return text
