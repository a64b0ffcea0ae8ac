"""What each decision does to the path, and what it refuses."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from rebond.core import clock
from rebond.core.acts import ActRefused, NotInThisState, StaleEdit
from rebond.core.dates import next_working_day
from rebond.messaging.models import Message
from rebond.pathways import actions
from rebond.pathways.actions.decisions import Word
from rebond.pathways.meeting import agenda_of, consequence_of, time_left
from rebond.pathways.models import Decision, Position
from rebond.pathways.states import PathwayState, StepState

ALL_AGREE = {role: Word(Position.AGREES) for role in ("beneficiary", "lead_worker", "business_adviser")}


@pytest.fixture(autouse=True)
def _april_2019(hold_clock):
    hold_clock(date(2019, 4, 29))


def choice_of(pathway, code):
    return pathway.current_phase().spec.choice_specs.get(code=code)


def decide(pathway, code, by, **more):
    arguments = {"reasons": "Vu ensemble.", "words": ALL_AGREE, **more}
    return actions.decide(pathway=pathway, choice=choice_of(pathway, code), by=by, **arguments)


@pytest.fixture
def developing(pathway, maiwenn):
    decide(pathway, "develop", maiwenn)
    return pathway


def test_opening_a_phase_ends_the_one_before(pathway, rozenn):
    planned = pathway.steps.get(spec__code="rdv2")
    decide(pathway, "develop", rozenn)
    diagnostic, developpement = pathway.phases.all()
    assert (diagnostic.ended_on, developpement.opened_on, developpement.due_on) == (
        date(2019, 4, 29),
        date(2019, 4, 29),
        date(2019, 10, 29),
    )
    assert developpement.steps.filter(state=StepState.DUE).count() == 7
    planned.refresh_from_db()
    assert (planned.state, planned.state_reason) == (StepState.SKIPPED, "Décision : Passer au développement")


def test_developpement_turns_into_cessation_which_is_never_late(developing, maiwenn):
    decide(developing, "close", maiwenn)
    phase = developing.current_phase()
    assert (phase.spec.code, phase.due_on) == ("cessation", None)
    assert not phase.is_late(date(2030, 1, 1))
    assert time_left(phase, date(2030, 1, 1)) == "Sans durée limite."
    assert all(step.expected_on is None for step in phase.steps.all())


def test_continuing_changes_nothing_but_is_written(developing, maiwenn):
    due_on = developing.current_phase().due_on
    decide(developing, "continue", maiwenn)
    assert developing.current_phase().due_on == due_on
    assert developing.decisions.count() == 2


def test_an_extension_adds_up_to_its_maximum(pathway, maiwenn):
    decide(pathway, "extend", maiwenn, months=2)
    assert pathway.current_phase().due_on == date(2019, 8, 11)
    assert consequence_of(choice_of(pathway, "extend"), pathway.current_phase()) == (
        "Repousse la fin de la phase, prévue le 11/08/2019, de 1 mois au plus."
    )
    with pytest.raises(ActRefused, match="1 mois") as refused:
        decide(pathway, "extend", maiwenn, months=2)
    assert refused.value.field == "months"
    decide(pathway, "extend", maiwenn, months=1)
    assert "déjà accordée" in consequence_of(choice_of(pathway, "extend"), pathway.current_phase())
    with pytest.raises(ActRefused):
        decide(pathway, "extend", maiwenn, months=1)
    assert pathway.current_phase().due_on == date(2019, 9, 11)


def test_an_extension_needs_its_months(pathway, maiwenn):
    with pytest.raises(ActRefused) as refused:
        decide(pathway, "extend", maiwenn)
    assert refused.value.field == "months"


def test_a_pause_moves_the_limits_by_its_days(pathway, maiwenn):
    due_on = pathway.current_phase().due_on
    decide(pathway, "suspend", maiwenn)
    assert pathway.state == PathwayState.SUSPENDED
    with pytest.raises(NotInThisState):
        decide(pathway, "develop", maiwenn)
    with clock.held(date(2019, 6, 28)):
        actions.resume_pathway(pathway=pathway, by=maiwenn)
    assert (pathway.current_phase().due_on - due_on).days == 60
    for step in pathway.steps.filter(state=StepState.DUE):
        days = step.spec.offset_days + 60
        assert step.expected_on == next_working_day(date(2019, 3, 11) + timedelta(days=days))


def test_leaving_prepares_the_exit(pathway, maiwenn):
    decide(pathway, "exit", maiwenn)
    assert pathway.current_phase() is None
    assert pathway.state == PathwayState.OPEN
    with pytest.raises(ActRefused, match="il reste à enregistrer la sortie"):
        actions.decide(
            pathway=pathway,
            choice=pathway.phases.get().spec.choice_specs.get(code="develop"),
            reasons="Finalement…",
            words=ALL_AGREE,
            by=maiwenn,
        )


def test_nobody_decides_without_the_word_of_the_three(pathway, maiwenn):
    for missing in ALL_AGREE:
        words = {role: word for role, word in ALL_AGREE.items() if role != missing}
        with pytest.raises(ActRefused, match="Il manque l'avis de"):
            decide(pathway, "develop", maiwenn, words=words)
    assert Decision.objects.count() == 0


def test_a_party_may_disagree_or_be_absent_and_humans_still_decide(pathway, maiwenn):
    words = {
        **ALL_AGREE,
        "beneficiary": Word(Position.DISAGREES, "Je préfère arrêter."),
        "lead_worker": Word(Position.ABSENT),
    }
    decision = decide(pathway, "develop", maiwenn, words=words)
    assert decision.agreements.get(role="beneficiary").comment == "Je préfère arrêter."
    assert decision.agreements.get(role="lead_worker").user == pathway.lead_worker
    assert decision.decided_by == maiwenn.user


@pytest.mark.parametrize("day", [date(2019, 3, 10), date(2019, 4, 30)])
def test_a_decision_falls_within_its_phase(pathway, maiwenn, day):
    with pytest.raises(ActRefused) as refused:
        decide(pathway, "develop", maiwenn, decided_on=day)
    assert refused.value.field == "decided_on"


def test_a_choice_belongs_to_the_phase_under_way(developing, maiwenn):
    other = developing.phases.first().spec.choice_specs.get(code="extend")
    with pytest.raises(ActRefused) as refused:
        actions.decide(
            pathway=developing, choice=other, reasons="Non.", words=ALL_AGREE, months=1, by=maiwenn
        )
    assert refused.value.field == "choice"


def test_a_stranger_and_a_replay(pathway, maiwenn, karim, zoe_adviser):
    for stranger in (karim, zoe_adviser):
        with pytest.raises(PermissionDenied):
            decide(pathway, "extend", stranger, months=1)
    pathway.refresh_from_db()
    seen = pathway.revision
    decide(pathway, "extend", maiwenn, months=1, seen_revision=seen)
    with pytest.raises(StaleEdit):
        decide(pathway, "extend", maiwenn, months=1, seen_revision=seen)
    assert pathway.current_phase().due_on == date(2019, 7, 11)


def test_resuming_what_is_not_suspended(pathway, maiwenn, rozenn):
    with pytest.raises(PermissionDenied):
        actions.resume_pathway(pathway=pathway, by=rozenn)
    with pytest.raises(NotInThisState):
        actions.resume_pathway(pathway=pathway, by=maiwenn)


def test_what_each_choice_would_do_is_said_before(pathway, maiwenn):
    step = pathway.steps.get(spec__code="rdv2")
    at = datetime(2019, 5, 6, 9, tzinfo=clock.ZONE)
    actions.plan_step(step=step, starts_at=at, duration_minutes=60, place=None, by=maiwenn)
    phase = pathway.current_phase()

    def said(code):
        return consequence_of(choice_of(pathway, code), phase)

    assert said("close") == (
        "Ouvre la phase Cessation (sans durée limite), 5 rendez-vous à planifier."
        " La phase Diagnostic se termine ; 1 rendez-vous encore prévu annulé."
    )
    assert said("suspend") == "Met le parcours en pause. À la reprise, les échéances sont décalées d'autant."
    assert said("exit").endswith("Il reste ensuite à enregistrer la sortie.")


def test_the_agenda_comes_from_the_file(pathway, maiwenn):
    aim = actions.add_aim(pathway=pathway, label="Développer l'offre", by=maiwenn)
    first = actions.add_action(
        aim=aim, label="Créer des cours de couture", owner="beneficiary", due_on=None, by=maiwenn
    )
    actions.add_action(aim=aim, label="Revoir les prix", owner="beneficiary", due_on=None, by=maiwenn)
    actions.finish_action(action=first, result="Fait.", by=maiwenn)
    agenda = agenda_of(pathway.current_phase())
    assert (agenda.done_count, agenda.actions_count, [str(a) for a in agenda.open_actions]) == (
        1,
        2,
        ["Revoir les prix"],
    )
    assert {str(o) for o in agenda.obstacles} >= {"Développement commercial", "Stress, isolement"}
    assert agenda.time_left == "Encore 43 jours, jusqu'au 11/06/2019."
    assert time_left(agenda.phase, date(2019, 6, 12)) == "Échéance dépassée de 1 jour (11/06/2019)."


def test_appointments_that_a_decision_cancels_are_told_to_everybody(pathway, maiwenn, rozenn, hold_clock):
    """Rdv 2 was planned for June; in May they decide to move on: whoever would have come knows."""
    hold_clock(date(2019, 5, 6))
    step = pathway.steps.get(spec__code="rdv2")
    actions.plan_step(
        step=step, starts_at=datetime(2019, 6, 12, 8, tzinfo=UTC), duration_minutes=60, place=None, by=maiwenn
    )
    choice = step.phase.spec.choice_specs.get(code="develop")
    actions.decide(pathway=pathway, choice=choice, reasons="Prête.", words=ALL_AGREE, by=rozenn)
    step.refresh_from_db()
    assert step.state == StepState.CANCELLED
    told = Message.objects.filter(object_id=step.pk)
    assert told.get(template="appointment_cancelled").address == pathway.beneficiary.email
    assert told.get(template="cancel_step").address == maiwenn.user.email
    assert b"METHOD:CANCEL" in bytes(told.get(template="cancel_step").attachments.get().content)
