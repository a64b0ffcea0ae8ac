"""Reading our calendars back: with the icalendar parser, and as people do, with vdirsyncer and khal."""

import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from icalendar import Calendar
from icalendar import Event as Component

#: What khal tells of each entry, one per line.
FORMAT = "{start-long}|{end-long}|{title}|{location}|{cancelled}"

VDIRSYNCER = """
[general]
status_path = "{folder}/status/"
[pair agenda]
a = "feed"
b = "copy"
collections = null
conflict_resolution = "a wins"
[storage feed]
type = "http"
url = "{url}"
[storage copy]
type = "filesystem"
path = "{folder}/copy/"
fileext = ".ics"
"""
KHAL = """
[calendars]
[[agenda]]
path = {folder}/copy/
readonly = True
[sqlite]
path = {folder}/khal.db
[locale]
local_timezone = {zone}
default_timezone = {zone}
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
[default]
highlight_event_days = False
"""


def parsed(content: bytes) -> Calendar:
    """The calendar, read by the icalendar parser, once it keeps to the letter of RFC 5545."""
    assert content.endswith(b"\r\n")
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    calendar = Calendar.from_ical(content)
    assert isinstance(calendar, Calendar)
    assert (calendar["prodid"], calendar["version"]) == ("-//Rebond//Agenda//FR", "2.0")
    for part in calendar.walk("VEVENT"):
        assert {"uid", "dtstamp", "dtstart", "dtend", "summary"} <= {name.lower() for name in part}
        assert part.errors == []
    return calendar


def events(content: bytes) -> list[Component]:
    return [part for part in parsed(content).walk("VEVENT") if isinstance(part, Component)]


def unfolded(content: bytes) -> str:
    return content.decode().replace("\r\n ", "")


@dataclass(frozen=True)
class Line:
    """One entry as khal lists it. Whole days have no hours."""

    starts: str
    ends: str
    title: str
    location: str
    cancelled: str


@dataclass
class StaffCalendar:
    """Somebody's calendar program: vdirsyncer subscribes to the feed, khal shows it."""

    folder: Path
    url: str
    zone: str = "Europe/Paris"
    environment: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for program in ("vdirsyncer", "khal"):
            if not shutil.which(program):
                pytest.fail(
                    f"No {program} on this machine: `apt-get install khal vdirsyncer`, as .ci/run does."
                )
        (self.folder / "copy").mkdir(parents=True)
        settings = {"folder": self.folder, "url": self.url, "zone": self.zone}
        (self.folder / "vdirsyncer.conf").write_text(VDIRSYNCER.format(**settings), encoding="utf-8")
        (self.folder / "khal.conf").write_text(KHAL.format(**settings), encoding="utf-8")
        self.environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder),
            "LANG": "C.UTF-8",
            "LC_ALL": "C.UTF-8",
            "NO_PROXY": "*",
        }
        self._run("vdirsyncer", "-c", str(self.folder / "vdirsyncer.conf"), "discover", "agenda")

    def sync(self) -> None:
        self._run("vdirsyncer", "-c", str(self.folder / "vdirsyncer.conf"), "sync", "agenda")

    def between(self, first: str, last: str) -> list[Line]:
        """What khal lists from one day to another, after a new look at the feed."""
        self.sync()
        told = self._run(
            "khal", "-c", str(self.folder / "khal.conf"), "list", "--once", "--day-format", "",
            "--format", FORMAT, first, last,
        )  # fmt: skip
        lines = [re.sub(r"\x1b\[[0-9;]*m", "", line) for line in told.splitlines()]
        return [Line(*(part.strip() for part in line.split("|"))) for line in lines if "|" in line]

    def _run(self, *command: str) -> str:
        done = subprocess.run(  # noqa: S603
            command, env=dict(self.environment), capture_output=True, text=True, timeout=60, check=False
        )
        assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}\n{done.stderr}"
        return done.stdout


def assert_both_tell(one: StaffCalendar, other: StaffCalendar, *, first: str, last: str) -> list[Line]:
    """Two members of staff read the same appointments in their own calendars; returns what they read."""
    mine, theirs = one.between(first, last), other.between(first, last)
    assert mine
    assert mine == theirs
    return mine
