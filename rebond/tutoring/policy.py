"""Who reads a file's thread, who writes in it, and to whom (D11)."""

from django.db.models import QuerySet

from rebond.pathways.audience import is_readable, readable_by
from rebond.pathways.models import Pathway
from rebond.pathways.policy import CONTRACTOR_MANAGERS, pathways_visible_to
from rebond.pathways.policy.predicates import takes_part
from rebond.people.actor import Actor, Anybody, PersonActor
from rebond.people.models import Organisation, Role
from rebond.people.permissions import OwnRule, Permissions, StaffRule
from rebond.tutoring.models import Exchange, ExchangeKind, HeldMail, MessageTemplate, Task, TimeSpent

#: Roles that write to people.
WRITERS = {Role.BUSINESS_ADVISER, Role.CAREERS_CONSULTANT, Role.LEAD_WORKER, *CONTRACTOR_MANAGERS}


def exchanges_visible_to(by: Anybody) -> QuerySet[Exchange]:
    """On the files that they see, what is for them."""
    return readable_by(Exchange.objects.filter(pathway__in=pathways_visible_to(by)), by)


def messages_to_answer(by: Actor) -> QuerySet[Exchange]:
    """What people wrote to the body of `by`, on the files that `by` sees, and that nobody answered yet."""
    waiting = Exchange.objects.filter(kind=ExchangeKind.MESSAGE_RECEIVED, settled_at__isnull=True)
    return waiting.filter(organisation=by.organisation_id, pathway__in=pathways_visible_to(by))


def keeps(by: Actor, exchange: Exchange) -> bool:
    """It belongs to their own body, on a path where they take part."""
    return exchange.organisation_id == by.organisation_id and takes_part(by, exchange.pathway)


def keeps_note(by: Actor, exchange: Exchange) -> bool:
    return keeps(by, exchange) and not exchange.is_message


def is_own_path(by: PersonActor, pathway: Pathway) -> bool:
    return pathway.beneficiary_id == by.beneficiary.pk


def tasks_visible_to(by: Anybody) -> QuerySet[Task]:
    return readable_by(Task.objects.filter(pathway__in=pathways_visible_to(by)), by)


def handles_task(by: Actor, task: Task) -> bool:
    """Whoever takes part in the path and reads the task."""
    return is_readable(task, by) and takes_part(by, task.pathway)


def is_own_task(by: PersonActor, task: Task) -> bool:
    return task.owner_id is None and is_own_path(by, task.pathway)


def held_mails_visible_to(by: Actor) -> QuerySet[HeldMail]:
    """On the files that they see, those for their own body; for an administrator, those that name nobody."""
    if by.role == Role.ADMINISTRATOR:
        return HeldMail.objects.filter(pathway=None)
    own = HeldMail.objects.filter(organisation=by.organisation_id)
    return own.filter(pathway__in=pathways_visible_to(by))


def looks_at(by: Actor, mail: HeldMail) -> bool:
    if mail.pathway is None:
        return by.role == Role.ADMINISTRATOR
    return mail.organisation_id == by.organisation_id and takes_part(by, mail.pathway)


def accepts(by: Actor, mail: HeldMail) -> bool:
    return mail.pathway is not None and looks_at(by, mail)


def times_of(by: Actor) -> QuerySet[TimeSpent]:
    """One's own lines, for the body where one works now."""
    return TimeSpent.objects.filter(user=by.user_id, organisation=by.organisation_id)


def team_times(by: Actor) -> QuerySet[TimeSpent]:
    """Those of one's whole body, for whoever manages it; nobody else."""
    rows = TimeSpent.objects.filter(organisation=by.organisation_id)
    return rows if manages(by, by.organisation) else rows.none()


def noted(by: Actor, time: TimeSpent) -> bool:
    return time.user_id == by.user_id and time.organisation_id == by.organisation_id


def belongs(by: Actor, organisation: Organisation) -> bool:
    return organisation.pk == by.organisation_id and by.role != Role.ADMINISTRATOR


def manages(by: Actor, organisation: Organisation) -> bool:
    is_manager = by.role in CONTRACTOR_MANAGERS or by.role == Role.HEAD_OF_SERVICE
    return is_manager and organisation.pk == by.organisation_id


def keeps_templates(by: Actor, thing: Organisation | MessageTemplate) -> bool:
    """The models of a body are those of all its staff who write to people."""
    organisation_id = thing.organisation_id if isinstance(thing, MessageTemplate) else thing.pk
    return by.role in WRITERS and organisation_id == by.organisation_id


def templates_of(by: Actor) -> QuerySet[MessageTemplate]:
    return MessageTemplate.objects.filter(organisation=by.organisation_id)


PERMISSIONS: dict[str, StaffRule] = {
    # on a path
    "write_note": takes_part,
    "record_call": takes_part,
    "write_to_person": takes_part,
    "set_task": takes_part,
    "note_time": takes_part,
    # on a task
    "finish_task": handles_task,
    "drop_task": handles_task,
    "reopen_task": handles_task,
    # on a mail put aside
    "accept_mail": accepts,
    "drop_mail": looks_at,
    # on a line of one's time sheet
    "correct_time": noted,
    "remove_time": noted,
    # on an organisation
    "export_time": belongs,
    "read_team_time": manages,
    # on an organisation, or on a model of message
    "save_template": keeps_templates,
    "remove_template": keeps_templates,
    # on an exchange
    "change_audience": keeps_note,
    "settle_message": keeps,
}
#: What the person does in their own space, or by a link.
OWN_PERMISSIONS: dict[str, OwnRule] = {
    "write_to_adviser": is_own_path,
    "finish_task": is_own_task,
    "reopen_task": is_own_task,
}

_TABLE = Permissions(PERMISSIONS, OWN_PERMISSIONS)
may, require = _TABLE.may, _TABLE.require
