"""A diagnostic that was frozen and a signed opinion, for tests that need one of everything."""

from rebond.assessments.actions import answer_section, freeze_assessment, sign_opinion, write_opinion
from rebond.assessments.content import canonical, fingerprint, opinion_content
from rebond.assessments.models import Assessment, ViabilityOpinion
from rebond.pathways.models import Pathway
from rebond.people.actor import Actor


def frozen(pathway: Pathway, *, by: Actor, level: int = 1, moment: str = "start") -> Assessment:
    answers = {"customers": "Une trentaine de clientes.", "level_market": level}
    answer_section(pathway=pathway, section="market", answers=answers, by=by)
    weighed = {"obstacle_stress": 1, "obstacle_commercial": 3}
    answer_section(pathway=pathway, section="obstacles", answers=weighed, by=by)
    return freeze_assessment(pathway=pathway, moment=moment, by=by)


def signed_opinion(pathway: Pathway, *, by: Actor) -> ViabilityOpinion:
    opinion = write_opinion(
        pathway=pathway, observed="Le chiffre d'affaires progresse.", opinion="Viable.", by=by
    )
    opinion.assessment = pathway.assessments.last()
    seen = fingerprint(canonical(opinion_content(opinion)))
    return sign_opinion(opinion=opinion, seen_sha256=seen, name=str(by.user), by=by)
