"""A spreadsheet of Delphine's years, and what reads it."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from rebond.imports.inspection import Inspection, inspect_file
from rebond.people.actor import Actor
from tests.imports.sheets import table, write


@pytest.fixture(autouse=True)
def _november_2019(hold_clock, settings, tmp_path):
    hold_clock(date(2019, 11, 4))
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def sheet(tmp_path: Path) -> Callable[..., Path]:
    """`sheet(DELPHINE, BASILE)`: an .xlsx of these rows."""

    def written(*rows: dict[str, Any], name: str = "parcours.xlsx", **options: Any) -> Path:
        return write(tmp_path / name, table(*rows), **options)

    return written


@pytest.fixture
def inspect(programme, nadia) -> Callable[..., Inspection]:
    """`inspect(path)`: what the file would bring, asked by Nadia of BGE."""

    def inspected(path: Path, by: Actor | None = None) -> Inspection:
        return inspect_file(path, programme=programme, by=by or nadia)

    return inspected
