"""The reasoned opinion on viability: written, signed once, replaced by another and never changed (A12, D8)."""

from django.db import transaction

from rebond.assessments import policy
from rebond.assessments.content import canonical, fingerprint, opinion_content
from rebond.assessments.models import ViabilityOpinion
from rebond.assessments.papers import opinion_name, opinion_pdf
from rebond.assessments.reading import standing_opinion
from rebond.audit.journal import record
from rebond.core import clock
from rebond.core.acts import ActRefused, StaleEdit
from rebond.core.strokes import clean_strokes
from rebond.core.text import holds_nir
from rebond.documents.models import Kind
from rebond.documents.store import keep
from rebond.pathways.locking import lock
from rebond.pathways.models import Pathway
from rebond.people.actor import Actor


@transaction.atomic
def write_opinion(
    *,
    pathway: Pathway,
    observed: str,
    opinion: str,
    by: Actor,
    conditions: str = "",
    revision: int | None = None,
) -> ViabilityOpinion:
    """Write the opinion under way, or begin one; when one is signed already, the new one says that it replaces it.

    `revision` is the one that was read, 0 for none. The same words sent twice are kept once. Raises StaleEdit, ActRefused.
    """
    lock(pathway)
    policy.require(by, "write_opinion", pathway)
    _refuse_when_closed(pathway)
    row = pathway.viability_opinions.filter(signed_at__isnull=True).first()
    row = row or ViabilityOpinion(pathway=pathway, revision=0, replaces=standing_opinion(pathway))
    typed = {"observed": observed.strip(), "opinion": opinion.strip(), "conditions": conditions.strip()}
    if any(holds_nir(text) for text in typed.values()):
        raise ActRefused("Ce texte contient un numéro de sécurité sociale : retirez-le.")
    if all(getattr(row, name) == text for name, text in typed.items()):
        return row
    if revision is not None and revision != row.revision:
        raise StaleEdit(row)
    row.observed, row.opinion, row.conditions = typed["observed"], typed["opinion"], typed["conditions"]
    row.written_by, row.organisation, row.written_at = by.user, by.organisation, clock.now()
    row.revision += 1
    row.save()
    record("write_opinion", on=row, by=by, beneficiary_id=pathway.beneficiary_id)
    return row


@transaction.atomic
def sign_opinion(
    *, opinion: ViabilityOpinion, seen_sha256: str, name: str, by: Actor, strokes: str = ""
) -> ViabilityOpinion:
    """Sign the opinion: its words are then frozen, with their PDF, and read by the parties and the person.

    It rests on the last frozen diagnostic. Signed twice by the same hand, the first one stands. Raises ActRefused.
    """
    lock(opinion.pathway)
    lock(opinion)
    policy.require(by, "sign_opinion", opinion)
    if opinion.signed_at:
        if opinion.written_by_id == by.user_id and opinion.content_sha256 == seen_sha256:
            return opinion
        raise ActRefused("Cet avis est déjà signé. Pour le changer, écrivez-en un autre, qui le remplace.")
    _refuse_when_closed(opinion.pathway)
    if not opinion.observed or not opinion.opinion:
        raise ActRefused("Écrivez ce qui est constaté et votre avis avant de signer.")
    if not name.strip():
        raise ActRefused("Tapez votre nom.", field="name")
    opinion.assessment = opinion.pathway.assessments.last()
    content = canonical(opinion_content(opinion))
    if fingerprint(content) != seen_sha256:
        raise ActRefused("Le texte a changé depuis que vous l'avez ouvert : relisez-le, puis signez.")
    opinion.strokes = _drawn(strokes)
    opinion.name, opinion.signed_at = name.strip(), clock.now()
    opinion.written_by, opinion.organisation = by.user, by.organisation
    opinion.content, opinion.content_sha256 = content, seen_sha256
    opinion.document = keep(
        opinion_pdf(opinion),
        kind=Kind.OPINION,
        name=opinion_name(opinion),
        beneficiary=opinion.pathway.beneficiary,
    )
    opinion.save()
    facts = {"sha256": seen_sha256, "replaces": str(opinion.replaces_id or "")}
    record("sign_opinion", on=opinion, by=by, beneficiary_id=opinion.pathway.beneficiary_id, **facts)
    return opinion


def _drawn(strokes: str) -> str:
    try:
        return clean_strokes(strokes)
    except ValueError as reason:
        raise ActRefused(str(reason), field="strokes") from reason


def _refuse_when_closed(pathway: Pathway) -> None:
    if pathway.is_closed:
        raise ActRefused("Le parcours est terminé : l'avis ne change plus.")
