"""What a sent file is called: a name typed on somebody else's machine, made harmless."""

import re
import unicodedata

from rebond.core.text import holds_nir

NAME_MAX = 120
_ENDING = re.compile(r"\.[A-Za-z0-9]{1,5}$")


def clean_name(name: str, *, instead: str) -> str:
    """The name without folders, ending, controls nor invisible marks, at most 120 characters; `instead` when nothing is left.

    A name that holds a social security number is dropped (D7).
    """
    base = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    # Controls, and marks that turn the direction of writing: « fdp.exe » shown as « exe.pdf ».
    visible = "".join(
        " " if unicodedata.category(letter).startswith(("C", "Z")) else letter for letter in base
    )
    cleaned = _ENDING.sub("", " ".join(visible.split())).strip(" .")[:NAME_MAX].strip()
    return instead if not cleaned or holds_nir(cleaned) else cleaned
