"""Who fills the diagnostic, who reads what of it (D11).

The working draft is read by who accompanies the person: the contractor's staff who see the file, and its careers
consultant. The référent, the Département and the person read what was frozen, and signed opinions; the person, besides,
what they wrote themselves.
"""

from django.db.models import Q, QuerySet

from rebond.assessments.models import Assessment, OwnAnswers, SectionAnswers, ViabilityOpinion
from rebond.pathways.models import Pathway
from rebond.pathways.policy import pathways_visible_to
from rebond.pathways.policy.predicates import accompanies, advises
from rebond.people.actor import Anybody, PersonActor
from rebond.people.permissions import OwnRule, Permissions, StaffRule


def drafts_readable_by(by: Anybody) -> QuerySet[Pathway]:
    """The paths of which the actor reads the diagnostic under way."""
    if isinstance(by, PersonActor):
        return Pathway.objects.none()
    is_contractor = Q(contractor=by.organisation_id)
    consults = Q(careers_consultant=by.user_id, careers_organisation=by.organisation_id)
    return pathways_visible_to(by).filter(is_contractor | consults)


def section_answers_visible_to(by: Anybody) -> QuerySet[SectionAnswers]:
    return SectionAnswers.objects.filter(pathway__in=drafts_readable_by(by))


def own_answers_visible_to(by: Anybody) -> QuerySet[OwnAnswers]:
    """What the person wrote: by themselves, and by those who fill the diagnostic with them."""
    if isinstance(by, PersonActor):
        return OwnAnswers.objects.filter(pathway__beneficiary=by.beneficiary.pk)
    return OwnAnswers.objects.filter(pathway__in=drafts_readable_by(by))


def assessments_visible_to(by: Anybody) -> QuerySet[Assessment]:
    """What was frozen, for whoever sees the path: the parties and the person."""
    return Assessment.objects.filter(pathway__in=pathways_visible_to(by))


def opinions_visible_to(by: Anybody) -> QuerySet[ViabilityOpinion]:
    """Signed opinions, for whoever sees the path; the one being written, for who reads the draft."""
    signed = Q(signed_at__isnull=False, pathway__in=pathways_visible_to(by))
    return ViabilityOpinion.objects.filter(signed | Q(pathway__in=drafts_readable_by(by)))


def is_own(by: PersonActor, pathway: Pathway) -> bool:
    return pathway.beneficiary_id == by.beneficiary.pk


PERMISSIONS: dict[str, StaffRule] = {
    # on a path
    "answer_section": accompanies,
    "freeze_assessment": accompanies,
    "write_opinion": advises,
    # on an opinion
    "sign_opinion": lambda by, opinion: advises(by, opinion.pathway),
}
#: What the person does in their own space.
OWN_PERMISSIONS: dict[str, OwnRule] = {
    "answer_section": is_own,
}

_TABLE = Permissions(PERMISSIONS, OWN_PERMISSIONS)
may, require = _TABLE.may, _TABLE.require
