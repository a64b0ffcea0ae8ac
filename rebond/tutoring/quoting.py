"""What a reply by e-mail says of its own, and what it repeats of the message that it answers. Nothing is lost of it."""

import re
from collections.abc import Sequence

#: Lines that open what is repeated, as mail programs write them.
_OPENINGS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"^\s*le\s.{4,200}\sa\s[ée]crit\s*:?\s*$",
        r"^\s*on\s.{4,200}\swrote\s*:?\s*$",
        r"^\s*-{2,}\s*message (d['’]origine|original|transf[ée]r[ée])\s*-{2,}\s*$",
        r"^\s*-{2,}\s*(original|forwarded) message\s*-{2,}\s*$",
        r"^\s*_{20,}\s*$",
        r"^\s*(de|from)\s*:\s.*@.*$",
    )
)
#: « Le … a écrit : » is often cut in two by the width of a line.
_LINES_OF_OPENING = 2
_SIGNATURE = re.compile(r"^--\s?$")
_QUOTED = re.compile(r"^\s*>")


def split_reply(text: str) -> tuple[str, str]:
    """(what is said, what is repeated). When nothing would be left to say, all of it is said.

    A reply written under what it repeats, or between its lines, is found too: the lines that begin with « > » leave.
    """
    lines = text.splitlines()
    cut = _opening_of(lines)
    said = [line for line in lines[:cut] if not _QUOTED.match(line)]
    repeated = [*(line for line in lines[:cut] if _QUOTED.match(line)), *lines[cut:]]
    if not _holds_words(said):
        said = [line for line in _without_opening(lines) if not _QUOTED.match(line)]
        repeated = [line for line in lines if line not in said]
    if not _holds_words(said):
        return text.strip(), ""
    return "\n".join(said).strip(), "\n".join(repeated).strip()


def _opening_of(lines: Sequence[str]) -> int:
    """Where the repeated part begins; the end when there is none."""
    for index, line in enumerate(lines):
        opens = _SIGNATURE.match(line) or _length_of_opening(lines, index)
        if opens or (
            _QUOTED.match(line) and all(_QUOTED.match(one) or not one.strip() for one in lines[index:])
        ):
            return index
    return len(lines)


def _length_of_opening(lines: Sequence[str], index: int) -> int:
    for count in range(1, _LINES_OF_OPENING + 1):
        joined = " ".join(line.strip() for line in lines[index : index + count])
        if any(pattern.match(joined) for pattern in _OPENINGS):
            return count
    return 0


def _without_opening(lines: Sequence[str]) -> list[str]:
    for index in range(len(lines)):
        if count := _length_of_opening(lines, index):
            return [*lines[:index], *lines[index + count :]]
    return list(lines)


def _holds_words(lines: Sequence[str]) -> bool:
    return any(line.strip() for line in lines)
