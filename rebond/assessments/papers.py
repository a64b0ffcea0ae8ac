"""The diagnostic and the opinion on paper: for the tripartite meeting, for the person, for whoever checks the delivery (A29)."""

from datetime import date, datetime
from pathlib import Path

from rebond.assessments.models import Assessment, Moment, ViabilityOpinion
from rebond.core import clock
from rebond.core.strokes import drawing
from rebond.documents import pdf
from rebond.pathways.models import Pathway

_HERE = Path(__file__).parent
_ASSESSMENT, _OPINION = _HERE / "assessment.typ", _HERE / "opinion.typ"


def assessment_pdf(assessment: Assessment) -> bytes:
    """A frozen diagnostic, typeset: its levels as a table, so that it is read aloud as it is seen."""
    words = assessment.words
    content = {
        **words,
        **_frame(assessment.pathway),
        "title": f"Diagnostic – {Moment(assessment.moment).label}",
        "number": assessment.number,
        "date": _day(date.fromisoformat(words["date"])),
        "frozen_by": str(assessment.frozen_by),
        "sha256": assessment.content_sha256,
    }
    return pdf.render(_ASSESSMENT, content)


def opinion_pdf(opinion: ViabilityOpinion) -> bytes:
    """A signed opinion, typeset, with its signature."""
    assert opinion.signed_at is not None
    content = {
        **opinion.words,
        **_frame(opinion.pathway),
        "title": "Avis circonstancié sur la viabilité",
        "signed": _moment(opinion.signed_at),
        "name": opinion.name,
        "organisation_of_signer": str(opinion.organisation),
        "image": "signature.svg" if opinion.strokes else "",
        "sha256": opinion.content_sha256,
    }
    files = {"signature.svg": drawing(opinion.strokes)} if opinion.strokes else {}
    return pdf.render(_OPINION, content, files=files)


def assessment_name(assessment: Assessment) -> str:
    """As it is offered when saved: nobody's name."""
    return f"diagnostic-{assessment.number}-{clock.civil_date(assessment.frozen_at)}.pdf"


def opinion_name(opinion: ViabilityOpinion) -> str:
    assert opinion.signed_at is not None
    return f"avis-{clock.civil_date(opinion.signed_at)}.pdf"


def _frame(pathway: Pathway) -> dict[str, str]:
    return {"organisation": str(pathway.contractor), "mention": pathway.version.funder_mention}


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def _moment(at: datetime) -> str:
    return f"{at.astimezone(clock.ZONE):%d/%m/%Y à %H\u00a0h\u00a0%M}"
