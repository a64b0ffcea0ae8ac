"""The results as a document that one could hand to an elected official."""

from pathlib import Path
from typing import Any

from rebond.documents.pdf import render
from rebond.pathways.hours import hours_words
from rebond.reporting import charts, words
from rebond.reporting.confidentiality import hides_exits, withheld_codes, withheld_courses
from rebond.reporting.figures import Figure, Results, headlines
from rebond.trainings.attendance import CourseAttendance

TEMPLATE = Path(__file__).parent / "results.typ"
WITHHELD = "masqué"


def results_document(results: Results) -> bytes:
    """The PDF of the figures. Those about too few people are left out: paper leaves the house (D12-D14)."""
    return render(TEMPLATE, _content(results))


def _content(results: Results) -> dict[str, Any]:
    """All that the template prints, already in words."""
    programme = results.cohort.programme
    withheld = withheld_codes(results)
    tells_exits = not hides_exits(results)
    return {
        "title": f"Résultats du programme {programme.name}",
        "programme": programme.name,
        "territory": programme.territory,
        "commissioner": programme.commissioner.name,
        "period": words.period_in_words(results.cohort),
        "computed_on": f"{results.computed_on:%d/%m/%Y}",
        "funder_mention": results.versions[-1].funder_mention if results.versions else "",
        "sentence": words.sentence(results) if tells_exits else "",
        "figures": [_figure(figure, figure.indicator.code in withheld) for figure in results.figures],
        "headlines": headlines(results),
        "courses": _courses(results),
        "hides_some": bool(withheld),
        "charts": [
            _chart("Entrées par an", charts.columns(results.figure("entered_per_year").breakdown or {})),
            *([_chart("Activité à la sortie", charts.activity_chart(results.cohort))] if tells_exits else []),
            *([_chart("RSA à la sortie", charts.rsa_chart(results.cohort))] if tells_exits else []),
        ],
    }


def _figure(figure: Figure, is_withheld: bool) -> dict[str, str]:
    return {
        "code": figure.indicator.code,
        "label": figure.indicator.label,
        "value": WITHHELD if is_withheld else words.value_in_words(figure),
        "counts": "" if is_withheld else words.counts_in_words(figure),
        "unknown": "" if is_withheld else words.unknown_in_words(figure),
        "bounds": "" if is_withheld else words.bounds_in_words(figure),
        "definition": figure.definition,
    }


def _courses(results: Results) -> list[dict[str, str]]:
    withheld = withheld_courses(results)
    return [_course(course, course.course_pk in withheld) for course in results.courses]


def _course(course: CourseAttendance, is_withheld: bool) -> dict[str, str]:
    return {
        "label": course.label,
        "sessions": words.number_in_words(course.sessions),
        "people": words.number_in_words(course.people),
        "participations": words.number_in_words(course.participations),
        "hours": WITHHELD if is_withheld else hours_words(course.minutes),
    }


def _chart(title: str, chart: charts.Chart) -> dict[str, Any]:
    highest = max((bar.count for bar in chart.bars), default=0) or 1
    bars = [
        {"label": bar.label, "count": bar.count, "share": bar.share, "part": bar.count / highest}
        for bar in chart.bars
    ]
    return {"title": title, "bars": bars, "total": chart.total}
