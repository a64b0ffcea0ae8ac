"""Writing the paths: once, whole, and for those allowed."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rebond.audit.models import Entry
from rebond.core.acts import ActRefused, NotInThisState
from rebond.imports.actions import take_over_pathways
from rebond.imports.models import ImportBatch
from rebond.imports.states import ImportState
from rebond.pathways.models import FollowUp, Outcome, Pathway, Referral, Step
from rebond.pathways.states import PathwayState, ReferralState, StepState
from rebond.people.models import Beneficiary, Business
from tests.imports.sheets import BASILE, DELPHINE


def batch_of(by, programme, **options) -> ImportBatch:
    return ImportBatch(
        programme=programme,
        organisation=by.organisation,
        created_by=by.user,
        role=by.role,
        state=ImportState.IMPORTING,
        sha256="0" * 64,
        **options,
    )


@pytest.fixture
def take_over(programme, nadia, inspect):
    """`take_over(path)`: check the file, then write what may be."""

    def taken(path, by=nadia, **options):
        rows = inspect(path, by=by).rows
        return take_over_pathways(
            rows=rows, programme=programme, batch=batch_of(by, programme, **options), by=by
        )

    return taken


def test_delphine_comes_with_her_whole_path(take_over, sheet, rozenn, maiwenn, nadia):
    assert take_over(sheet(DELPHINE)) == 1

    pathway = Pathway.objects.get()
    assert (pathway.state, pathway.exited_on) == (PathwayState.CLOSED, date(2019, 10, 14))
    assert (pathway.lead_worker, pathway.adviser) == (rozenn.user, maiwenn.user)
    assert (pathway.lead_organisation, pathway.contractor) == (rozenn.organisation, nadia.organisation)
    assert pathway.referral.state == ReferralState.ACCEPTED
    assert [(p.spec.code, p.opened_on, p.ended_on) for p in pathway.phases.all()] == [
        ("diagnostic", date(2019, 3, 11), date(2019, 4, 29)),
        ("developpement", date(2019, 4, 29), date(2019, 10, 14)),
    ]
    outcome = pathway.outcome
    assert (outcome.activity_status, outcome.rsa_status, outcome.job_quality) == (
        "combined",
        "out",
        "lasting",
    )
    assert (outcome.turnover_after_eur, outcome.turnover_after_months) == (14_000, 12)
    assert [f.months for f in pathway.follow_ups.all()] == [6, 12]
    assert "delphine lavande" in pathway.beneficiary.search_text
    assert pathway.beneficiary.name_key == "delphine lavande"
    entry = Entry.objects.get(verb="take_over_pathways", object_kind="pathway")
    assert (entry.user, entry.beneficiary, entry.object_id) == (
        nadia.user,
        pathway.beneficiary,
        str(pathway.pk),
    )
    assert "Lavande" not in str(entry.facts)


def test_basile_is_under_way_and_his_appointments_are_to_plan(take_over, sheet):
    take_over(sheet(BASILE))
    pathway = Pathway.objects.get()
    phase = pathway.current_phase()
    assert (pathway.state, phase.spec.code, phase.due_on) == (
        PathwayState.OPEN,
        "diagnostic",
        date(2019, 5, 1),
    )
    assert [(s.spec.code, s.state) for s in phase.steps.all()] == [
        ("rdv1", StepState.DUE),
        ("rdv2", StepState.DUE),
        ("tripartite", StepState.DUE),
    ]
    assert not Outcome.objects.exists()


def test_follow_ups_long_past_are_not_asked_for(take_over, sheet):
    long_ago = {
        **DELPHINE,
        "referred_on": None,
        "entered_on": "01/02/2017",
        "created_on": "01/01/2016",
        "assessed_on": "01/05/2017",
        "exited_on": "01/11/2017",
        "rsa_since": None,
    }
    last_year = {**BASILE, "entered_on": "01/02/2018", "exited_on": "01/11/2018", "exit_reason": "décès"}
    take_over(sheet(long_ago, last_year))
    assert Pathway.objects.count() == 2
    assert not FollowUp.objects.exists()


def test_running_it_again_changes_nothing(take_over, sheet, inspect):
    path = sheet(DELPHINE, BASILE)
    assert take_over(path) == 2
    counted = (Beneficiary, Business, Referral, Pathway, Step, FollowUp)
    before = [model.objects.count() for model in counted]

    assert inspect(path).counts == {"already": 2}
    assert take_over(path) == 0
    assert [model.objects.count() for model in counted] == before


def test_rows_checked_before_somebody_else_took_them_over_are_not_written_twice(
    programme, nadia, inspect, sheet
):
    rows = inspect(sheet(DELPHINE, BASILE)).rows
    for expected in (2, 0):
        batch = batch_of(nadia, programme)
        assert take_over_pathways(rows=rows, programme=programme, batch=batch, by=nadia) == expected
    assert Pathway.objects.count() == 2


def test_a_batch_is_written_once(programme, nadia, inspect, sheet):
    rows, batch = inspect(sheet(DELPHINE)).rows, batch_of(nadia, programme)
    take_over_pathways(rows=rows, programme=programme, batch=batch, by=nadia)
    with pytest.raises(NotInThisState):
        take_over_pathways(rows=rows, programme=programme, batch=batch, by=nadia)


def test_delphine_known_from_her_referral_is_not_made_twice(take_over, sheet, pathway):
    later = {**DELPHINE, "first_name": "DELPHINE", "last_name": "lavande", "referred_on": None}
    assert take_over(sheet(later)) == 0, "same person, same entry date"
    assert Pathway.objects.count() == Beneficiary.objects.count() == 1


def test_a_second_participation_keeps_one_person_and_one_business(take_over, sheet, inspect):
    second = {
        **BASILE,
        **{k: DELPHINE[k] for k in ("last_name", "first_name", "birth_date", "business_name")},
    }
    path = sheet(DELPHINE, {**second, "entered_on": "21/10/2019"})
    assert [row.note for row in inspect(path).checked] == [
        "",
        "Personne déjà connue : nouvelle participation.",
    ]
    assert take_over(path) == 2
    assert (Pathway.objects.count(), Beneficiary.objects.count(), Business.objects.count()) == (2, 1, 1)


def test_the_same_line_twice_is_taken_once_and_a_contradiction_is_refused(inspect, sheet):
    inspection = inspect(sheet(DELPHINE, DELPHINE, {**DELPHINE, "city": "Ailleurs"}))
    assert [(row.verdict, row.note) for row in inspection.checked] == [
        ("new", ""),
        ("already", "Même ligne que la ligne 2."),
        ("refused", ""),
    ]
    assert "qu'à la ligne 2, mais d'autres cellules diffèrent" in inspection.refusals[0].reason


def test_paths_that_overlap_are_refused(inspect, sheet):
    inspection = inspect(sheet(DELPHINE, {**DELPHINE, "entered_on": "01/04/2019"}))
    assert "du 11/03/2019 au 14/10/2019" in inspection.refusals[0].reason


def test_somebody_waiting_for_an_answer_is_not_taken_over_as_under_way(inspect, sheet, referral):
    under_way = {k: v for k, v in DELPHINE.items() if k not in ("exited_on", "activity_status", "rsa_status")}
    under_way |= dict.fromkeys(("exit_reason", "job_quality", "turnover_before_eur", "turnover_after_eur"))
    (refusal,) = inspect(sheet(under_way)).refusals
    assert "orientation en attente" in refusal.reason


@pytest.mark.parametrize(
    ("second", "verdict"),
    [
        ({"birth_date": "18/05/1984", "caf_number": None}, "new"),
        ({"birth_date": "18/05/1984"}, "refused"),
        ({"birth_date": None, "caf_number": None, "phone": None}, "refused"),
        ({"birth_date": None, "caf_number": None}, "new"),
        ({"birth_date": None, "phone": None}, "new"),
        ({"last_name": "Muguet", "first_name": "Éloi", "birth_date": "03/03/1980"}, "new"),
    ],
    ids=["namesake", "clash", "doubtful", "same phone", "same CAF number", "a couple shares the number"],
)
def test_who_is_who(inspect, sheet, second, verdict):
    later = {
        **DELPHINE,
        "entered_on": "21/10/2019",
        "assessed_on": None,
        "branch": None,
        "exited_on": "30/10/2019",
    }
    assert [row.verdict for row in inspect(sheet(DELPHINE, {**later, **second})).checked] == ["new", verdict]


def test_all_or_nothing_when_a_row_is_refused_meanwhile(programme, nadia, inspect, sheet, tmp_path):
    rows = inspect(sheet(DELPHINE, BASILE)).rows
    earlier = inspect(sheet({**DELPHINE, "entered_on": "20/03/2019"}, name="b.xlsx")).rows
    take_over_pathways(rows=earlier, programme=programme, batch=batch_of(nadia, programme), by=nadia)

    with pytest.raises(ActRefused, match="La ligne 2 ne peut plus être reprise"):
        take_over_pathways(rows=rows, programme=programme, batch=batch_of(nadia, programme), by=nadia)
    assert Pathway.objects.count() == 1
    batch = batch_of(nadia, programme, leaves_out_refused=True)
    assert take_over_pathways(rows=rows, programme=programme, batch=batch, by=nadia) == 1
    assert Pathway.objects.count() == 2


def test_strangers_and_field_roles_may_not(
    programme, nadia, zoe, rozenn, maiwenn, tanguy, alban, inspect, sheet
):
    rows = inspect(sheet(DELPHINE)).rows
    for by in (zoe, rozenn, maiwenn, tanguy, alban):
        with pytest.raises(PermissionDenied):
            take_over_pathways(rows=rows, programme=programme, batch=batch_of(by, programme), by=by)
    assert not Pathway.objects.exists()
    assert not ImportBatch.objects.exists()


def test_the_number_of_reads_does_not_depend_on_the_number_of_rows(programme, nadia, inspect, sheet):
    def reads(first: int, count: int) -> int:
        names = [f"Mousse{n}" for n in range(first, first + count)]
        closed = [{**DELPHINE, "last_name": name, "caf_number": None, "phone": None} for name in names]
        path = sheet(*closed, *({**BASILE, "last_name": f"B{name}"} for name in names[: count // 2]))
        with CaptureQueriesContext(connection) as captured:
            rows = inspect(path).rows
            taken = take_over_pathways(
                rows=rows, programme=programme, batch=batch_of(nadia, programme), by=nadia
            )
        assert taken == count + count // 2
        # SQLite cuts a long insert by its number of variables: only reads are counted.
        return sum(query["sql"].startswith("SELECT") for query in captured)

    assert reads(0, 2) == reads(1000, 200)


def test_dates_of_an_open_path_follow_its_entry(take_over, sheet):
    take_over(sheet({**BASILE, "assessed_on": "02/05/2019", "branch": "Cessation"}))
    phase = Pathway.objects.get().current_phase()
    assert (phase.spec.code, phase.opened_on, phase.due_on) == ("cessation", date(2019, 5, 2), None)
    assert phase.opened_on - Pathway.objects.get().entered_on == timedelta(days=90)
