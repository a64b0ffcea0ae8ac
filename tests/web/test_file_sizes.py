"""The size of a file, as people say it."""

import pytest

from rebond.web.templatetags.words import weight


@pytest.mark.parametrize(
    ("size_bytes", "words"),
    [(1, "1\u00a0Ko"), (51_400, "51\u00a0Ko"), (1_000_000, "1,0\u00a0Mo"), (9_870_000, "9,9\u00a0Mo")],
)
def test_in_kilo_or_mega_octets(size_bytes: int, words: str) -> None:
    assert weight(size_bytes) == words
