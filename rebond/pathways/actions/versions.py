"""The life of a programme's versions: drafted, edited, published; a published one no longer changes."""

from django.db import transaction

from rebond.audit.journal import record
from rebond.core.acts import ActRefused
from rebond.pathways import policy
from rebond.pathways.locking import lock
from rebond.pathways.states import VERSION
from rebond.people.actor import Actor
from rebond.people.models import OrganisationKind
from rebond.programmes import writing
from rebond.programmes.content import content_of
from rebond.programmes.documents import Document, FaultyDocument
from rebond.programmes.editing import Edit, edited
from rebond.programmes.models import Programme, Version, VersionState


@transaction.atomic
def draft_version(*, version: Version, by: Actor) -> Version:
    """A draft that starts as a copy of this version. Raises ActRefused when the programme already has a draft."""
    programme = version.programme
    lock(programme)
    policy.require(by, "draft_version", programme)
    _refuse_second_draft(programme)
    draft = writing.copy_version(version)
    record("draft_version", on=draft, by=by, copied=version.number)
    return draft


@transaction.atomic
def import_version(*, document: Document, by: Actor) -> Version:
    """A draft with the content of a file: of a known programme, or of a new one that the actor's Département commissions.

    Raises FaultyDocument, each fault with its line, and ActRefused when the programme belongs to another commissioner
    or already has a draft.
    """
    slug = document.content.get("slug")
    programme = Programme.objects.filter(slug=slug).first() if isinstance(slug, str) else None
    if programme is None:
        policy.require(by, "draft_version", Programme(commissioner=by.organisation))
        if by.organisation.kind != OrganisationKind.DEPARTEMENT:
            raise ActRefused("Seul un Département peut créer un programme.", field="file")
    elif policy.may(by, "draft_version", programme):
        lock(programme)
        _refuse_second_draft(programme)
    else:
        policy.require(by, "draft_version", Programme(commissioner=by.organisation))
        raise ActRefused("Le code (slug) de ce fichier est déjà celui d'un autre programme.", field="file")
    draft = writing.add_version(document, commissioner=by.organisation)
    record("import_version", on=draft, by=by, is_new_programme=programme is None)
    return draft


@transaction.atomic
def edit_version(*, version: Version, edit: Edit, by: Actor) -> None:
    """Change one thing of a draft: the rest stays, coherent or not.

    Raises ActRefused for what even a draft cannot hold, NotInThisState for a published version, StaleEdit when somebody
    else changed the same thing meanwhile.
    """
    lock(version)
    policy.require(by, "edit_version", version.programme)
    VERSION.after(version.state, "edit_version")
    content = edited(content_of(version), edit)
    writing.fill_programme(version.programme, content)
    writing.rewrite_version(version, content)
    record("edit_version", on=version, by=by, change=edit.verb, place="/".join(map(str, edit.place)))


@transaction.atomic
def publish_version(*, version: Version, by: Actor) -> None:
    """Publish a draft and retire the version published until now: its paths go on, no new one starts on it.

    Raises ActRefused with what does not hold together, NotInThisState for a replay.
    """
    lock(version.programme)
    lock(version)
    policy.require(by, "publish_version", version.programme)
    VERSION.after(version.state, "publish_version")
    try:
        writing.publish_version(version)
    except FaultyDocument as faulty:
        reasons = " ".join(problem.message for problem in faulty.problems)
        raise ActRefused(f"Cette version ne tient pas encore debout. {reasons}") from None
    record("publish_version", on=version, by=by, number=version.number)


@transaction.atomic
def discard_version(*, version: Version, by: Actor) -> None:
    """Give up a draft: nothing of it is kept. Raises NotInThisState for a published version."""
    lock(version)
    policy.require(by, "edit_version", version.programme)
    VERSION.after(version.state, "edit_version")
    record("discard_version", on=version, by=by, number=version.number)
    writing.empty_version(version)
    version.delete()


def _refuse_second_draft(programme: Programme) -> None:
    if draft := programme.versions.filter(state=VersionState.DRAFT).first():
        raise ActRefused(
            f"Ce programme a déjà un brouillon, la version {draft.number} : publiez-le ou abandonnez-le."
        )
