"""The demo's threads: Delphine's spring of 2019, and what is being said today with people whom Maïwenn follows."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from rebond.core import clock
from rebond.core.dates import next_working_day
from rebond.core.identity import new_id
from rebond.demo.stage import Run, Stage, instant
from rebond.pathways.audience import Audience
from rebond.pathways.models import Pathway
from rebond.pathways.states import PathwayState
from rebond.people.actor import Actor, PersonActor
from rebond.people.models import Role
from rebond.tutoring import actions

Event = tuple[datetime, Callable[[Any], object]]
#: Living files with a thread: enough to see one wherever one looks, few enough to load at once.
LIVING = 5
_HELLO = "Bonjour {prenom},\n\n"
_SIGNED = "\n\nÀ bientôt,\n{conseiller}, {telephone}"
TEMPLATES = {
    "Papiers à apporter": (
        _HELLO
        + "Pour notre prochain rendez-vous, apportez vos factures et vos relevés des trois derniers mois."
        " Même en vrac : nous les rangerons ensemble." + _SIGNED
    ),
    "Après une absence": (
        _HELLO
        + "Nous ne nous sommes pas vus aujourd'hui. Tout va bien ? Dites-moi quand je peux vous rappeler."
        + _SIGNED
    ),
    "Déclaration du mois": (
        _HELLO
        + "Pensez à votre chiffre d'affaires du mois dans votre espace : dix secondes suffisent."
        + _SIGNED
    ),
}


def delphine_writes() -> list[Event]:
    """Between her appointments of 2019."""
    return [
        (instant(date(2019, 3, 20), 11), partial(_call, kind="call_made", minutes=10, text=
            "Elle retrouve ses factures de 2018. Premier tableau prévu pour le prochain rendez-vous.")),
        (instant(date(2019, 4, 16), 10), partial(_write, minutes=5, text=
            "Bonjour Delphine, pensez aux prix de vos trois dernières robes pour jeudi. Bonne semaine !")),
        (instant(date(2019, 4, 16), 19), partial(_answer, text=
            "C'est noté. J'ai aussi les tarifs de deux ateliers de couture voisins.")),
        (instant(date(2019, 5, 14), 9, 30), partial(_note, audience=Audience.PARTIES, minutes=15, text=
            "Première affiche pour les cours de couture posée chez trois prescripteurs.")),
        (instant(date(2019, 6, 11), 17), partial(_call, kind="call_unanswered", minutes=5, text="Message laissé.")),
        (instant(date(2019, 6, 12), 8, 45), partial(_answer, text=
            "Bonjour Maïwenn, désolée pour hier, j'étais en cours. Huit élèves inscrites pour les vacances !")),
        (instant(date(2019, 6, 12), 9, 30), partial(_write, minutes=10, text=
            "Huit élèves, bravo ! Gardez une place pour la presse locale : je connais une journaliste.")),
        (instant(date(2019, 7, 9), 14), partial(_note, minutes=10, text=
            "Fatigue de fin de saison : proposer un planning plus léger en août.")),
    ]  # fmt: skip


def tell_exchanges(stage: Stage) -> None:
    """What is being said these days, with models to begin from."""
    maiwenn = stage.actor("maiwenn", Role.BUSINESS_ADVISER)
    for label, text in TEMPLATES.items():
        actions.save_template(label=label, text=text, by=maiwenn)
    following = Pathway.objects.filter(adviser=maiwenn.user, state=PathwayState.OPEN, aims__isnull=False)
    paths = following.filter(beneficiary__email__gt="").distinct().order_by("-entered_on", "pk")
    for number, pathway in enumerate(paths[:LIVING]):
        _tell_living(pathway, maiwenn, number)


def _tell_living(pathway: Pathway, by: Actor, number: int) -> None:
    today, person = clock.today(), PersonActor(pathway.beneficiary)
    said = [
        (5, partial(_called, pathway, by, "call_made", "Point sur les devis envoyés : deux réponses positives.", 15)),
        (3, partial(_noted, pathway, by, "Trésorerie tendue jusqu'à la fin du mois, à regarder ensemble.", 10)),
        (2, partial(_sent, pathway, by, "Bonjour, avez-vous pu joindre la chambre de métiers ?", 5)),
        (1, partial(_received, pathway, person, "Oui, ils me rappellent demain. Faut-il que je prépare quelque chose ?")),
    ]  # fmt: skip
    # The last ones wait for an answer; the others were answered, or did not write.
    for days_ago, act in said if number < 2 else said[: 2 + number % 2]:
        day = today - timedelta(days=days_ago)
        if day >= pathway.entered_on:
            with clock.held(instant(day, 10 + number)):
                act()
    due_on = next_working_day(today + timedelta(days=number + 1))
    task = partial(actions.set_task, pathway=pathway, due_on=due_on, by=by)
    if number % 2:
        task(task_id=new_id(), label="Relire le devis type", owner=by.user)
    else:
        task(task_id=new_id(), label="Appeler la chambre de métiers", owner=None)


def _pathway(run: Run) -> Pathway:
    pathway = run.running
    pathway.refresh_from_db()
    return pathway


def _call(run: Run, *, kind: str, text: str, minutes: int) -> None:
    _called(_pathway(run), run.adviser, kind, text, minutes)


def _note(run: Run, *, text: str, minutes: int, audience: str = Audience.ORGANISATION) -> None:
    _noted(_pathway(run), run.adviser, text, minutes, audience)


def _write(run: Run, *, text: str, minutes: int) -> None:
    _sent(_pathway(run), run.adviser, text, minutes)


def _answer(run: Run, *, text: str) -> None:
    pathway = _pathway(run)
    _received(pathway, PersonActor(pathway.beneficiary), text)


def _called(pathway: Pathway, by: Actor, kind: str, text: str, minutes: int) -> None:
    exchange = actions.record_call(pathway=pathway, exchange_id=new_id(), kind=kind, text=text, by=by)
    actions.note_time(pathway=pathway, time_id=new_id(), minutes=minutes, exchange=exchange, by=by)


def _noted(
    pathway: Pathway, by: Actor, text: str, minutes: int, audience: str = Audience.ORGANISATION
) -> None:
    exchange = actions.write_note(pathway=pathway, exchange_id=new_id(), text=text, audience=audience, by=by)
    actions.note_time(pathway=pathway, time_id=new_id(), minutes=minutes, exchange=exchange, by=by)


def _sent(pathway: Pathway, by: Actor, text: str, minutes: int) -> None:
    exchange = actions.write_to_person(pathway=pathway, exchange_id=new_id(), text=text, by=by)
    actions.note_time(pathway=pathway, time_id=new_id(), minutes=minutes, exchange=exchange, by=by)


def _received(pathway: Pathway, person: PersonActor, text: str) -> None:
    actions.write_to_adviser(pathway=pathway, exchange_id=new_id(), text=text, by=person)
