"""What the person answered about an appointment, in words. Pure: it reads nothing more than the rows it is given."""

from datetime import timedelta

from rebond.core import clock
from rebond.core.durations import days_in_words
from rebond.pathways.inviting import Rung, next_rung
from rebond.pathways.models import DateSource, Invitation, Step
from rebond.pathways.models.invitation import InvitationState
from rebond.pathways.states import StepState
from rebond.programmes.vocabulary import PartyRole

#: What stands for the reason that a person did not give.
OWN_CANCELLING = "Annulé par la personne."
_NEXT = {Rung.REMIND: "Un rappel part le {day}.", Rung.CONVENE: "Une convocation part le {day}."}


def answer_words(step: Step) -> str:
    """« Date choisie par la personne », « Confirmé par la personne »; empty when she said nothing of this date."""
    if step.state != StepState.PLANNED:
        return ""
    if step.date_source == DateSource.CHOSEN:
        return "Date choisie par la personne"
    if step.confirmed_at:
        return "Confirmé par la personne"
    return "Convocation envoyée, faute de réponse" if step.date_source == DateSource.CONVENED else ""


def invitation_words(invitation: Invitation) -> str:
    """« Créneau à choisir par la personne. Un rappel part le 15/03/2019. »"""
    state = InvitationState(invitation.state(clock.now()))
    return f"{state.label}. {next_words(invitation)}".strip()


def next_words(invitation: Invitation) -> str:
    """What comes without an answer, and when; that no date could be given, once its day has passed."""
    if invitation.ended_at:
        return ""
    coming = next_rung(invitation, clock.now())
    if coming is None:
        last_on = clock.civil_date(invitation.expires_at - timedelta(minutes=1))
        return f"Le lien est valable jusqu'au {last_on:%d/%m/%Y}."
    rung, day = coming
    if day < clock.today() and rung == Rung.CONVENE:
        return "Aucun créneau n'était libre pour une convocation."
    return _NEXT[rung].format(day=f"{day:%d/%m/%Y}")


def cancelled_words(step: Step) -> str:
    """« à l'initiative de la personne, 2 jours avant »; empty for one that was not cancelled by somebody."""
    if not step.cancelled_by_role:
        return ""
    role = PartyRole(step.cancelled_by_role)
    who = "de la personne" if role == PartyRole.BENEFICIARY else f"de : {role.label}"
    return f"à l'initiative {who}, {notice_words(step)}"


def notice_words(step: Step) -> str:
    """« 2 jours avant », « le jour même, 3 h avant », « moins d'une heure avant », « après l'heure prévue »."""
    notice = step.notice
    assert notice is not None
    assert step.starts_at is not None
    assert step.cancelled_at is not None
    if notice < timedelta():
        return "après l'heure prévue"
    days = (clock.civil_date(step.starts_at) - clock.civil_date(step.cancelled_at)).days
    if days == 1:
        return "la veille"
    if days:
        return f"{days_in_words(days)} avant"
    hours = int(notice / timedelta(hours=1))
    return f"le jour même, {hours} h avant" if hours else "le jour même, moins d'une heure avant"
