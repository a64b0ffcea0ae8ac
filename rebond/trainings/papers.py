"""What a training leaves on paper: the attendance sheet of a session, and each person's certificate (B20)."""

from datetime import date
from pathlib import Path
from typing import Any

from django.utils import formats, timezone

from rebond.core import clock
from rebond.core.strokes import drawing
from rebond.documents import pdf
from rebond.pathways.hours import hours_words
from rebond.programmes.models import Version
from rebond.trainings.models import Certificate, HalfDay, Presence, Session
from rebond.trainings.room import Line, Room

FOLDER = Path(__file__).parent


def attendance_sheet(room: Room) -> bytes:
    """One table for each half-day: to be signed by hand, or with what was signed on screen."""
    session = room.session
    content = {
        **_frame(session, title=f"Feuille d'émargement : {session.course.title}"),
        "half_days": [
            {"label": half_day_in_words(half_day), "lines": [_sheet_line(line, place) for line in room.lines]}
            for place, half_day in enumerate(room.half_days)
        ],
    }
    return pdf.render(FOLDER / "attendance_sheet.typ", content, files=_drawings(room))


def certificate(issued: Certificate, *, is_sealed: bool) -> bytes:
    """What the certificate says, once and for all: the hours attended as they were noted when it was issued."""
    enrolment, replaced = issued.enrolment, issued.replaces
    present = enrolment.presences.select_related("half_day").order_by("half_day__starts_at")
    content = {
        **_frame(enrolment.session, title=f"Attestation de présence n° {issued.reference}"),
        "person": enrolment.pathway.beneficiary.full_name,
        "hours": hours_words(issued.minutes),
        "half_days": [
            {
                "label": half_day_in_words(p.half_day),
                "state": p.get_state_display(),
                "is_signed": bool(p.signed_at),
            }
            for p in present
        ],
        "made_on": _day(clock.civil_date(issued.issued_at)),
        "replaces": f"n° {replaced.reference} du {_day(clock.civil_date(replaced.issued_at))}"
        if replaced
        else "",
        "is_sealed": is_sealed,
    }
    return pdf.render(FOLDER / "certificate.typ", content)


def _day(day: date) -> str:
    """« 1er octobre 2019 »."""
    ordinal = "1er" if day.day == 1 else str(day.day)
    return f"{ordinal} {formats.date_format(day, 'F Y')}"


def half_day_in_words(half_day: HalfDay) -> str:
    """« mardi 12 mars 2019, de 9 h 00 à 12 h 30 »."""
    starts_at, ends_at = timezone.localtime(half_day.starts_at), timezone.localtime(half_day.ends_at)
    day = formats.date_format(starts_at, "l j F Y").replace(" 1 ", " 1er ", 1)
    return f"{day}, de {starts_at.hour} h {starts_at.minute:02d} à {ends_at.hour} h {ends_at.minute:02d}"


def _frame(session: Session, *, title: str) -> dict[str, Any]:
    """What every paper says of its session: who gives it, for which programme, with whose money."""
    programme = session.course.programme
    version = Version.objects.filter(programme=programme).exclude(state="draft").order_by("-number").first()
    return {
        "title": title,
        "course": session.course.title,
        "kind": session.course.get_kind_display(),
        "organiser": str(session.course.organiser),
        "commissioner": str(programme.commissioner),
        "programme": programme.name,
        "where": session.where,
        "trainer": session.trainer_name,
        "mention": version.funder_mention if version else "",
    }


def _drawings(room: Room) -> dict[str, bytes]:
    """What was drawn by a finger or a mouse, as images of the document."""
    noted = [presence for line in room.lines for presence in line.presences if presence and presence.strokes]
    return {_image_name(presence): drawing(presence.strokes) for presence in noted}


def _image_name(presence: Presence) -> str:
    return f"signature-{presence.pk}.svg"


def _sheet_line(line: Line, place: int) -> dict[str, str]:
    presence = line.presences[place]
    signed = ""
    if presence and presence.signed_at:
        signed = f"Signé à l'écran le {timezone.localtime(presence.signed_at):%d/%m/%Y à %H:%M} : {presence.signed_name}"
    return {
        "person": line.enrolment.pathway.beneficiary.full_name,
        "state": presence.get_state_display() if presence else "",
        "signed": signed,
        "image": _image_name(presence) if presence and presence.strokes else "",
    }
