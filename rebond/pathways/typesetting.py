"""Papers as documents: minutes, what was added to them, attendance sheets, with the proof on the last page."""

from datetime import datetime
from pathlib import Path
from typing import Any

from rebond.core import clock
from rebond.core.strokes import drawing
from rebond.documents.pdf import render
from rebond.pathways.minutes import AnyPaper, content_of, fingerprint_of
from rebond.pathways.models import Addendum, AttendanceSheet, Review, Signature, Step
from rebond.pathways.states import SignatureState
from rebond.programmes.models import Version

_HERE = Path(__file__).parent
_MINUTES, _ATTENDANCE = _HERE / "minutes.typ", _HERE / "attendance.typ"
_IMAGE_ENDINGS = {"image/png": "png", "image/svg+xml": "svg", "image/jpeg": "jpg"}


def typeset(paper: AnyPaper) -> bytes:
    """The paper as a PDF, with every answer so far. Before everybody has answered it says that it is a draft."""
    signatures = list(paper.signatures.select_related("user", "organisation", "collected_by"))
    for signature in signatures:
        signature.step = paper.step
    files = {
        f"signature-{signature.role}.svg": drawing(signature.strokes)
        for signature in signatures
        if signature.strokes
    }
    logos, logo_files = _logos(paper.step.pathway.version)
    is_sheet = isinstance(paper, AttendanceSheet)
    content = {
        **_worded(content_of(paper)),
        "heading": _heading(paper),
        "mention": paper.step.pathway.version.funder_mention,
        "logos": logos,
        "is_draft": any(signature.state == SignatureState.AWAITED for signature in signatures),
        "sha256": fingerprint_of(paper),
        "frozen": _moment(paper.frozen_at),
        "signatures": [_proof(signature) for signature in signatures],
    }
    return render(_ATTENDANCE if is_sheet else _MINUTES, content, files={**files, **logo_files})


def blank_sheet(step: Step) -> bytes:
    """The attendance sheet of an appointment, to be signed on paper: nobody has answered, nothing is kept."""
    sheet = AttendanceSheet.objects.filter(step=step).first() or AttendanceSheet(step=step)
    parties = step.parties.select_related("user", "organisation")
    awaited = [Signature(step=step, role=p.role, user=p.user, organisation=p.organisation) for p in parties]
    logos, files = _logos(step.pathway.version)
    content = {
        **_worded(content_of(sheet)),
        "heading": _heading(sheet),
        "mention": step.pathway.version.funder_mention,
        "logos": logos,
        "is_draft": True,
        "sha256": "",
        "frozen": "",
        "signatures": [_proof(signature) for signature in awaited],
    }
    return render(_ATTENDANCE, content, files=files)


def file_name(paper: AnyPaper) -> str:
    """As it is offered when saved: numbers and dates, nobody's name."""
    match paper:
        case Review():
            return f"compte-rendu-{paper.reference}.pdf"
        case Addendum():
            return f"compte-rendu-{paper.review.reference}-avenant-{paper.position}.pdf"
        case AttendanceSheet():
            assert paper.step.starts_at is not None
            return f"presence-{clock.civil_date(paper.step.starts_at)}.pdf"


def _heading(paper: AnyPaper) -> str:
    if isinstance(paper, AttendanceSheet):
        return "Feuille de présence"
    return str(paper)


def _logos(version: Version) -> tuple[list[list[str]], dict[str, bytes]]:
    """The programme's logos: their file names with their words, and their files."""
    named, files = [], {}
    for place, logo in enumerate(_logos_of(version)):
        name = f"logo-{place}.{_IMAGE_ENDINGS[logo.media_type]}"
        named.append([name, logo.label])
        files[name] = bytes(logo.content)
    return named, files


def _logos_of(version: Version) -> list[Any]:
    rows = getattr(version, "logos", None)
    return list(rows.all()) if rows is not None else []


def _worded(content: dict[str, Any]) -> dict[str, Any]:
    """Dates as French people read them. The signed words themselves keep one form, whatever the page."""
    told = dict(content)
    told["date"] = _day(content["date"])
    told["start"], told["end"] = _hour(content["start"]), _hour(content["end"])
    if content.get("written_on"):
        told["written_on"] = _day(content["written_on"])
    if content.get("next"):
        dated = [
            {**row, "starts": f"{_day(row['starts'][:10])} à {_hour(row['starts'][11:])}"}
            for row in content["next"]["appointments"]
        ]
        told["next"] = {**content["next"], "appointments": dated}
    return told


def _day(iso: str) -> str:
    return f"{datetime.fromisoformat(iso):%d/%m/%Y}"


def _hour(text: str) -> str:
    return text.replace(":", "\u00a0h\u00a0")


def _moment(at: datetime | None) -> str:
    return f"{at.astimezone(clock.ZONE):%d/%m/%Y à %H\u00a0h\u00a0%M}" if at else ""


def _proof(signature: Signature) -> dict[str, str]:
    """Who, when, how, what: one line of the last page."""
    return {
        "role": signature.get_role_display(),
        "expected": signature.signer,
        "organisation": str(signature.organisation or ""),
        "state": signature.state,
        "state_label": signature.get_state_display(),
        "name": signature.name,
        "at": _moment(signature.answered_at),
        "how": how(signature),
        "reason": signature.reason,
        "image": f"signature-{signature.role}.svg" if signature.strokes else "",
        "sha256": signature.content_sha256,
    }


def how(signature: Signature) -> str:
    """« signature tracée, sur place, sur l'écran de Maïwenn Tilleul »."""
    if signature.state not in (SignatureState.SIGNED, SignatureState.REFUSED):
        return ""
    refused = signature.state == SignatureState.REFUSED
    gesture = (
        "nom tapé" if refused else ("signature tracée" if signature.strokes else "nom tapé et case cochée")
    )
    collected = f" sur l'écran de {signature.collected_by}" if signature.collected_by else ""
    return f"{gesture}, {signature.get_way_display()}{collected}"
