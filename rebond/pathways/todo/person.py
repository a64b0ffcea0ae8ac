"""What the person did in their space: proposals to answer, and news to read on the file."""

from collections.abc import Iterable
from datetime import timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db.models import F, Max, OuterRef, Q, QuerySet, Subquery

from rebond.audit.journal import THE_PERSON
from rebond.audit.models import Access, Entry
from rebond.core import clock
from rebond.pathways import policy
from rebond.pathways.attention import Delays
from rebond.pathways.models import Action, CorrectionRequest, Party, Pathway
from rebond.pathways.models.papers import Signature
from rebond.pathways.states import ActionState, CorrectionState, PathwayState
from rebond.pathways.todo.tasks import SHOWN, Batch, Task, ago, bounded, on
from rebond.people.actor import Actor

#: A request to correct is answered within a month (GDPR, article 12); asked to be answered well before.
ANSWER_DAYS = 7
#: News are told for so long, even to somebody who never opens the file.
NEWS_DAYS = 30
#: Acts read at most, newest first; those of one person make one line.
NEWS_MAX = 200
#: What the person did, in words; the act's verb is that of `policy.OWN_PERMISSIONS`.
NEWS = {
    "propose_action": "a proposé une action",
    "comment_action": "a écrit sur une action",
    "start_action": "a commencé une action",
    "finish_action": "a terminé une action",
    "reopen_action": "a rouvert une action",
    "finish_task": "a fait une tâche",
    "reopen_task": "a rouvert une tâche",
    "choose_slot": "a choisi la date d'un rendez-vous",
    "confirm_step": "a confirmé un rendez-vous",
    "reschedule_step": "a déplacé un rendez-vous",
    "cancel_step": "a annulé un rendez-vous",
    "enrol": "a demandé une place en formation",
    "withdraw": "a renoncé à une formation",
    "sign_presence": "a signé sa présence en formation",
    "declare_months": "a déclaré son chiffre d'affaires",
    "answer_section": "a répondu à des questions sur son activité",
    "sign": "a signé",
    "refuse_to_sign": "a refusé de signer, et dit pourquoi",
    "save_statement": "a repris un relevé de banque",
    "save_scenario": "a gardé un essai du simulateur de sortie du RSA",
}
_ON_STEPS = ("choose_slot", "confirm_step", "reschedule_step", "cancel_step")
_ON_SIGNATURES = ("sign", "refuse_to_sign")
#: What needs nobody's attention, or has a line of its own below.
QUIET = {
    "open_space",
    "open_activity_line",
    "upload_statement",
    "sort_statement",
    "cancel_statement",
    "ask_correction",
    "simulate_exit",
    "delete_scenario",
    "rate_training",
    "write_to_adviser",
    "issue_certificate",
    # Told to nobody: who answered is nobody's business.
    "give_feedback",
}


def proposed_actions(by: Actor, delays: Delays) -> Batch:
    proposed = policy.actions_visible_to(by).filter(
        state=ActionState.PROPOSED, aim__pathway__state=PathwayState.OPEN
    )
    rows, total = bounded(proposed.select_related("aim__pathway__beneficiary"), "added_at")
    return Batch("actions proposées", [_answer(row) for row in rows], total)


def _answer(action: Action) -> Task:
    day = clock.civil_date(action.added_at)
    return Task(
        kind="accept_action",
        label="Répondre à une action proposée",
        person=action.aim.pathway.beneficiary.full_name,
        note=f"« {action.label} », proposée le {on(day)} ({ago(day)}).",
        due_on=clock.today(),
        url_name="accept_action",
        url_pk=action.pk,
        button="Répondre",
        icon="lightbulb",
        pathway_pk=action.aim.pathway_id,
    )


def corrections_to_answer(by: Actor, delays: Delays) -> Batch:
    """Whatever the state of the path: the right to have one's file put right does not end with it."""
    waiting = policy.corrections_visible_to(by).filter(state=CorrectionState.WAITING)
    rows, total = bounded(waiting.select_related("pathway__beneficiary"), "asked_at")
    return Batch("demandes de correction", [_correct(row) for row in rows], total)


def _correct(request: CorrectionRequest) -> Task:
    day = clock.civil_date(request.asked_at)
    return Task(
        kind="answer_correction",
        label="Répondre à une demande de correction",
        person=request.pathway.beneficiary.full_name,
        note=f"« {request.get_subject_display()} », demandée le {on(day)} ({ago(day)}).",
        due_on=day + timedelta(days=ANSWER_DAYS),
        url_name="answer_correction",
        url_pk=request.pk,
        button="Répondre",
        icon="pencil",
        pathway_pk=request.pathway_id,
    )


def news(by: Actor, delays: Delays) -> Batch:
    """What each person did since this reader last opened their file: one line for each person."""
    return _batch(by, _unread(by, NEWS))


def news_of_appointments(by: Actor, delays: Delays) -> Batch:
    """The same, of the appointments where the reader sits, and of what is signed there.

    For those who follow a path without guiding it: their plan, their money and their essays are told to the adviser.
    """
    return _batch(by, _where_sits(by, list(_unread(by, _ON_STEPS + _ON_SIGNATURES))))


def _batch(by: Actor, unread: Iterable[Entry]) -> Batch:
    entries = sorted(unread, key=lambda entry: str(entry.beneficiary_id))
    groups = [list(found) for _, found in groupby(entries, key=lambda entry: entry.beneficiary_id)]
    groups.sort(key=lambda found: max(entry.at for entry in found), reverse=True)
    paths = _paths_of(by, [found[0].beneficiary_id for found in groups[:SHOWN]])
    tasks = [_told(found, paths[found[0].beneficiary_id]) for found in groups[:SHOWN]]
    return Batch("personnes dont il y a des nouvelles", tasks, len(groups))


def _where_sits(by: Actor, entries: list[Entry]) -> list[Entry]:
    """Those about an appointment where the reader sits, or about a paper of it."""
    signed = [entry.object_id for entry in entries if entry.verb in _ON_SIGNATURES]
    step_of = {
        str(pk): str(step_id)
        for pk, step_id in Signature.objects.filter(pk__in=signed).values_list("pk", "step")
    }
    steps = {entry: step_of.get(entry.object_id, entry.object_id) for entry in entries}
    seats = Party.objects.filter(
        user=by.user_id, organisation=by.organisation_id, step__in=set(map(UUID, steps.values()))
    )
    theirs = {str(pk) for pk in seats.values_list("step", flat=True)}
    return [entry for entry, step in steps.items() if step in theirs]


def _unread(by: Actor, verbs: Iterable[str]) -> QuerySet[Entry]:
    mine = policy.pathways_visible_to(by).values("beneficiary")
    looks = Access.objects.filter(user=by.user_id, beneficiary=OuterRef("beneficiary")).order_by()
    last_look = looks.values("beneficiary").annotate(last_at=Max("at")).values("last_at")
    done = Entry.objects.filter(
        role=THE_PERSON,
        verb__in=verbs,
        beneficiary__in=mine,
        at__gte=clock.now() - timedelta(days=NEWS_DAYS),
    )
    unread = done.annotate(seen_at=Subquery(last_look)).filter(Q(seen_at=None) | Q(at__gt=F("seen_at")))
    return unread.order_by("-at", "-pk")[:NEWS_MAX]


def _paths_of(by: Actor, beneficiary_ids: list[Any]) -> dict[Any, Pathway]:
    """The latest path of each, among those that the reader sees."""
    paths = policy.pathways_visible_to(by).filter(beneficiary__in=beneficiary_ids)
    return {
        path.beneficiary_id: path for path in paths.select_related("beneficiary").order_by("entered_on", "pk")
    }


def _told(entries: list[Entry], pathway: Pathway) -> Task:
    day = clock.civil_date(max(entry.at for entry in entries))
    return Task(
        kind="news",
        label="Du nouveau",
        person=pathway.beneficiary.full_name,
        note=f"{pathway.beneficiary.first_name} {_in_words(entries)} ({ago(day)}).",
        due_on=clock.today(),
        url_name="show_pathway",
        url_pk=pathway.pk,
        button="Ouvrir le dossier",
        icon="person-lines-fill",
        pathway_pk=pathway.pk,
    )


def _in_words(entries: Iterable[Entry]) -> str:
    """« a terminé une action et a écrit sur une action », each thing once, in the order they were done."""
    ordered = sorted(entries, key=lambda entry: (entry.at, entry.pk))
    told = list(dict.fromkeys(NEWS[entry.verb] for entry in ordered))
    return told[0] if len(told) == 1 else f"{', '.join(told[:-1])} et {told[-1]}"
