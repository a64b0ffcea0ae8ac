"""Appointments as calendars carry them: in messages (`invitation`) and in the feed of a member of staff (`feed_of`).

A calendar is read over a shoulder: titles and places hold the person's initials and a place of the programme's list,
nothing else. The rest stands in the body, which one has to open (docs/adr/0012-calendars.md).
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from email.utils import parseaddr

from django.conf import settings
from django.db.models import Max, Q
from django.urls import reverse

from rebond.agenda.diary import absent_span
from rebond.agenda.models import Absence, Mode
from rebond.audit.models import Entry
from rebond.calendars.ics import Contact, Event, Method, calendar_of
from rebond.core import clock
from rebond.core.identifiers import format_phone
from rebond.core.text import sensitive_subjects
from rebond.messaging.outbox import Attachment
from rebond.pathways.attention import start_of, takes_time
from rebond.pathways.models import FollowUp, Party, Phase, Step
from rebond.pathways.models.outcome import FollowUpState
from rebond.pathways.states import PathwayState
from rebond.people.models import Membership, User

#: A feed looks back this far: what is older is in Rebond, and needs no copy elsewhere.
PAST_DAYS = 60


# --- What may be shown ------------------------------------------------------------


def discreet(label: str) -> str:
    """A label of the programme, unless it touches a sensitive subject: then nothing."""
    return "" if sensitive_subjects(label) else label


def title_for_staff(step: Step) -> str:
    """« D. L. – CDAS »: initials and place only."""
    return " – ".join(filter(None, [step.pathway.beneficiary.initials, place_of(step)]))


def title_for_person(step: Step) -> str:
    """« Rendez-vous – CDAS », on the person's own telephone."""
    return " – ".join(filter(None, ["Rendez-vous", place_of(step)]))


def place_of(step: Step) -> str:
    """The place of the programme's list, or that it is at a distance.

    What was typed beside it may be somebody's home: it stays in the body, a site visit's too.
    """
    if step.mode != Mode.IN_PERSON:
        return str(Mode(step.mode).label)
    return discreet(step.place.label) if step.place else ""


def _body(step: Step, *, to_person: bool) -> str:
    who = [
        f"{party.user} ({party.organisation})" if party.organisation else str(party.user)
        for party in step.parties.all()
        if party.user
    ]
    body = step.pathway.contractor
    lines = [
        discreet(step.label),
        f"Avec {', '.join(who)}" if to_person and who else "",
        f"Participent : {', '.join(who)}" if who and not to_person else "",
        f"Lieu : {step.place_detail}" if step.place_detail else "",
        f"Visioconférence : {step.video_url}" if step.video_url else "",
        f"Déplacement : {step.travel_note}" if step.travel_note and not to_person else "",
        "" if to_person else f"Le rendez-vous dans Rebond : {address_of(step)}",
        f"Un empêchement ? {body} : {format_phone(body.phone)}" if to_person and body.phone else "",
    ]
    return "\n".join(filter(None, lines))


def address_of(step: Step) -> str:
    return f"{settings.SITE_URL}{reverse('show_step', args=[step.pk])}"


# --- In messages -----------------------------------------------------------------


def invitation(
    step: Step, *, method: Method, to_person: bool = False, leaver: User | None = None
) -> Attachment:
    """The `.ics` of a message about an appointment: REQUEST when planned or moved, CANCEL when cancelled.

    For staff, those who sit there are named with their address of work, and the person by initials only. For the
    person, their own address and nobody else's. For a `leaver`, who sits there no more, nothing but what finds the
    entry to take away. The organiser is the sender of the message, so that mail programs believe it, and never
    changes: an update from somebody else would be ignored.
    """
    event = event_of(step, changed_at=clock.now(), to_person=to_person, is_invitation=True)
    if leaver:
        event = replace(event, body="", url="", attendees=(Contact(str(leaver), leaver.email),))
    content = calendar_of([event], zone=clock.ZONE, method=method, stamp=clock.now())
    return Attachment("rendez-vous.ics", f"text/calendar; method={method}; charset=utf-8", content)


def event_of(
    step: Step, *, changed_at: datetime, to_person: bool = False, is_invitation: bool = False
) -> Event:
    """The entry of a dated appointment. Its `uid` stays, its `sequence` is the revision, which each act raises."""
    assert step.starts_at is not None
    return Event(
        uid=str(step.pk),
        sequence=step.revision,
        title=title_for_person(step) if to_person else title_for_staff(step),
        starts_at=step.starts_at,
        ends_at=step.starts_at + timedelta(minutes=step.duration_minutes),
        changed_at=changed_at,
        location=place_of(step),
        body=_body(step, to_person=to_person),
        url="" if to_person else address_of(step),
        organiser=_organiser(step) if is_invitation else None,
        attendees=_attendees(step, to_person=to_person) if is_invitation else (),
    )


def _organiser(step: Step) -> Contact:
    return Contact(step.pathway.contractor.name, parseaddr(settings.DEFAULT_FROM_EMAIL)[1])


def _attendees(step: Step, *, to_person: bool) -> tuple[Contact, ...]:
    person = step.pathway.beneficiary
    if to_person:
        return (Contact(person.full_name, person.email),) if person.email else ()
    return tuple(Contact(str(p.user), p.user.email) for p in step.parties.all() if p.user)


# --- In the feed -----------------------------------------------------------------


def feed_of(user: User, *, also: Iterable[Event] = ()) -> bytes:
    """Everything that calendars show to this member of staff, in all their roles still held, and `also`.

    The same state gives the same bytes. Nine queries, whatever the number of appointments.
    """
    return calendar_of([*events_of(user), *also], zone=clock.ZONE, name="Rebond")


def events_of(user: User) -> list[Event]:
    """Appointments where they sit, their absences, the dates their paths must keep: from sixty days ago on."""
    since = clock.today() - timedelta(days=PAST_DAYS)
    members = Membership.objects.filter(user=user, is_active=True).values_list("organisation_id", flat=True)
    organisations = list(members.order_by("organisation_id").distinct())
    steps = list(_steps_of(user, organisations, since))
    absences = list(Absence.objects.filter(user=user, last_day__gte=since))
    changes = _changes_of([*steps, *absences])
    return [
        *(event_of(step, changed_at=changes.get(str(step.pk), _known_since(step))) for step in steps),
        *(_absence(row, changes.get(str(row.pk), start_of(row.first_day))) for row in absences),
        *_phase_ends(user, organisations, since),
        *_follow_ups(user, organisations, since),
    ]


def _steps_of(user: User, organisations: list[int], since: date) -> Iterable[Step]:
    sits = Party.objects.filter(user=user, organisation__in=organisations).values("step")
    return (
        Step.objects.filter(takes_time(), pk__in=sits, starts_at__gte=start_of(since))
        .select_related("pathway__beneficiary", "pathway__contractor", "place")
        .prefetch_related("parties__user", "parties__organisation")
        .order_by("starts_at", "id")
    )


def _changes_of(rows: list[Step | Absence]) -> dict[str, datetime]:
    """When each appointment or absence last changed, read in the journal of acts."""
    entries = Entry.objects.filter(
        object_kind__in=["step", "absence"], object_id__in=[str(row.pk) for row in rows]
    )
    return dict(entries.values_list("object_id").annotate(Max("at")).order_by())


def _known_since(step: Step) -> datetime:
    """For an appointment that came with a take-over of spreadsheets: no act of its own."""
    return start_of(step.pathway.entered_on)


def _absence(absence: Absence, changed_at: datetime) -> Event:
    """One's own absence, without its kind: whole days as days, hours as hours."""
    uid, title = f"absence-{absence.pk}", "Absence"
    if absence.is_all_day:
        return Event(uid, title, absence.first_day, absence.last_day + timedelta(days=1), changed_at)
    span = absent_span(absence)
    return Event(uid, title, span.starts_at, span.ends_at, changed_at)


def _phase_ends(user: User, organisations: list[int], since: date) -> list[Event]:
    """The day by which a phase under way must end, for those who hold its path."""
    phases = Phase.objects.filter(
        _held("pathway__", user, organisations),
        pathway__state=PathwayState.OPEN,
        ended_on__isnull=True,
        due_on__gte=since,
    ).select_related("pathway__beneficiary", "spec")
    return [
        _deadline(
            f"phase-{phase.pathway_id}-{phase.position}",
            phase,
            phase.due_on,
            start_of(phase.opened_on),
            f"Fin de la phase {discreet(phase.spec.label)}".strip(),
        )
        for phase in phases.order_by("due_on", "id")
        if phase.due_on
    ]


def _follow_ups(user: User, organisations: list[int], since: date) -> list[Event]:
    """The day on which somebody who left is to be asked for news."""
    follow_ups = FollowUp.objects.filter(
        _held("pathway__", user, organisations), state=FollowUpState.DUE, due_on__gte=since
    ).select_related("pathway__beneficiary")
    return [
        _deadline(
            f"follow-up-{follow_up.pathway_id}-{follow_up.months}",
            follow_up,
            follow_up.due_on,
            start_of(follow_up.pathway.exited_on or since),
            f"Nouvelles à prendre, {follow_up.months} mois après la sortie",
        )
        for follow_up in follow_ups.order_by("due_on", "id")
    ]


def _held(path: str, user: User, organisations: list[int]) -> Q:
    seats = (
        ("adviser", "contractor"),
        ("lead_worker", "lead_organisation"),
        ("careers_consultant", "careers_organisation"),
    )
    holds = Q(pk__in=[])
    for person, organisation in seats:
        holds |= Q(**{f"{path}{person}": user, f"{path}{organisation}__in": organisations})
    return holds


def _deadline(uid: str, about: Phase | FollowUp, day: date, changed_at: datetime, words: str) -> Event:
    """A whole day, during which one is free all the same."""
    pathway = about.pathway
    url = f"{settings.SITE_URL}{reverse('show_pathway', args=[pathway.pk])}"
    return Event(
        uid=uid,
        title=f"Échéance – {pathway.beneficiary.initials}",
        starts_at=day,
        ends_at=day + timedelta(days=1),
        changed_at=changed_at,
        body=f"{words}\nLe dossier dans Rebond : {url}",
        url=url,
        is_busy=False,
    )
