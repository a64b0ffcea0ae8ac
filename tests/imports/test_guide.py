"""Somebody who reads only the guide must succeed: it names each column and each value, as they are."""

from pathlib import Path

from rebond.imports.choices import VOCABULARIES
from rebond.imports.columns import BY_CODE, COLUMNS

GUIDE = (Path(__file__).resolve().parents[2] / "docs/guide/reprise.md").read_text(encoding="utf-8")


def test_the_guide_has_every_column_with_its_explanation():
    for column in COLUMNS:
        header = f"**{column.header}**" if column.is_required else column.header
        assert f"| {header} | {column.help} |" in GUIDE


def test_the_guide_has_every_value_of_every_list():
    for code, vocabulary in VOCABULARIES.items():
        values = " ; ".join(str(label) for label in vocabulary.labels)
        assert f"- {BY_CODE[code].header} : {values}." in GUIDE
