"""Paths: phases near their end, exits to record, silence, suspensions, follow-ups."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.db.models import DateTimeField, Exists, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Cast, Coalesce

from rebond.core import clock
from rebond.core.dates import add_months
from rebond.finances.models import LineTurnover
from rebond.finances.months import DECLARED_BY_DAY, month_of, month_words
from rebond.pathways import attention, policy
from rebond.pathways.attention import Delays, Watch
from rebond.pathways.deciding import choices_left_to
from rebond.pathways.models import FollowUp, Phase
from rebond.pathways.ribbon import suspension_in_words
from rebond.pathways.states import PathwayState
from rebond.pathways.todo.tasks import NO_CONTACT, Batch, Task, ago, bounded, on, query
from rebond.people.actor import Actor
from rebond.people.models import Role
from rebond.programmes.models import ChoiceAuthorSpec


def ending_phases(by: Actor, delays: Delays) -> Batch:
    """Of the adviser's paths, whoever decides there: they follow the path to its end."""
    mine = attention.ending_phases(delays).filter(pathway__in=policy.pathways_visible_to(by))
    return _ends(mine, by)


def phases_to_decide(by: Actor, delays: Delays) -> Batch:
    """Those where the programme names the role of `by` among the authors of a decision, on a path they take part in."""
    named = ChoiceAuthorSpec.objects.filter(choice__phase=OuterRef("spec"), role=by.role)
    paths = policy.pathways_visible_to(by)
    if by.role == Role.LEAD_WORKER:
        paths = paths.filter(lead_worker=by.user_id, lead_organisation=by.organisation_id)
    elif by.role == Role.CAREERS_CONSULTANT:
        paths = paths.filter(careers_consultant=by.user_id, careers_organisation=by.organisation_id)
    return _ends(attention.ending_phases(delays).filter(Exists(named), pathway__in=paths), by)


def _ends(phases: QuerySet[Phase], by: Actor) -> Batch:
    is_theirs = Exists(choices_left_to(by).filter(phase=OuterRef("spec")))
    joined = phases.select_related("pathway__beneficiary", "spec").annotate(is_theirs=is_theirs)
    rows, total = bounded(joined, "due_on")
    return Batch(
        "fins de phase à décider", [_end(row) for row in rows], total, more_query=query(Watch.PHASE_ENDING)
    )


def _end(phase: Any) -> Task:
    note = f"Limite de la phase : {on(phase.due_on)}{' (dépassée)' if phase.due_on < clock.today() else ''}."
    task = Task(
        kind="decide",
        label=f"Décider de la suite : fin de la phase {phase.spec.label}",
        person=phase.pathway.beneficiary.full_name,
        note=note,
        due_on=phase.due_on,
        url_name="decide",
        url_pk=phase.pathway_id,
        button="Décider",
        icon="signpost-split",
        pathway_pk=phase.pathway_id,
    )
    if phase.is_theirs:
        return task
    return replace(
        task,
        kind="phase_ending",
        label=f"Fin de la phase {phase.spec.label}",
        note=f"{note} Le programme réserve la décision à d'autres que vous.",
        url_name="show_pathway",
        button="Ouvrir le dossier",
    )


def exits_to_record(by: Actor, delays: Delays) -> Batch:
    paths = policy.pathways_visible_to(by).filter(attention.without_phase()).select_related("beneficiary")
    rows, total = bounded(paths, "entered_on")
    tasks = [
        Task(
            kind="record_exit",
            label="Enregistrer la sortie",
            person=row.beneficiary.full_name,
            note=f"Plus aucune phase en cours ; entrée le {on(row.entered_on)}.",
            due_on=clock.today(),
            url_name="record_exit",
            url_pk=row.pk,
            button="Enregistrer la sortie",
            icon="box-arrow-right",
            pathway_pk=row.pk,
        )
        for row in rows
    ]
    return Batch("sorties à enregistrer", tasks, total, more_query=query(Watch.NO_PHASE))


def contracts_to_sign(by: Actor, delays: Delays) -> Batch:
    """Those that this person signs as the référent of the path (C15, C17, C22)."""
    mine = policy.pathways_visible_to(by).filter(lead_worker=by.user_id, lead_organisation=by.organisation_id)
    paths = mine.filter(attention.without_contract(delays)).select_related("beneficiary")
    rows, total = bounded(paths, "referred_on")
    return Batch(
        "contrats d'engagement à signer",
        [_contract(row, delays) for row in rows],
        total,
        more_query=query(Watch.CONTRACT),
    )


def _contract(pathway: Any, delays: Delays) -> Task:
    limit = pathway.referred_on + timedelta(days=delays.contract_days(pathway.version_id) or 0)
    return Task(
        kind="record_contract",
        label="Signer le contrat d'engagement",
        person=pathway.beneficiary.full_name,
        note=f"Orientation du {on(pathway.referred_on)} : à signer avant le {on(limit)}.",
        due_on=limit,
        url_name="record_contract",
        url_pk=pathway.pk,
        button="Noter la signature",
        icon="pen",
        pathway_pk=pathway.pk,
    )


def suspended_paths(by: Actor, delays: Delays) -> Batch:
    paths = policy.pathways_visible_to(by).filter(state=PathwayState.SUSPENDED).select_related("beneficiary")
    rows, total = bounded(paths, F("suspended_until").asc(nulls_last=True), "suspended_on")
    tasks = [
        Task(
            kind="resume_pathway",
            label="Suspension trop longue"
            if row.is_suspended_too_long(clock.today())
            else "Parcours suspendu",
            person=row.beneficiary.full_name,
            note=f"{suspension_in_words(row, clock.today())} ({ago(row.suspended_on)}).",
            due_on=row.suspended_until,
            url_name="resume_pathway",
            url_pk=row.pk,
            button="Reprendre le parcours",
            icon="pause-circle",
        )
        for row in rows
    ]
    return Batch("parcours suspendus", tasks, total, more_query="etat=suspendus")


def without_contact(by: Actor, delays: Delays) -> Batch:
    silent_since = Coalesce("last_contact_at", Cast("entered_on", DateTimeField()))
    paths = (
        policy.pathways_visible_to(by).filter(attention.without_contact(delays)).select_related("beneficiary")
    )
    rows, total = bounded(paths, silent_since)
    return Batch(
        "personnes sans contact récent",
        [_no_contact(row, delays) for row in rows],
        total,
        more_query=query(Watch.NO_CONTACT),
    )


def _no_contact(pathway: Any, delays: Delays) -> Task:
    met_at = pathway.last_contact_at
    since = clock.civil_date(met_at) if met_at else pathway.entered_on
    wait = timedelta(days=delays.no_contact_days(pathway.version_id) or 0)
    note = f"Dernier contact le {on(since)}" if met_at else f"Aucun contact depuis l'entrée, le {on(since)}"
    return Task(
        kind=NO_CONTACT,
        label="Reprendre contact",
        person=pathway.beneficiary.full_name,
        note=f"{note} ({ago(since)}).",
        due_on=since + wait,
        url_name="show_pathway",
        url_pk=pathway.pk,
        button="Ouvrir le dossier",
        icon="telephone",
        pathway_pk=pathway.pk,
    )


def undeclared(by: Actor, delays: Delays) -> Batch:
    """One line for each person, however many months are missing."""
    declared = LineTurnover.objects.filter(figures__business=OuterRef("business")).order_by("-figures__month")
    paths = policy.pathways_visible_to(by).filter(attention.undeclared(delays)).select_related("beneficiary")
    known = paths.annotate(last_month=Subquery(declared.values("figures__month")[:1]))
    rows, total = bounded(known, F("last_month").asc(nulls_first=True), "entered_on")
    return Batch(
        "personnes dont on attend le chiffre d'affaires",
        [_undeclared(row, delays) for row in rows],
        total,
        more_query=query(Watch.UNDECLARED),
    )


def _undeclared(pathway: Any, delays: Delays) -> Task:
    entered, months = month_of(pathway.entered_on), delays.undeclared_months(pathway.version_id) or 1
    is_known = pathway.last_month is not None and pathway.last_month >= entered
    silent_since = add_months(pathway.last_month, 1) if is_known else entered
    told = f"Dernier mois déclaré : {month_words(pathway.last_month)}" if is_known else "Aucun mois déclaré"
    return Task(
        kind="show_figures",
        label="Demander le chiffre d'affaires",
        person=pathway.beneficiary.full_name,
        note=f"{told} ; attendu depuis {month_words(silent_since)}.",
        due_on=add_months(silent_since, months).replace(day=DECLARED_BY_DAY),
        url_name="show_figures",
        url_pk=pathway.pk,
        button="Saisir les chiffres",
        icon="cash-coin",
        pathway_pk=pathway.pk,
    )


def follow_ups(by: Actor, delays: Delays) -> Batch:
    mine = FollowUp.objects.filter(pathway__in=policy.pathways_visible_to(by))
    rows, total = bounded(attention.follow_ups_to_do(mine).select_related("pathway__beneficiary"), "due_on")
    tasks = [
        Task(
            kind="record_follow_up",
            label=f"Prendre des nouvelles : suivi à {row.months} mois",
            person=row.pathway.beneficiary.full_name,
            note=f"Sortie le {on(row.pathway.exited_on)} ; suivi attendu le {on(row.due_on)}.",
            due_on=row.due_on,
            url_name="record_follow_up",
            url_pk=row.pk,
            button="Faire le suivi",
            icon="chat-dots",
        )
        for row in rows
    ]
    return Batch("suivis après la sortie", tasks, total, more_query=query(Watch.FOLLOW_UP))
