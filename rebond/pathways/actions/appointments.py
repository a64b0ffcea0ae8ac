"""What the acts on appointments share: locking, moving, dating, seating, telling. Called inside their transactions.

None of these is an act: each act says who does it (`by`), asks the policy and writes the journal itself.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse

from rebond.agenda.models import Mode
from rebond.calendars.ics import Method
from rebond.core import clock
from rebond.core.acts import ActRefused
from rebond.core.dates import next_working_day
from rebond.links.doors import extend_links, open_link, revoke_links
from rebond.links.models import Purpose
from rebond.messaging.outbox import Attachment, queue, withdraw
from rebond.pathways.calendar_entries import invitation
from rebond.pathways.hours import usage_of
from rebond.pathways.locking import lock, lock_revision
from rebond.pathways.models import Invitation, InvitationEnd, Party, Pathway, Step
from rebond.pathways.phases import new_step
from rebond.pathways.seats import Seat, consultants_of, expected_seats, lacks_consultant, substitutes_for
from rebond.pathways.states import STEP, PathwayState, StepState
from rebond.pathways.telling import tell_person
from rebond.people.actor import Anybody
from rebond.people.models import Membership, User
from rebond.programmes.models import ListItem

#: Delay before a missed appointment is expected again, where the programme dates its steps at all.
RETRY_DAYS = 14
#: Letters that say a date, and are withdrawn unsent once it is no longer true.
DATED_LETTERS = (
    "appointment_planned",
    "appointment_moved",
    "appointment_reminder",
    "appointment_company",
    "convocation",
    "review_convocation",
)
_CALLED_OFF = (StepState.CANCELLED, StepState.SKIPPED)
#: Addresses of the person's pages, of which the secret of a link is the end.
ANSWER_PAGE, CHOICE_PAGE = "answer_step", "choose_slot"


@dataclass(frozen=True)
class Venue:
    """How and where people meet."""

    place: ListItem | None = None
    place_detail: str = ""
    mode: str = Mode.IN_PERSON
    video_url: str = ""
    travel_note: str = ""

    @classmethod
    def of(cls, step: Step) -> "Venue":
        return cls(step.place, step.place_detail, step.mode, step.video_url, step.travel_note)


def lock_step(step: Step, seen_revision: int | None = None) -> None:
    """Lock the path, then the step: an exit or a decision under way elsewhere is waited for, never crossed."""
    lock(step.pathway)
    lock_revision(step, seen_revision)


def move_life(step: Step, verb: str) -> None:
    """Move the step, unless its path is closed or suspended. Raises NotInThisState, ActRefused."""
    if step.pathway.state != PathwayState.OPEN:
        raise ActRefused("Le parcours n'est pas en cours : ses rendez-vous ne changent plus.")
    step.state = STEP.after(step.state, verb)


# --- When and where ---------------------------------------------------------------


def set_date(step: Step, starts_at: datetime, source: str) -> None:
    """Give the step this date: nobody has confirmed it yet. Raises ActRefused."""
    check_date(step, starts_at)
    step.starts_at, step.date_source = starts_at, source
    step.dated_at, step.confirmed_at = clock.now(), None
    step.save()


def check_date(step: Step, starts_at: datetime) -> None:
    """Raises ActRefused for a date before the phase, or when no hours are left."""
    if clock.civil_date(starts_at) < step.phase.opened_on:
        raise ActRefused("Le rendez-vous ne peut pas précéder l'ouverture de la phase.", field="starts_at")
    _check_hours(step, starts_at)


def set_venue(step: Step, venue: Venue, duration_minutes: int) -> None:
    """Say how, where and how long; not yet saved. Raises ActRefused."""
    if venue.place and not step.allowed_places.filter(pk=venue.place.pk).exists():
        is_elsewhere = step.phase.spec.places.filter(pk=venue.place.pk).exists()
        what = "ce rendez-vous" if is_elsewhere else "cette phase"
        raise ActRefused(f"Ce lieu n'est pas prévu pour {what}.", field="place")
    if venue.mode == Mode.PHONE and not step.pathway.beneficiary.phone:
        raise ActRefused("Le numéro de téléphone de la personne n'est pas connu.", field="mode")
    if venue.video_url and not venue.video_url.startswith("https://"):
        raise ActRefused("Le lien de la visioconférence commence par https://.", field="video_url")
    is_video = venue.mode == Mode.VIDEO
    step.mode, step.video_url = venue.mode, venue.video_url if is_video else ""
    step.place, step.place_detail = venue.place, venue.place_detail
    step.travel_note, step.duration_minutes = venue.travel_note, duration_minutes


def _check_hours(step: Step, starts_at: datetime) -> None:
    """An exhausted hour account stops planning until somebody named grants more; what was done is always told."""
    if step.spec is None or step.spec.hour_account is None or step.state != StepState.PLANNED:
        return
    lock(step.spec.hour_account)  # two people planning at once cannot both take the last hour
    usage = usage_of(step.spec.hour_account, pathway=step.pathway, at=starts_at, besides=step)
    if usage.left_minutes < step.duration_minutes:
        raise ActRefused(
            f"Le compte « {usage.account} » est épuisé ({usage.words}). Un responsable peut accorder un dépassement.",
            field="duration_minutes",
        )


# --- Who --------------------------------------------------------------------------


def seat_consultant(pathway: Pathway, membership: Membership) -> None:
    """The careers consultant joins the path. Raises ActRefused."""
    if not consultants_of(pathway).filter(pk=membership.pk).exists():
        raise ActRefused(
            "Cette personne n'est pas consultante en évolution professionnelle dans ce programme.",
            field="careers_consultant",
        )
    pathway.careers_consultant, pathway.careers_organisation = membership.user, membership.organisation
    pathway.save(update_fields=["careers_consultant", "careers_organisation"])


def seat_parties(
    step: Step, *, substitutes: Mapping[str, Membership] | None = None, also: Collection[str] = ()
) -> None:
    """Write down who sits there. Raises ActRefused when a seat is empty, or taken by somebody who cannot."""
    if lacks_consultant(step):
        raise ActRefused(
            "Choisissez la personne de Catalys (ou du partenaire) qui participe à ce rendez-vous.",
            field="careers_consultant",
        )
    for seat in expected_seats(step, also=also):
        _check_substitute(seat, (substitutes or {}).get(seat.role))
    step.parties.all().delete()
    Party.objects.bulk_create(
        Party(
            step=step,
            role=seat.role,
            user=seat.user,
            organisation=seat.organisation,
            is_substitute=seat.is_substitute,
        )
        for seat in expected_seats(step, substitutes=substitutes, also=also)
    )


def _check_substitute(seat: Seat, substitute: Membership | None) -> None:
    if substitute is None or (seat.user and substitute.user_id == seat.user.pk):
        return
    if not substitutes_for(seat).filter(pk=substitute.pk).exists():
        raise ActRefused(
            f"{substitute.user} ne peut pas remplacer cette personne : le remplaçant vient du même organisme, "
            "avec le même rôle.",
            field=f"substitute_{seat.role}",
        )


# --- Telling ----------------------------------------------------------------------


def tell_staff(
    template: str,
    title: str,
    step: Step,
    doer: Anybody | None,
    *,
    only: Collection[User] | None = None,
    **context: Any,
) -> None:
    """Tell the staff who sit at this appointment (or `only` these of them), but the one who acts.

    All of them when nobody of them acts. `context` is for the words of the message.
    """
    method = Method.CANCEL if step.state in _CALLED_OFF else Method.REQUEST
    files = (invitation(step, method=method),)
    for user in staff_seated(step):
        if (doer is None or user.pk != doer.user_id) and (only is None or user in only):
            tell_colleague(template, title, step, user, doer, files, **context)


def staff_seated(step: Step) -> list[User]:
    """Who of the staff sits there, as written down today."""
    return [party.user for party in step.parties.select_related("user") if party.user]


def tell_colleague(
    template: str,
    title: str,
    step: Step,
    user: User,
    doer: Anybody | None,
    files: Iterable[Attachment],
    **context: Any,
) -> None:
    """Write to one colleague about an appointment."""
    queue(
        template,
        to=user.email,
        title=title,
        beneficiary=step.pathway.beneficiary,
        file_id=step.pathway_id,
        object_id=step.pk,
        step=step,
        starts_at=step.starts_at,
        by=doer,
        attachments=files,
        **context,
    )


def tell_date(code: str, step: Step, *, is_urgent: bool = False, dedupe_key: str = "") -> str:
    """Write to the person when and where, with a link to confirm, move or cancel; returns its secret.

    Nothing is written of an appointment that is over before it is on record: the secret is then empty.
    """
    if code != "appointment_reminder":
        withdraw(object_id=step.pk, templates=DATED_LETTERS)
    if step.starts_at is None or step.starts_at <= clock.now():
        return ""
    extend_links(Purpose.ANSWER_APPOINTMENT, object_id=step.pk, expires_at=step.starts_at)
    secret = open_link(
        Purpose.ANSWER_APPOINTMENT,
        expires_at=step.starts_at,
        beneficiary=step.pathway.beneficiary,
        object_id=step.pk,
    )
    values = {"lien": page_url(ANSWER_PAGE, secret), "lieu": place_in_words(step)}
    tell_person(
        code,
        pathway=step.pathway,
        step=step,
        values=values,
        attachments=(invitation(step, method=Method.REQUEST, to_person=True),),
        is_urgent=is_urgent,
        dedupe_key=dedupe_key,
    )
    return secret


def tell_cancelled(step: Step, *, is_urgent: bool) -> None:
    """The person is told that a date is cancelled, unless it is over."""
    withdraw(object_id=step.pk, templates=DATED_LETTERS)
    if step.starts_at and step.starts_at > clock.now():
        tell_person(
            "appointment_cancelled",
            pathway=step.pathway,
            step=step,
            values={"lieu": place_in_words(step)},
            attachments=(invitation(step, method=Method.CANCEL, to_person=True),),
            is_urgent=is_urgent,
        )


def tell_called_off(steps: Iterable[Step], doer: Anybody, *, tells_person: bool = True) -> None:
    """Tell everybody that the coming appointments of a phase that ends do not take place.

    Nobody writes to a person who has died; what was waiting to leave does not.
    """
    for step in steps:
        withdraw(object_id=step.pk, templates=DATED_LETTERS)
        if step.starts_at and step.starts_at > clock.now():
            tell_staff("cancel_step", "Un rendez-vous est annulé", step, doer)
            if tells_person:
                tell_cancelled(step, is_urgent=False)


def page_url(name: str, secret: str) -> str:
    return f"{settings.SITE_URL}{reverse(name, args=[secret])}"


def place_in_words(step: Step) -> str:
    """Where to be, as the person is told it."""
    if step.mode == Mode.PHONE:
        return "Par téléphone : nous vous appelons"
    if step.mode == Mode.VIDEO:
        return f"En visioconférence {step.video_url}".strip()
    known = ", ".join(filter(None, [str(step.place or ""), step.place_detail]))
    return known or "Lieu à préciser"


# --- Trying again -----------------------------------------------------------------


def try_again(step: Step) -> None:
    """A missed or cancelled step of the programme comes back to plan, as a new row, while its phase runs."""
    if step.spec is None or step.phase.ended_on:
        return
    last = step.phase.steps.filter(spec=step.spec, occurrence=step.occurrence).order_by("-attempt")[0]
    if last.state in (StepState.DUE, StepState.PLANNED, StepState.HELD):
        return
    expected_on = next_working_day(clock.today() + timedelta(days=RETRY_DAYS)) if step.expected_on else None
    new_step(
        step.phase, step.spec, occurrence=step.occurrence, attempt=last.attempt + 1, expected_on=expected_on
    ).save()


def end_invitations(step: Step, end: str = InvitationEnd.WITHDRAWN) -> None:
    """The person has no slot to choose any more: their links close, and what was not sent yet does not leave."""
    for opened in Invitation.objects.filter(step=step, ended_at__isnull=True):
        if end == InvitationEnd.WITHDRAWN:
            revoke_links(Purpose.CHOOSE_SLOT, object_id=opened.pk)
        opened.ended_at, opened.end = clock.now(), end
        opened.save(update_fields=["ended_at", "end"])
    withdraw(object_id=step.pk, templates=("choose_slot", "choose_slot_reminder"))
