"""Who was there, half-day by half-day, what proves it, and what people thought of it."""

from collections.abc import Mapping

from django.db import transaction

from rebond.audit.journal import record
from rebond.core import clock
from rebond.core.acts import ActRefused
from rebond.core.strokes import clean_strokes
from rebond.pathways.contact import note_contact
from rebond.pathways.locking import lock
from rebond.people.actor import Actor, Anybody
from rebond.trainings import policy
from rebond.trainings.actions.certificates import correct_certificate
from rebond.trainings.models import Certificate, Enrolment, HalfDay, Presence
from rebond.trainings.states import ATTENDED, SESSION, EnrolmentState, PresenceState


@transaction.atomic
def record_presence(*, half_day: HalfDay, states: Mapping[Enrolment, str], by: Actor) -> list[Certificate]:
    """Note who was there at a half-day; noted again, the last word counts. A signed presence is not turned into absence.

    A certificate whose hours change is replaced: returns the new ones. Raises NotInThisState, ActRefused before the day
    has come.
    """
    lock(half_day.session)
    policy.require(by, "record_presence", half_day.session)
    SESSION.after(half_day.session.state, "record_presence")
    _refuse_before_the_day(half_day)
    for enrolment, state in states.items():
        _check_enrolled(enrolment, half_day)
        presence = Presence.objects.filter(enrolment=enrolment, half_day=half_day).first()
        if presence and presence.signed_at and state not in ATTENDED:
            raise ActRefused(
                f"{enrolment.pathway.beneficiary} a signé : la présence ne peut plus devenir une absence."
            )
        presence = presence or Presence(enrolment=enrolment, half_day=half_day)
        presence.state, presence.recorded_by, presence.recorded_at = state, by.user, clock.now()
        presence.save()
        is_contact = state in ATTENDED
        if is_contact:
            note_contact(enrolment.pathway, at=half_day.starts_at)
        facts = {"half_day": half_day.starts_at.isoformat(), "state": str(state), "is_contact": is_contact}
        record(
            "record_presence", on=enrolment, by=by, beneficiary_id=enrolment.pathway.beneficiary_id, **facts
        )
    corrected = [correct_certificate(enrolment, by=by) for enrolment in states]
    return [certificate for certificate in corrected if certificate]


@transaction.atomic
def sign_presence(
    *, enrolment: Enrolment, half_day: HalfDay, name: str, by: Anybody, strokes: str = ""
) -> Presence:
    """Sign for a half-day: the name typed, and the strokes where there are any. Signed twice, the first one stands.

    The person signs in their own space, or on the screen of those who run the session. Raises NotInThisState,
    ActRefused before the day, without a name, or with strokes that are no signature.
    """
    lock(enrolment.session)
    policy.require(by, "sign_presence", enrolment)
    SESSION.after(enrolment.session.state, "record_presence")
    _refuse_before_the_day(half_day)
    _check_enrolled(enrolment, half_day)
    if not name.strip():
        raise ActRefused("Écrivez votre nom pour signer.", field="name")
    drawn = _drawn(strokes)
    presence = Presence.objects.filter(enrolment=enrolment, half_day=half_day).first()
    presence = presence or Presence(enrolment=enrolment, half_day=half_day, state=PresenceState.PRESENT)
    if presence.signed_at:
        return presence
    if presence.state not in ATTENDED:
        presence.state = PresenceState.PRESENT
    presence.signed_name, presence.strokes, presence.signed_at = name.strip(), drawn, clock.now()
    presence.save()
    note_contact(enrolment.pathway, at=half_day.starts_at)
    facts = {"half_day": half_day.starts_at.isoformat(), "is_contact": True}
    record("sign_presence", on=enrolment, by=by, beneficiary_id=enrolment.pathway.beneficiary_id, **facts)
    correct_certificate(enrolment, by=by)
    return presence


@transaction.atomic
def rate_training(
    *, enrolment: Enrolment, was_useful: int, was_clear: int, will_use: int, by: Anybody
) -> None:
    """The person's three answers after a session they attended; answered again, the last ones count. Raises ActRefused."""
    lock(enrolment)
    policy.require(by, "rate_training", enrolment)
    if not enrolment.presences.filter(state__in=ATTENDED).exists():
        raise ActRefused("Ces questions se posent après la formation.")
    enrolment.was_useful, enrolment.was_clear, enrolment.will_use = was_useful, was_clear, will_use
    enrolment.save(update_fields=["was_useful", "was_clear", "will_use"])
    record("rate_training", on=enrolment, by=by, beneficiary_id=enrolment.pathway.beneficiary_id)


def _drawn(strokes: str) -> str:
    try:
        return clean_strokes(strokes)
    except ValueError as reason:
        raise ActRefused(
            "Ce tracé n'est pas une signature : effacez-le, puis signez, ou gardez votre nom seul.",
            field="strokes",
        ) from reason


def _refuse_before_the_day(half_day: HalfDay) -> None:
    if clock.civil_date(half_day.starts_at) > clock.today():
        raise ActRefused("Cette demi-journée n'a pas encore eu lieu.")


def _check_enrolled(enrolment: Enrolment, half_day: HalfDay) -> None:
    if enrolment.session_id != half_day.session_id or enrolment.state != EnrolmentState.ENROLLED:
        raise ActRefused("Cette personne n'est pas inscrite à cette session.")
