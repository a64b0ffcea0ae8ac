"""« Qui a consulté votre dossier »: the readings of a person's file, told to them in plain words (D6: kept a year)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from rebond.audit.models import Access
from rebond.core import clock
from rebond.pathways.attention import start_of
from rebond.people.actor import PersonActor
from rebond.people.models import Role

KEPT_DAYS = 365
#: Rows read for one page; the readings of one person on one day make one line.
ROWS = 300
#: What each page of the staff shows, to end « a lu … ».
PAGES = {
    "show_pathway:parcours": "votre parcours",
    "show_pathway:rendez-vous": "vos rendez-vous",
    "show_pathway:plan": "votre plan d'action",
    "show_pathway:personne": "votre identité",
    "show_pathway:diagnostic": "votre diagnostic",
    "show_pathway:entreprise": "votre entreprise et vos chiffres",
    "show_pathway:formations": "vos formations",
    "show_pathway:messages": "les messages qui vous sont envoyés",
    "show_pathway:echanges": "vos échanges",
    "show_pathway:orientation": "votre orientation",
    "show_pathway:sortie": "votre sortie",
    "show_referral": "votre orientation",
    "find_similar_people": "votre nom, en cherchant un dossier",
    "hold_review": "votre bilan",
    "show_pathway:justificatifs": "vos présences et leurs justificatifs",
    "show_attendance": "vos présences",
    "print_attendance_sheet": "votre feuille de présence",
    "show_minutes": "le compte rendu de votre bilan",
    "show_pathway:documents": "la liste de vos documents",
    "show_document": "un de vos documents",
    "show_piece": "un de vos documents",
    "open_piece": "un de vos documents",
    "show_piece_request": "un document qui vous est demandé",
    "show_paper": "un de vos documents",
    "sign": "un document à signer",
    "decide": "la décision sur votre parcours",
    "record_contract": "votre contrat d'engagement",
    "grant_hours": "vos heures d'accompagnement",
    "update_beneficiary": "votre identité",
    "update_business": "votre entreprise",
    "show_step": "un rendez-vous",
    "take_step": "un rendez-vous, emporté pour travailler sans réseau",
    "answer_section": "votre diagnostic",
    "show_assessment": "votre diagnostic",
    "show_assessment_pdf": "votre diagnostic",
    "compare_assessments": "votre diagnostic",
    "freeze_assessment": "votre diagnostic",
    "show_opinion": "l'avis sur votre activité",
    "show_opinion_pdf": "l'avis sur votre activité",
    "write_opinion": "l'avis sur votre activité",
    "sign_opinion": "l'avis sur votre activité",
    "download_certificate": "une attestation de formation",
    "take_diagnostic": "votre diagnostic, emporté pour travailler sans réseau",
    "show_plan_versions": "votre plan d'action",
    "show_plan_pdf": "votre plan d'action",
    "show_figures": "vos chiffres",
    "show_statement": "un relevé importé",
    "simulate_exit": "votre simulation de sortie du RSA (revenu de solidarité active)",
    "declare_months": "vos chiffres",
    "record_exit": "votre sortie",
    "correct_exit": "votre sortie",
    "record_follow_up": "vos nouvelles après le parcours",
    "approve_decision": "la décision sur votre parcours",
    "refuse_decision": "la décision sur votre parcours",
    "answer_correction": "votre demande de correction",
}
#: A page of which nothing more precise is said.
ELSE = "votre dossier"
#: Roles, as somebody who is not of the trade understands them.
ROLES = {
    Role.LEAD_WORKER: "référent RSA (revenu de solidarité active)",
    Role.HEAD_OF_SERVICE: "responsable du service insertion",
    Role.BUSINESS_ADVISER: "conseil aux entreprises",
    Role.PRODUCTION_MANAGER: "responsable d'équipe",
    Role.DIRECTOR: "direction",
    Role.CAREERS_CONSULTANT: "conseil pour l'emploi",
    Role.ADMINISTRATOR: "administration du logiciel",
}


@dataclass(frozen=True)
class Reading:
    """Who read the file on one day, for which body, and what of it."""

    on: date
    reader: str
    part: str
    organisation: str
    pages: str


@dataclass(frozen=True)
class Readings:
    lines: list[Reading]
    #: Older readings start on this day or before; None when there are none left.
    older_than: date | None


def read_readings(by: PersonActor, *, until: date | None = None) -> Readings:
    """The readings of the past year, newest first, from the day `until` back."""
    since = clock.now() - timedelta(days=KEPT_DAYS)
    rows = Access.objects.filter(beneficiary=by.beneficiary, at__gte=since)
    if until:
        rows = rows.filter(at__lt=start_of(until + timedelta(days=1)))
    found = list(rows.select_related("user", "organisation").order_by("-at", "-pk")[:ROWS])
    days = [(day, list(group)) for day, group in groupby(found, key=lambda row: clock.civil_date(row.at))]
    # The last day may be cut by the limit: it opens the next page, whole.
    older_than = days.pop()[0] if len(found) == ROWS and len(days) > 1 else None
    return Readings([line for day, group in days for line in _lines(day, group)], older_than)


def _lines(day: date, rows: Iterable[Access]) -> list[Reading]:
    by_reader: dict[tuple[int, int, str], list[Access]] = {}
    for row in rows:
        by_reader.setdefault((row.user_id, row.organisation_id, row.role), []).append(row)
    return [_line(day, found) for found in by_reader.values()]


def _line(day: date, rows: list[Access]) -> Reading:
    first = rows[0]
    pages = sorted({PAGES.get(row.page, ELSE) for row in rows})
    return Reading(
        on=day,
        reader=str(first.user),
        part=ROLES[Role(first.role)],
        organisation=str(first.organisation),
        pages=", ".join(pages),
    )
