"""Declaring the business's money: the person and the staff alike, corrections kept, missing never zero."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from rebond.audit.models import Entry
from rebond.core.acts import ActRefused, StaleEdit
from rebond.finances.book import read_book
from rebond.finances.lines import lines_or_first
from rebond.finances.models import ActivityLine, Correction, LineTurnover, MonthlyFigures, Source
from rebond.finances.turnover import average_monthly_turnover, monthly_turnovers
from rebond.finances.writing import Declaration, Writer, write_month
from rebond.pathways import actions
from rebond.people.actor import PersonActor
from rebond.people.models import Beneficiary, Business

MAY, JUNE, JULY = date(2018, 5, 1), date(2018, 6, 1), date(2018, 7, 1)


@pytest.fixture(autouse=True)
def _today(hold_clock):
    hold_clock(date(2019, 6, 12))


@pytest.fixture
def alterations(pathway, maiwenn) -> ActivityLine:
    return actions.open_activity_line(pathway=pathway, category="services_bic", started_on=MAY, by=maiwenn)


@pytest.fixture
def delphine(pathway) -> PersonActor:
    return PersonActor(pathway.beneficiary)


def declare(pathway, line, by, amount, month=MAY, **more):
    return actions.declare_month(pathway=pathway, month=month, turnovers={line: amount}, by=by, **more)


def test_delphine_declares_her_month(pathway, alterations, delphine):
    row = declare(
        pathway,
        alterations,
        delphine,
        Decimal("380.00"),
        shared={"expenses_eur": Decimal("45.10"), "hours_worked": Decimal("62.5")},
    )
    row = MonthlyFigures.objects.get(pk=row.pk)
    assert (row.source, row.declared_by, row.revision) == ("person", None, 1)
    assert (row.expenses_eur, row.hours_worked, row.own_pay_eur) == (Decimal("45.10"), Decimal("62.5"), None)
    assert LineTurnover.objects.get().turnover_eur == Decimal("380.00")
    entry = Entry.objects.get(verb="declare_months")
    assert (entry.user, entry.role, entry.beneficiary) == (None, "beneficiary", pathway.beneficiary)
    assert entry.facts == {
        "month": "2018-05",
        "columns": ["expenses_eur", "hours_worked", "turnover_eur"],
        "corrected": [],
        "source": "person",
    }


def test_the_first_month_opens_the_line_that_the_business_suggests(pathway, delphine):
    (line,) = lines_or_first(pathway.business)
    assert line._state.adding
    declare(pathway, line, delphine, Decimal(380))
    assert [one.category for one in lines_or_first(pathway.business)] == ["services_bic"]
    assert not lines_or_first(pathway.business)[0]._state.adding


def test_the_lead_worker_may_declare_too(pathway, alterations, rozenn):
    assert declare(pathway, alterations, rozenn, Decimal(0)).declared_by == rozenn.user


def test_a_stranger_may_not(pathway, alterations, zoe, karim, helene):
    other = PersonActor(Beneficiary.objects.create(first_name="Gaspard", last_name="Bleuet"))
    for by in (zoe, karim, helene, other):
        with pytest.raises(PermissionDenied):
            declare(pathway, alterations, by, Decimal(1))
    assert not MonthlyFigures.objects.exists()


def test_a_replay_writes_nothing(pathway, alterations, maiwenn):
    declare(pathway, alterations, maiwenn, Decimal(380))
    assert declare(pathway, alterations, maiwenn, Decimal("380.00")) is None
    assert Entry.objects.filter(verb="declare_months").count() == 1
    assert not Correction.objects.exists()


def test_a_declared_zero_is_a_fact(pathway, alterations, maiwenn):
    declare(pathway, alterations, maiwenn, Decimal(0))
    book = read_book(pathway.business)
    assert book.turnover(MAY) == 0
    assert book.turnover(JUNE) is None
    assert book.missing_months(MAY, JUNE) == [JUNE]


def test_a_correction_keeps_the_old_value(pathway, alterations, delphine, maiwenn):
    declare(pathway, alterations, delphine, Decimal(380), shared={"expenses_eur": Decimal(50)})
    with pytest.raises(ActRefused, match="dites pourquoi") as refused:
        declare(pathway, alterations, maiwenn, Decimal(420))
    assert refused.value.field == "reason"
    declare(pathway, alterations, maiwenn, Decimal(420), reason="Un encaissement oublié")
    kept = Correction.objects.get()
    assert (kept.column, kept.line, kept.before, kept.after) == ("turnover_eur", alterations, 380, 420)
    assert (kept.corrected_by, kept.source, kept.reason) == (maiwenn.user, "staff", "Un encaissement oublié")
    assert LineTurnover.objects.get().turnover_eur == 420
    assert "380" not in str(Entry.objects.filter(verb="declare_months").values_list("facts", flat=True))


def test_a_figure_withdrawn_is_missing_again(pathway, alterations, maiwenn):
    declare(pathway, alterations, maiwenn, Decimal(380))
    declare(pathway, alterations, maiwenn, None, reason="Mois d'une autre entreprise")
    assert read_book(pathway.business).turnover(MAY) is None
    assert Correction.objects.get().after is None


def test_filling_what_was_missing_is_no_correction(pathway, alterations, maiwenn):
    declare(pathway, alterations, maiwenn, Decimal(380))
    actions.declare_month(pathway=pathway, month=MAY, shared={"own_pay_eur": Decimal(200)}, by=maiwenn)
    assert not Correction.objects.exists()


def test_two_people_at_once(pathway, alterations, delphine, maiwenn):
    declare(pathway, alterations, delphine, Decimal(380), seen_revision=0)
    with pytest.raises(StaleEdit):
        declare(pathway, alterations, maiwenn, Decimal(400), seen_revision=0, reason="Relevé")
    # Who says the same as the other is told nothing.
    assert declare(pathway, alterations, maiwenn, Decimal(380), seen_revision=0) is None


@pytest.mark.parametrize(
    ("month", "words"),
    [
        (date(2019, 7, 1), "n'a pas commencé"),
        (date(2018, 4, 1), "n'existait pas encore"),
        (date(1999, 1, 1), "trop ancien"),
        (date(2018, 5, 2), "premier jour"),
    ],
)
def test_months_that_cannot_be(pathway, alterations, maiwenn, month, words):
    with pytest.raises(ActRefused, match=words):
        declare(pathway, alterations, maiwenn, Decimal(1), month=month)


@pytest.mark.parametrize("amount", [Decimal("-0.01"), Decimal(10000000), Decimal("1.001"), Decimal("NaN")])
def test_amounts_that_cannot_be(pathway, alterations, maiwenn, amount):
    with pytest.raises(ValidationError):
        declare(pathway, alterations, maiwenn, amount)
    with pytest.raises(ValidationError):
        actions.declare_month(pathway=pathway, month=MAY, shared={"salaried_eur": amount}, by=maiwenn)
    assert not MonthlyFigures.objects.exists()


def test_all_months_or_none(pathway, alterations, maiwenn):
    with pytest.raises(ActRefused):
        actions.declare_months(
            pathway=pathway,
            declarations=[
                Declaration(MAY, {alterations: Decimal(1)}),
                Declaration(date(2019, 8, 1), {alterations: Decimal(1)}),
            ],
            by=maiwenn,
        )
    assert not MonthlyFigures.objects.exists()


def test_a_line_of_another_business_is_refused(pathway, alterations, maiwenn):
    other = Business.objects.create(beneficiary=pathway.beneficiary, name="Autre")
    line = ActivityLine.objects.create(business=other, category="sales", started_on=MAY)
    with pytest.raises(ActRefused, match="autre entreprise"):
        declare(pathway, line, maiwenn, Decimal(1))
    for act in (
        lambda: actions.update_activity_line(pathway=pathway, line=line, values={}, by=maiwenn),
        lambda: actions.remove_activity_line(pathway=pathway, line=line, by=maiwenn),
        lambda: declare(
            pathway, ActivityLine(business=other, category="bnc", started_on=MAY), maiwenn, Decimal(1)
        ),
    ):
        with pytest.raises(ActRefused, match="autre entreprise"):
            act()


def test_farming_is_out_of_scope(pathway, maiwenn):
    with pytest.raises(ActRefused, match="agricoles"):
        actions.open_activity_line(pathway=pathway, category="farming", started_on=MAY, by=maiwenn)
    pathway.business.income_category = "farming"
    assert lines_or_first(pathway.business) == []


def test_a_line_ends_and_its_later_months_are_known(pathway, alterations, maiwenn):
    declare(pathway, alterations, maiwenn, Decimal(380))
    values = {"ended_on": MAY, "label": "Retouches"}
    actions.update_activity_line(
        pathway=pathway, line=alterations, values=values, seen_revision=1, by=maiwenn
    )
    with pytest.raises(ActRefused, match="n'était pas en activité"):
        declare(pathway, alterations, maiwenn, Decimal(1), month=JUNE)
    with pytest.raises(StaleEdit):
        actions.update_activity_line(
            pathway=pathway, line=alterations, values={}, seen_revision=1, by=maiwenn
        )
    assert read_book(pathway.business).is_declared(JUNE)


def test_declared_months_stay_within_their_line(pathway, alterations, maiwenn):
    declare(pathway, alterations, maiwenn, Decimal(380), month=JUNE)
    for values in ({"started_on": JULY}, {"ended_on": MAY}):
        with pytest.raises(ActRefused, match="en dehors de ces mois"):
            actions.update_activity_line(pathway=pathway, line=alterations, values=values, by=maiwenn)
        alterations.refresh_from_db()


def test_a_line_opened_by_mistake_goes(pathway, alterations, maiwenn, zoe):
    with pytest.raises(PermissionDenied):
        actions.remove_activity_line(pathway=pathway, line=alterations, by=zoe)
    actions.remove_activity_line(pathway=pathway, line=alterations, by=maiwenn)
    assert not ActivityLine.objects.exists()


def test_a_line_with_figures_stays(pathway, alterations, maiwenn):
    declare(pathway, alterations, maiwenn, Decimal(0))
    with pytest.raises(ActRefused, match="dernier mois"):
        actions.remove_activity_line(pathway=pathway, line=alterations, by=maiwenn)


def test_the_same_line_is_not_opened_twice(pathway, alterations, maiwenn):
    with pytest.raises(ValidationError, match="existe déjà"):
        actions.open_activity_line(pathway=pathway, category="services_bic", started_on=JUNE, by=maiwenn)


def test_a_business_follows_eight_lines_at_most(pathway, maiwenn):
    for number in range(8):
        actions.open_activity_line(
            pathway=pathway, category="sales", label=f"Étal {number}", started_on=MAY, by=maiwenn
        )
    with pytest.raises(ActRefused, match="au plus 8"):
        actions.open_activity_line(pathway=pathway, category="bnc", started_on=MAY, by=maiwenn)


def test_the_figures_go_with_their_business(cast, maiwenn):
    """Erasing somebody one day leaves no figure behind."""
    person = Beneficiary.objects.create(first_name="Gaspard", last_name="Bleuet")
    business = Business.objects.create(beneficiary=person, name="Atelier")
    line = ActivityLine.objects.create(business=business, category="sales", started_on=MAY)
    for amount in (1, 2):
        write_month(business, Declaration(MAY, {line: Decimal(amount)}), Writer(Source.STAFF, None, "Essai"))
    assert Correction.objects.count() == 1
    business.delete()
    assert not MonthlyFigures.objects.exists()
    assert not Correction.objects.exists()


def test_figures_are_declared_after_the_exit_too(pathway, alterations, delphine):
    pathway.state, pathway.exited_on = "closed", date(2019, 6, 1)
    pathway.save()
    assert declare(pathway, alterations, delphine, Decimal(1))


def test_what_the_simulator_asks(pathway, alterations, maiwenn, django_assert_num_queries):
    for month, amount in ((MAY, 380), (JUNE, 460), (JULY, 520)):
        declare(pathway, alterations, maiwenn, Decimal(amount), month=month)
    with django_assert_num_queries(3):
        average = average_monthly_turnover(pathway.business, months=3, until=date(2018, 7, 31))
    assert average.amount_eur == Decimal("453.33")
    assert average_monthly_turnover(pathway.business, until=date(2018, 8, 31)).amount_eur is None
    cashed = monthly_turnovers(pathway.business, first=JUNE, last=date(2018, 8, 1))
    assert cashed == {"services_bic": [Decimal("460.00"), Decimal("520.00"), None]}
