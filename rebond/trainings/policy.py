"""Who sees the sessions, who runs them, who may put whom on the list."""

from django.db.models import QuerySet

from rebond.documents.models import Document
from rebond.pathways.models import Pathway
from rebond.pathways.policy import may as may_on_path
from rebond.pathways.policy import pathways_visible_to, programmes_visible_to
from rebond.pathways.states import PathwayState
from rebond.people.actor import Actor, PersonActor
from rebond.people.models import Role
from rebond.people.permissions import OwnRule, Permissions, StaffRule
from rebond.programmes.models import Programme
from rebond.trainings.models import Certificate, Course, Enrolment, Session
from rebond.trainings.states import EnrolmentState

#: Roles that draw the catalogue of their organisation, open sessions and note who came.
RUNNERS = {Role.BUSINESS_ADVISER, Role.CAREERS_CONSULTANT, Role.PRODUCTION_MANAGER, Role.DIRECTOR}


def courses_visible_to(by: Actor) -> QuerySet[Course]:
    """The catalogue of the programmes that the actor's organisation takes part in; none for an administrator."""
    if by.role == Role.ADMINISTRATOR:
        return Course.objects.none()
    return Course.objects.filter(programme__in=programmes_visible_to(by).values("pk"))


def sessions_visible_to(by: Actor) -> QuerySet[Session]:
    return Session.objects.filter(course__in=courses_visible_to(by).values("pk"))


def sessions_open_to(pathway: Pathway) -> QuerySet[Session]:
    """The sessions of the path's programme, whoever organises them (A7)."""
    return Session.objects.filter(course__programme=pathway.programme_id, course__is_offered=True)


def enrolments_visible_to(by: Actor) -> QuerySet[Enrolment]:
    """All those of the sessions that one's organisation runs; elsewhere, those of the people one follows (D11)."""
    followed = Enrolment.objects.filter(pathway__in=pathways_visible_to(by))
    if by.role not in RUNNERS:
        return followed
    own = Enrolment.objects.filter(
        session__in=sessions_visible_to(by), session__course__organiser=by.organisation_id
    )
    return (own | followed).distinct()


def certificates_kept_as(document: Document | None) -> QuerySet[Certificate]:
    """The certificate that this kept file is: whoever holds the very file may ask whether it still holds."""
    return Certificate.objects.filter(document=document) if document else Certificate.objects.none()


def own_enrolments(by: PersonActor) -> QuerySet[Enrolment]:
    """The person's own places and turns, those they gave back left out."""
    own = Enrolment.objects.filter(pathway__beneficiary=by.beneficiary.pk)
    return own.exclude(state=EnrolmentState.WITHDRAWN)


def pathways_to_enrol(by: Actor) -> QuerySet[Pathway]:
    """The people that one accompanies or leads and who are in a path."""
    return pathways_visible_to(by).filter(state=PathwayState.OPEN)


def runs_programme(by: Actor, programme: Programme) -> bool:
    """Whether the actor may add to the programme's catalogue: a contractor's or partner's staff."""
    return by.role in RUNNERS and programme.bodies.filter(organisation=by.organisation_id).exists()


def runs(by: Actor, thing: Course | Session | Enrolment) -> bool:
    """Whether the thing is of a course that the actor's own organisation gives."""
    course = (
        thing
        if isinstance(thing, Course)
        else (thing.course if isinstance(thing, Session) else thing.session.course)
    )
    return by.role in RUNNERS and course.organiser_id == by.organisation_id


def follows(by: Actor, pathway: Pathway) -> bool:
    """Those who may add something to the person's path, or lead it."""
    return may_on_path(by, "decide", pathway)


def changes(by: Actor, enrolment: Enrolment) -> bool:
    return runs(by, enrolment) or follows(by, enrolment.pathway)


def is_own_path(by: PersonActor, pathway: Pathway) -> bool:
    return pathway.beneficiary_id == by.beneficiary.pk


def is_own(by: PersonActor, enrolment: Enrolment) -> bool:
    return is_own_path(by, enrolment.pathway)


PERMISSIONS: dict[str, StaffRule] = {
    # on a programme
    "add_course": runs_programme,
    # on a course
    "edit_course": runs,
    "open_session": runs,
    # on a session
    "change_session": runs,
    "cancel_session": runs,
    "record_presence": runs,
    "add_walk_in": runs,
    "enrol_several": runs,
    "issue_certificates": runs,
    # on a path
    "enrol": follows,
    # on an enrolment
    "withdraw": changes,
    "issue_certificate": changes,
    # on the screen that is handed to the person
    "sign_presence": runs,
}
#: What the person does in their own space.
OWN_PERMISSIONS: dict[str, OwnRule] = {
    "enrol": is_own_path,
    "withdraw": is_own,
    "issue_certificate": is_own,
    "sign_presence": is_own,
    "rate_training": is_own,
}

_TABLE = Permissions(PERMISSIONS, OWN_PERMISSIONS)
may, require = _TABLE.may, _TABLE.require
