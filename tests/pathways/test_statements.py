"""Monthly sums out of a statement: nothing counted twice, nothing replaced unasked, no words kept."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from rebond.audit.models import Entry
from rebond.core import clock
from rebond.core.acts import ActRefused, NotInThisState
from rebond.finances.book import read_book
from rebond.finances.keeping import forget_old_statements
from rebond.finances.models import ActivityLine, Correction, SeenOperation, Statement
from rebond.finances.operations import Operation, StatementFile, line_use, unpacked
from rebond.finances.states import StatementState
from rebond.finances.sums import propose
from rebond.pathways import actions
from rebond.people.actor import PersonActor

MAY, JUNE, JULY = date(2019, 5, 1), date(2019, 6, 1), date(2019, 7, 1)
TODAY = date(2019, 7, 12)


@pytest.fixture(autouse=True)
def _today(hold_clock):
    hold_clock(TODAY)


@pytest.fixture
def line(pathway, maiwenn) -> ActivityLine:
    return actions.open_activity_line(
        pathway=pathway, category="services_bic", started_on=date(2018, 5, 1), by=maiwenn
    )


OPERATIONS = (
    Operation(date(2019, 5, 2), "MME ROSE", Decimal("300.00")),
    Operation(date(2019, 5, 2), "MME ROSE", Decimal("300.00")),  # two alike on the same day are two
    Operation(date(2019, 5, 20), "URSSAF BRETAGNE", Decimal("-80.00")),
    Operation(date(2019, 5, 21), "TISSUS D'AJONC", Decimal("-50.00")),
    Operation(date(2019, 5, 30), "CAF RSA", Decimal("500.00")),
    Operation(date(2019, 6, 3), "M. LIN", Decimal("590.00")),
    Operation(date(2019, 6, 28), "REMBOURSEMENT M. LIN", Decimal("-40.00")),
)


def upload(pathway, line, by, operations=OPERATIONS, *, business=True, first=MAY, last=date(2019, 6, 30)):
    return actions.upload_statement(
        pathway=pathway,
        file=StatementFile(operations, first, last),
        sha256="0" * 64,
        line=line,
        is_business_account=business,
        by=by,
    )


def save(pathway, statement, by, months=(MAY, JUNE), replaced=()):
    return actions.save_statement(
        pathway=pathway, statement=statement, months=months, replaced=replaced, by=by
    )


def figures(pathway, month):
    book = read_book(pathway.business)
    return (book.turnover(month), book.shared(month, "expenses_eur"), book.shared(month, "contributions_eur"))


def test_a_statement_becomes_monthly_sums(pathway, line, maiwenn):
    statement = upload(pathway, line, maiwenn)
    guessed = [operation.use for operation in unpacked(statement.operations)]
    turnover = line_use(line)
    assert guessed == [
        turnover,
        turnover,
        "contributions_eur",
        "expenses_eur",
        "ignored",
        turnover,
        "ignored",
    ]
    actions.sort_statement(pathway=pathway, statement=statement, uses={7: turnover}, by=maiwenn)
    assert [row.month for row in save(pathway, statement, maiwenn)] == [MAY, JUNE]
    assert figures(pathway, MAY) == (600, 50, 80)
    # The account serves the business only: a June without expense is a zero, and the refund is taken off.
    assert figures(pathway, JUNE) == (550, 0, 0)


def test_the_words_of_the_bank_are_gone(pathway, line, maiwenn):
    statement = upload(pathway, line, maiwenn)
    assert "ROSE" in str(statement.operations)
    save(pathway, statement, maiwenn)
    statement.refresh_from_db()
    assert (statement.state, statement.operations, statement.remarks) == (StatementState.SAVED, [], [])
    assert "ROSE" not in str(list(Entry.objects.values()))
    assert all(len(mark) == 64 for mark in SeenOperation.objects.values_list("mark", flat=True))


def test_the_same_file_again_adds_nothing(pathway, line, maiwenn):
    save(pathway, upload(pathway, line, maiwenn), maiwenn)
    again = upload(pathway, line, maiwenn)
    assert all(operation.is_seen for operation in unpacked(again.operations))
    with pytest.raises(ActRefused, match="au moins un mois"):
        save(pathway, again, maiwenn)
    assert figures(pathway, MAY) == (600, 50, 80)
    assert not Correction.objects.exists()


def test_overlapping_files_add_only_what_is_new(pathway, line, maiwenn):
    first = upload(pathway, line, maiwenn, OPERATIONS[:3], last=date(2019, 5, 20))
    save(pathway, first, maiwenn, months=[MAY])
    assert figures(pathway, MAY) == (600, 0, 80)
    save(pathway, upload(pathway, line, maiwenn), maiwenn)
    assert figures(pathway, MAY) == (600, 50, 80)
    assert [row.reason for row in Correction.objects.all()] == ["Relevé importé"]


def test_two_files_open_at_once_count_once(pathway, line, maiwenn):
    one, two = upload(pathway, line, maiwenn), upload(pathway, line, maiwenn)
    save(pathway, one, maiwenn)
    with pytest.raises(ActRefused):
        save(pathway, two, maiwenn)
    assert figures(pathway, MAY) == (600, 50, 80)


def test_a_replay_is_refused(pathway, line, maiwenn):
    statement = upload(pathway, line, maiwenn)
    save(pathway, statement, maiwenn)
    for act in (
        lambda: save(pathway, statement, maiwenn),
        lambda: actions.cancel_statement(pathway=pathway, statement=statement, by=maiwenn),
        lambda: actions.sort_statement(pathway=pathway, statement=statement, uses={}, by=maiwenn),
    ):
        with pytest.raises(NotInThisState):
            act()


def test_what_somebody_declared_stays_unless_asked(pathway, line, maiwenn):
    actions.declare_month(
        pathway=pathway, month=MAY, turnovers={line: Decimal(650)}, by=PersonActor(pathway.beneficiary)
    )
    statement = upload(pathway, line, maiwenn)
    (may, _june) = propose(statement, read_book(pathway.business))
    (conflict,) = [proposal for proposal in may.proposals if proposal.is_conflict]
    save(pathway, statement, maiwenn)
    assert figures(pathway, MAY) == (650, 50, 80)
    more = upload(pathway, line, maiwenn, [Operation(date(2019, 5, 31), "MME THYM", Decimal("10.00"))])
    save(pathway, more, maiwenn, months=[MAY], replaced=[conflict.key])
    assert figures(pathway, MAY)[0] == 610
    assert [(row.before, row.after) for row in Correction.objects.all()] == [(650, 610)]


def test_a_month_left_out_may_be_taken_later(pathway, line, maiwenn):
    save(pathway, upload(pathway, line, maiwenn), maiwenn, months=[MAY])
    assert figures(pathway, JUNE)[0] is None
    save(pathway, upload(pathway, line, maiwenn), maiwenn, months=[JUNE])
    assert figures(pathway, JUNE)[0] == 590


def test_months_cut_by_the_file_are_told(pathway, line, maiwenn):
    operations = [
        Operation(date(2019, 5, 20), "A", Decimal(1)),
        Operation(date(2019, 6, 10), "B", Decimal(2)),
        Operation(date(2019, 7, 2), "C", Decimal(3)),
    ]
    statement = upload(pathway, line, maiwenn, operations, first=date(2019, 5, 20), last=date(2019, 7, 2))
    months = propose(statement, read_book(pathway.business))
    assert [(month.month, month.is_whole) for month in months] == [(MAY, False), (JUNE, True), (JULY, False)]


def test_a_private_account_is_silent_about_what_it_does_not_show(pathway, line, maiwenn):
    statement = upload(pathway, line, maiwenn, business=False)
    assert [o.use for o in unpacked(statement.operations)][3] == "ignored"
    save(pathway, statement, maiwenn)
    assert figures(pathway, MAY) == (600, None, 80)


def test_months_that_cannot_be_are_refused(pathway, line, maiwenn):
    early = [Operation(date(2018, 4, 10), "A", Decimal(1))]
    statement = upload(pathway, line, maiwenn, early, first=date(2018, 4, 1), last=date(2018, 4, 30))
    with pytest.raises(ActRefused, match="n'existait pas"):
        save(pathway, statement, maiwenn, months=[date(2018, 4, 1)])
    back = [Operation(date(2019, 5, 10), "AVOIR", Decimal(-1))]
    statement = upload(pathway, line, maiwenn, back, business=False)
    actions.sort_statement(pathway=pathway, statement=statement, uses={1: line_use(line)}, by=maiwenn)
    with pytest.raises(ActRefused, match="remboursements dépassent"):
        save(pathway, statement, maiwenn, months=[MAY])


def test_the_person_sends_their_own(pathway, line):
    delphine = PersonActor(pathway.beneficiary)
    statement = upload(pathway, line, delphine)
    assert statement.sent_by is None
    save(pathway, statement, delphine)
    assert figures(pathway, MAY) == (600, 50, 80)
    assert read_book(pathway.business).figures[MAY].source == "statement"


def test_strangers_touch_nothing(pathway, line, maiwenn, zoe, helene):
    statement = upload(pathway, line, maiwenn)
    for by in (zoe, helene):
        for act in (
            lambda by=by: upload(pathway, line, by),
            lambda by=by: actions.sort_statement(pathway=pathway, statement=statement, uses={}, by=by),
            lambda by=by: save(pathway, statement, by),
            lambda by=by: actions.cancel_statement(pathway=pathway, statement=statement, by=by),
        ):
            with pytest.raises(PermissionDenied):
                act()


def test_an_unknown_use_is_refused(pathway, line, maiwenn):
    statement = upload(pathway, line, maiwenn)
    with pytest.raises(ActRefused, match="n'est plus suivie"):
        actions.sort_statement(pathway=pathway, statement=statement, uses={1: "hours_worked"}, by=maiwenn)
    actions.sort_statement(
        pathway=pathway, statement=statement, uses={0: "ignored", 999: "ignored"}, by=maiwenn
    )


def test_empty_and_endless_files_are_refused(pathway, line, maiwenn):
    with pytest.raises(ActRefused, match="aucune opération"):
        upload(pathway, line, maiwenn, [])
    with pytest.raises(ActRefused, match="800 opérations"):
        upload(pathway, line, maiwenn, [Operation(MAY, "", Decimal(n)) for n in range(801)])


def test_words_with_a_social_security_number_are_hidden(pathway, line, maiwenn):
    statement = upload(pathway, line, maiwenn, [Operation(MAY, "VIR 2 84 05 35 123 456 78", Decimal(1))])
    assert unpacked(statement.operations)[0].words == "(libellé masqué)"


def test_what_is_given_up_or_forgotten_leaves_no_words(pathway, line, maiwenn):
    given_up, forgotten = upload(pathway, line, maiwenn), upload(pathway, line, maiwenn)
    actions.cancel_statement(pathway=pathway, statement=given_up, by=maiwenn)
    with clock.held(TODAY + timedelta(days=1)):
        assert forget_old_statements() == 0
    with clock.held(TODAY + timedelta(days=3)):
        assert forget_old_statements() == 1
    assert set(Statement.objects.values_list("state", flat=True)) == {"cancelled"}
    assert all(not s.operations for s in Statement.objects.all())
    assert not SeenOperation.objects.exists()
    assert forgotten.pk
