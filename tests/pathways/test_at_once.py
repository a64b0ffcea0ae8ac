"""Two people do the same thing at the same instant: one is first, the other is told so, and nothing is done twice."""

from datetime import UTC, date, datetime
from decimal import Decimal

from rebond.audit.models import Entry
from rebond.finances.models import LineTurnover, MonthlyFigures
from rebond.messaging.models import Message
from rebond.pathways import actions
from rebond.pathways.models import Party, Pathway, Referral
from rebond.people.actor import PersonActor
from rebond.people.models import Membership, Role
from rebond.trainings import actions as trainings
from rebond.trainings.models import Session
from tests.pathways.running import enter

DAY = date(2019, 4, 1)


def test_two_managers_accept_one_referral(at_once, afterwards, referral, loic, nadia, maiwenn, karim):
    """Each read it as waiting, each chose an adviser."""

    def accept(by, adviser):
        return lambda: actions.accept_referral(
            referral=Referral.objects.get(pk=referral.pk), adviser=adviser.user, by=by
        )

    told = at_once(DAY, accept(loic, maiwenn), accept(nadia, karim))
    assert sorted(told) == ["NotInThisState", "done"]
    assert afterwards(Pathway.objects.count) == 1
    (adviser_id,) = afterwards(lambda: list(Pathway.objects.values_list("adviser", flat=True)))
    assert adviser_id == (maiwenn, karim)[told.index("done")].user_id
    assert afterwards(Entry.objects.filter(verb="accept_referral").count) == 1
    assert afterwards(Message.objects.filter(template="accept_referral").count) == 1


def test_two_managers_give_one_file_to_two_colleagues(
    at_once, afterwards, pathway, loic, nadia, maiwenn, karim, soizic
):
    """Both are obeyed, one after the other: the journal is a chain, and the appointment follows the last."""
    step = pathway.steps.get(spec__code="rdv1")
    actions.plan_step(
        step=step,
        starts_at=datetime(2030, 4, 10, 8, tzinfo=UTC),
        duration_minutes=60,
        place=None,
        by=maiwenn,
    )
    seats = {
        who: Membership.objects.get(user=who.user, role=Role.BUSINESS_ADVISER).pk for who in (karim, soizic)
    }

    def give(by, to):
        return lambda: actions.reassign_pathways(
            pathways=[Pathway.objects.get(pk=pathway.pk)],
            seat="adviser",
            to=Membership.objects.select_related("user", "organisation").get(pk=seats[to]),
            by=by,
        )

    assert at_once(DAY, give(loic, karim), give(nadia, soizic)) == ["done", "done"]
    facts = afterwards(lambda: list(Entry.objects.filter(verb="reassign_pathways").order_by("pk")))
    first, last = (entry.facts for entry in facts)
    assert (first["before_id"], last["before_id"]) == (maiwenn.user_id, first["after_id"])
    assert afterwards(lambda: Pathway.objects.get(pk=pathway.pk).adviser_id) == last["after_id"]
    seat = afterwards(lambda: Party.objects.get(step=step.pk, role="business_adviser").user_id)
    assert seat == last["after_id"]


def test_the_last_place_of_a_training_is_given_once(
    at_once, afterwards, cast, programme, maiwenn, hold_clock
):
    hold_clock(DAY)
    course = trainings.add_course(programme=programme, kind="training", title="Vendre", by=maiwenn)
    begins = datetime(2019, 5, 6, 8, tzinfo=UTC)
    session = trainings.open_session(
        course=course, half_days=[(begins, begins.replace(hour=11))], capacity=1, place="BGE", by=maiwenn
    )
    version = programme.current_version()
    people = [enter(cast, version, entered_on=date(2019, 3, 11), number=number).pk for number in (1, 2)]

    def enrol(key):
        return lambda: trainings.enrol(
            session=Session.objects.get(pk=session.pk), pathway=Pathway.objects.get(pk=key), by=maiwenn
        )

    assert at_once(DAY, *(enrol(key) for key in people)) == ["done", "done"]
    states = afterwards(
        lambda: sorted(Session.objects.get(pk=session.pk).enrolments.values_list("state", flat=True))
    )
    assert states == ["enrolled", "waiting"]
    assert afterwards(Message.objects.filter(template="training_enrolled").count) == 1


def test_she_and_her_adviser_declare_one_month(at_once, afterwards, pathway, maiwenn):
    """Two figures for one month: the second is a correction of the first, or is told of it; never a second row."""
    line = actions.open_activity_line(
        pathway=pathway, category="services_bic", started_on=date(2018, 5, 1), by=maiwenn
    )

    def declare(by, amount):
        def act():
            path = Pathway.objects.get(pk=pathway.pk)
            own = PersonActor(path.beneficiary) if by is None else by
            turnovers = {path.business.activity_lines.get(pk=line.pk): Decimal(amount)}
            actions.declare_month(pathway=path, month=date(2019, 2, 1), turnovers=turnovers, by=own)

        return act

    told = at_once(DAY, declare(None, "380.00"), declare(maiwenn, "400.00"))
    assert "done" in told
    assert afterwards(MonthlyFigures.objects.count) == 1
    (amount,) = afterwards(lambda: list(LineTurnover.objects.values_list("turnover_eur", flat=True)))
    written = {"380.00": told[0], "400.00": told[1]}
    assert written[str(amount)] == "done"
