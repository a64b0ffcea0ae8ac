"""The catalogue: what an organisation teaches in a programme."""

from uuid import UUID

from django.db import transaction

from rebond.audit.journal import record
from rebond.core.acts import ActRefused
from rebond.pathways.locking import lock, lock_revision
from rebond.people.actor import Actor
from rebond.programmes.models import Programme
from rebond.trainings import policy
from rebond.trainings.models import Course


@transaction.atomic
def add_course(
    *,
    programme: Programme,
    kind: str,
    title: str,
    by: Actor,
    aims: str = "",
    content: str = "",
    course_id: UUID | None = None,
) -> Course:
    """Add a course that one's organisation gives. Sent twice with the same `course_id`, it adds one.

    Raises ActRefused when a course of that title exists.
    """
    lock(programme)
    policy.require(by, "add_course", programme)
    courses = Course.objects.filter(programme=programme, organiser=by.organisation)
    if course_id and (already := courses.filter(pk=course_id).first()):
        return already
    if courses.filter(title=title).exists():
        raise ActRefused("Une formation porte déjà cet intitulé.", field="title")
    course = Course(
        programme=programme, organiser=by.organisation, kind=kind, title=title, aims=aims, content=content
    )
    course.id = course_id or course.id
    course.save(force_insert=True)
    record("add_course", on=course, by=by, kind=kind)
    return course


@transaction.atomic
def edit_course(
    *,
    course: Course,
    kind: str,
    title: str,
    aims: str,
    content: str,
    is_offered: bool,
    by: Actor,
    seen_revision: int | None = None,
) -> None:
    """Change a course, or stop offering it: its coming sessions stay as they are. Raises StaleEdit, ActRefused."""
    lock_revision(course, seen_revision)
    policy.require(by, "edit_course", course)
    same = Course.objects.filter(programme=course.programme_id, organiser=course.organiser_id, title=title)
    if same.exclude(pk=course.pk).exists():
        raise ActRefused("Une formation porte déjà cet intitulé.", field="title")
    course.kind, course.title, course.aims, course.content = kind, title, aims, content
    course.is_offered = is_offered
    course.save()
    record("edit_course", on=course, by=by, is_offered=is_offered)
