"""« Mes données »: everything that is held about a person, read from the database itself.

Every table that hangs on the person's row, at whatever distance, is found by its keys: one that is added tomorrow is
handed over without being named here, or is kept apart with a reason. A test asks that each has a French title.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import models

from rebond.core import clock
from rebond.documents.models import Document
from rebond.pathways.audience import SEEN_BY_PERSON
from rebond.people.models import Beneficiary

#: Tables that are not handed over, and why: the person reads these reasons.
APART = {
    "tutoring.HeldMail": "Des courriels dont rien ne prouve qu'ils viennent de vous : demandez-les à l'organisme.",
    "pathways.PrivateNote": "Les notes de travail d'un organisme : demandez-les à cet organisme.",
    "finances.SeenOperation": "Des empreintes qui évitent de compter deux fois une opération : elles ne disent rien de plus.",
    "assessments.SectionAnswers": "Le diagnostic en cours d'écriture : vous lisez chaque version arrêtée ; avant, demandez-le à "
    "la personne qui vous accompagne.",
    "links.Link": "Les liens de connexion : ils ne contiennent que des clés qui ne servent plus.",
    "messaging.AttachedFile": "Les pièces jointes des messages : vous les avez reçues avec eux.",
}
#: Where each row says who reads it, only those that the person may read are handed over; and why the others are not.
APART_BY_AUDIENCE = "Ce que des professionnels ont noté, ou gardé, pour eux ou leurs collègues : demandez-le à leur organisme."
#: In the order in which they are read; what is not named comes after.
TITLES = {
    "people.Beneficiary": "Vous",
    "people.Business": "Vos entreprises",
    "pathways.Referral": "Vos orientations",
    "pathways.EligibilityAnswer": "Les questions posées à l'orientation",
    "pathways.Pathway": "Vos parcours",
    "pathways.Phase": "Les phases",
    "pathways.Pause": "Les pauses",
    "pathways.Step": "Vos rendez-vous",
    "pathways.Party": "Les personnes présentes aux rendez-vous",
    "pathways.Invitation": "Les invitations à choisir une date",
    "pathways.Decision": "Les décisions",
    "pathways.Agreement": "L'avis de chacun sur les décisions",
    "pathways.Review": "Les comptes rendus de vos bilans",
    "pathways.Addendum": "Les avenants aux comptes rendus",
    "pathways.AttendanceSheet": "Vos feuilles de présence",
    "pathways.Signature": "Les signatures",
    "pathways.Aim": "Les objectifs de votre plan",
    "pathways.Action": "Les actions de votre plan",
    "pathways.ActionComment": "Les messages sur vos actions",
    "pathways.AgreedPlan": "Les versions de votre plan",
    "pathways.AgreedAction": "Les actions convenues",
    "pathways.Outcome": "La fin du parcours",
    "pathways.FollowUp": "Les nouvelles prises après le parcours",
    "pathways.HourGrant": "Les heures accordées",
    "pathways.MovedPathway": "Les changements de version du programme",
    "pathways.FeedbackGiven": "Les étapes sur lesquelles vous avez donné votre avis",
    "pathways.CorrectionRequest": "Vos demandes de correction",
    "finances.ActivityLine": "Vos activités",
    "finances.MonthlyFigures": "Vos mois",
    "finances.LineTurnover": "Votre chiffre d'affaires",
    "finances.Correction": "Les corrections de vos chiffres",
    "finances.Statement": "Les relevés importés",
    "finances.ImportedSum": "Les montants tirés des relevés",
    "simulation.Scenario": "Vos simulations",
    "assessments.OwnAnswers": "Votre activité, avec vos mots",
    "assessments.Assessment": "Les diagnostics arrêtés",
    "assessments.DomainRating": "Les niveaux des domaines",
    "assessments.ViabilityOpinion": "Les avis de votre conseillère ou conseiller",
    "tutoring.Exchange": "Vos messages avec les professionnels",
    "tutoring.Task": "Vos petites choses à faire",
    "tutoring.TimeSpent": "Le temps passé pour vous",
    "trainings.Enrolment": "Vos formations",
    "trainings.Presence": "Vos présences en formation",
    "trainings.Certificate": "Vos attestations de formation",
    "filing.PieceRequest": "Les documents qui vous sont demandés",
    "filing.Piece": "Les pièces de votre dossier",
    "documents.Document": "Vos documents",
    "messaging.Message": "Les messages qui vous sont envoyés",
    "audit.Entry": "Ce qui a été fait sur votre dossier",
    "audit.Access": "Les lectures de votre dossier",
}
#: What only serves the machine.
_TECHNICAL = {
    *(
        "id",
        "revision",
        "name_key",
        "sort_name",
        "search_text",
        "sha256",
        "dedupe_key",
        "file_id",
        "object_id",
    ),
    *("content_sha256", "scan"),
    *("is_to_person", "is_urgent", "reserved_to", "reply_to"),
    *("source_key",),
    *("receipt", "attempts_count", "last_error", "due_at", "position", "storage_name"),
}
#: What a column is called, when the model does not say it in French.
LABELS = {
    "account": "compte d'heures",
    "action": "action du plan",
    "addendum": "avenant",
    "added_at": "ajouté le",
    "address": "envoyé à",
    "after": "après",
    "answer": "réponse",
    "amount_eur": "montant en euros",
    "answered_at": "répondu le",
    "answered_by": "répondu par",
    "answered_on": "répondu le",
    "approved_at": "approuvé le",
    "approved_by": "approuvé par",
    "asked_at": "demandé le",
    "at": "le",
    "attempt": "essai",
    "author": "écrit par",
    "before": "avant",
    "body": "texte",
    "business": "entreprise",
    "careers_consultant": "consultant",
    "careers_organisation": "organisme du consultant",
    "channel": "envoyé par",
    "choice": "choix",
    "collected_by": "recueillie par",
    "column": "chiffre",
    "confirmed_at": "confirmé le",
    "content": "contenu",
    "convened_at": "convoqué le",
    "convened_by": "convoqué par",
    "convened_for": "convoqué pour le",
    "contractor": "organisme",
    "corrected_at": "corrigé le",
    "corrected_by": "corrigé par",
    "created_at": "enregistré le",
    "date_source": "qui a fixé la date",
    "dated_at": "date fixée le",
    "decided_by": "enregistré par",
    "decided_by_role": "en tant que",
    "decision": "décision",
    "declared_at": "déclaré le",
    "declared_by": "déclaré par",
    "document": "document",
    "due_on": "attendu le",
    "end": "fin",
    "ended_at": "fini le",
    "ended_on": "fini le",
    "enrolment": "inscription",
    "expires_at": "valable jusqu'au",
    "extended_months": "mois ajoutés",
    "facts": "détails",
    "figures": "mois",
    "finished_at": "terminé le",
    "first_on": "premier jour",
    "frozen_at": "arrêté le",
    "granted_at": "accordé le",
    "granted_by": "accordé par",
    "half_day": "demi-journée",
    "invited_at": "invité le",
    "invited_by": "invité par",
    "is_substitute": "remplaçant",
    "is_walk_in": "venu sans inscription",
    "is_business_account": "compte de l'entreprise",
    "kept_at": "gardé le",
    "last_on": "dernier jour",
    "lead_organisation": "organisme du référent",
    "line": "activité",
    "media_type": "format",
    "months": "mois après la sortie",
    "month": "mois",
    "move": "changement",
    "notice_version": "version de la notice",
    "object_kind": "sur quoi",
    "number": "numéro",
    "occurrence": "numéro",
    "operations": "opérations",
    "operations_count": "nombre d'opérations",
    "opened_on": "ouvert le",
    "organisation": "organisme",
    "page": "page",
    "paused_days": "jours de pause",
    "phase": "phase",
    "plan": "version",
    "programme": "programme",
    "question": "question",
    "queued_at": "écrit le",
    "recorded_at": "enregistré le",
    "recorded_by": "enregistré par",
    "referral": "orientation",
    "referrer_organisation": "organisme qui oriente",
    "remarks": "remarques",
    "reminded_at": "rappelé le",
    "reported_at": "compte rendu le",
    "reported_by": "compte rendu par",
    "request": "demande",
    "review": "compte rendu",
    "role": "rôle",
    "saved_at": "enregistré le",
    "saved_by": "enregistré par",
    "scanned_at": "numérisé le",
    "scanned_by": "numérisé par",
    "sent_at": "envoyé le",
    "sent_by": "posté par",
    "session": "session",
    "sheet": "feuille de présence",
    "signed_at": "signé le",
    "signed_name": "signé par",
    "size_bytes": "taille",
    "source": "source",
    "spec": "prévu au programme",
    "started_on": "commencé le",
    "state": "état",
    "state_reason": "raison",
    "statement": "relevé",
    "step": "rendez-vous",
    "strokes": "signature dessinée",
    "suggestion": "suggestion du programme",
    "template": "modèle",
    "title": "titre",
    "turnover_after_months": "nombre de mois, après",
    "turnover_before_months": "nombre de mois, avant",
    "undone_at": "annulé le",
    "user": "personne",
    "verb": "action",
    "version": "version du programme",
    "waiting_since": "en attente depuis le",
    "was_clear": "c'était clair",
    "was_useful": "c'était utile",
    "will_use": "je m'en servirai",
    "way": "manière",
    "written_by": "écrit par",
    "written_at": "écrit le",
    "year": "année",
}


@dataclass(frozen=True)
class Table:
    """What one table holds about the person: rows of (label, words)."""

    code: str
    title: str
    rows: list[list[tuple[str, str]]]


@dataclass(frozen=True)
class Handed:
    """Everything, the day it was read, and what is kept apart though it exists."""

    made_at: datetime
    tables: list[Table]
    apart: list[str]

    def as_json(self) -> dict[str, Any]:
        """The same for a machine: { table: [ {column: words} ] }."""
        return {
            "date": self.made_at.isoformat(),
            "donnees": {table.title: [dict(row) for row in table.rows] for table in self.tables},
            "a_part": self.apart,
        }


def read_own_data(person: Beneficiary) -> Handed:
    """Two queries for each table at most."""
    found = _rows_about(person)
    order = {code: place for place, code in enumerate(TITLES)}
    codes = sorted(found, key=lambda model: order.get(model._meta.label, len(order)))
    shown = [model for model in codes if model._meta.label not in APART]
    apart = [APART[model._meta.label] for model in codes if model._meta.label in APART]
    partly_shown = [model for model in shown if _leaves_out_staff_rows(model, found)]
    if partly_shown:
        apart.append(APART_BY_AUDIENCE)
    return Handed(clock.now(), [_table(model, found[model]) for model in shown], apart)


def _has_audience(model: type[models.Model]) -> bool:
    return any(field.name == "audience" for field in model._meta.concrete_fields)


def _leaves_out_staff_rows(model: type[models.Model], found: dict[type[models.Model], set[Any]]) -> bool:
    """Takes out of what was found the rows that are not for the person; whether there were any."""
    if not _has_audience(model):
        return False
    rows = model._base_manager.filter(pk__in=list(found[model]))
    hidden = rows.exclude(audience__in=SEEN_BY_PERSON)
    unread = set(hidden.values_list("pk", flat=True))
    found[model] -= unread
    if "document" in {field.name for field in model._meta.concrete_fields}:
        # The file that such a row holds goes with it.
        found.get(Document, set()).difference_update(hidden.values_list("document", flat=True))
    return bool(unread)


def tables_about_people() -> list[type[models.Model]]:
    """Every table that hangs on a person, the person's own first."""
    found: list[type[models.Model]] = [Beneficiary]
    for model in found:
        found += [below for below, _ in _below(model) if below not in found]
    return found


def _below(model: type[models.Model]) -> Iterator[tuple[type[models.Model], str]]:
    """The tables whose rows belong to a row of this one, and the key by which they do."""
    for relation in model._meta.get_fields(include_hidden=True):
        is_from_below = relation.auto_created and not relation.concrete
        if is_from_below and (relation.one_to_many or relation.one_to_one):
            related: Any = relation.related_model
            if not related._meta.auto_created:
                yield related, relation.field.name  # type: ignore[union-attr]


def _rows_about(person: Beneficiary) -> dict[type[models.Model], set[Any]]:
    """The identifiers of the rows of each table, followed down from the person's own."""
    found: dict[type[models.Model], set[Any]] = {Beneficiary: {person.pk}}
    waiting: list[tuple[type[models.Model], set[Any]]] = [(Beneficiary, {person.pk})]
    while waiting:
        model, pks = waiting.pop()
        for below, name in _below(model):
            rows = below._base_manager.filter(**{f"{name}__in": list(pks)})
            new = set(rows.values_list("pk", flat=True)) - found.get(below, set())
            if new:
                found.setdefault(below, set()).update(new)
                waiting.append((below, new))
    return found


def _table(model: type[models.Model], pks: Iterable[Any]) -> Table:
    fields = [field for field in model._meta.concrete_fields if _is_told(field)]
    links = [field.name for field in fields if field.is_relation]
    rows = model._base_manager.filter(pk__in=list(pks)).select_related(*links).order_by("pk")
    many = list(model._meta.many_to_many)
    told = [[*_told(row, fields), *_lists(row, many)] for row in rows]
    title = TITLES.get(model._meta.label, str(model._meta.verbose_name))
    return Table(model._meta.label, title, [row for row in told if row])


def _is_told(field: Any) -> bool:
    """Not what only serves the machine, nor the key to the person or their path, which the reader knows."""
    is_key_to_the_person = field.is_relation and field.related_model._meta.label in (
        "people.Beneficiary",
        "pathways.Pathway",
    )
    is_file = isinstance(field, models.BinaryField | models.FileField)
    return field.name not in _TECHNICAL and not is_key_to_the_person and not is_file


def _told(row: models.Model, fields: Iterable[Any]) -> Iterator[tuple[str, str]]:
    for field in fields:
        # A model may tell a column of its own, where what is kept is codes.
        own = row.told(field.name) if hasattr(row, "told") else None
        words = _words(row, field) if own is None else str(own)
        if words:
            yield label_of(field), words


def _lists(row: models.Model, many: Iterable[Any]) -> Iterator[tuple[str, str]]:
    for field in many:
        if words := ", ".join(str(item) for item in getattr(row, field.name).all()):
            yield label_of(field), words


def label_of(field: Any) -> str:
    """The French name of a column."""
    own = str(field.verbose_name)
    is_named = own != field.name.replace("_", " ")
    return own if is_named else LABELS.get(field.name, own)


def _words(row: models.Model, field: Any) -> str:
    value = getattr(row, field.name)
    if value in (None, "", {}, []):
        return ""
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, datetime):
        return f"{value.astimezone(clock.ZONE):%d/%m/%Y à %H h %M}"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    return str(value)
