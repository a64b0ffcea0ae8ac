"""Two people at the same instant, for real: threads with a connection of their own, on either engine.

The SQLite of the tests lives in memory, where there is one connection: it is copied to a file, which is opened as in
production (WAL, immediate transactions).
"""

import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from functools import partial
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from django.db import connection, connections

from rebond.core import clock
from rebond.core.acts import ActRefused

#: Far more than two short transactions take, one after the other, on a busy machine.
LONGEST_SECONDS = 60


@pytest.fixture
def share_database(transactional_db: None, tmp_path: Path) -> Iterator[Callable[[], None]]:
    """Once called, new threads meet in one database, that holds what the test has written until then."""
    known, file = connections.settings["default"], tmp_path / "shared.sqlite3"

    def share() -> None:
        if connection.vendor == "sqlite" and not file.exists():
            copy = sqlite3.connect(file)
            connection.connection.backup(copy)
            copy.close()
            connections.settings["default"] = {**known, "NAME": str(file)}

    yield share
    connections.settings["default"] = known


@pytest.fixture
def at_once(share_database: Callable[[], None]) -> Callable[..., list[str]]:
    """`at_once(day, act, act)`: does them at the same instant; « done », or the name of the refusal, of each."""

    def both(day: date | datetime, *acts: Callable[[], object]) -> list[str]:
        share_database()
        barrier = Barrier(len(acts))

        def one(act: Callable[[], object]) -> str:
            with clock.held(day):
                barrier.wait(LONGEST_SECONDS)
                try:
                    act()
                except ActRefused as refusal:
                    return type(refusal).__name__
            return "done"

        return _in_threads([partial(one, act) for act in acts])

    return both


@pytest.fixture
def afterwards(share_database: Callable[[], None]) -> Callable[[Callable[[], Any]], Any]:
    """`afterwards(question)`: what the database they shared answers."""
    return lambda question: _in_threads([question])[0]


def _in_threads(tasks: list[Callable[[], Any]]) -> list[Any]:
    def alone(task: Callable[[], Any]) -> Any:
        try:
            return task()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(tasks)) as pool:
        futures = [pool.submit(alone, task) for task in tasks]
        return [future.result(LONGEST_SECONDS) for future in futures]
