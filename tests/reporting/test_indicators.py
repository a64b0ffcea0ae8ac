"""Each indicator on a handful of paths made by hand: the expected figures are worked out in the test."""

from datetime import date
from decimal import Decimal

import pytest

from rebond.pathways.models import Pathway
from rebond.pathways.models.outcome import FollowUpState
from rebond.programmes.files import SHIPPED, publish_document, read_document
from rebond.programmes.models import POSITIVE_EXIT, UnknownCounts, Version
from tests.cohorts import told
from tests.unfrozen import unfrozen

DONE, DUE, UNREACHABLE = FollowUpState.DONE, FollowUpState.DUE, FollowUpState.UNREACHABLE


def counts(figure) -> tuple[int, int | None, int]:
    return figure.numerator, figure.denominator, figure.unknown


def amend(version: Version, **rule) -> None:
    with unfrozen():
        version.rates.filter(code=POSITIVE_EXIT).update(**rule)


def test_the_published_figures(make, results):
    """300 exits: 167 + 83 still self-employed, 50 ceased; 150 positive (A9, E9)."""
    years = [2017, 2018, 2019, 2020, 2021, 2022]
    situations = [
        *[("self_employed_only", "out")] * 70,
        *[("self_employed_only", "in")] * 97,
        *[("combined", "out")] * 50,
        *[("combined", "in")] * 33,
        *[("salaried_only", "out")] * 30,
        *[("job_seeking", "in")] * 20,
    ]
    make(
        *(
            told(activity, rsa, entered_on=date(years[n % 6], 2, 1), exited_on=date(2023, 1, 9))
            for n, (activity, rsa) in enumerate(situations)
        )
    )
    found = {f.indicator.code: (f.numerator, f.denominator, f.as_json()["value"]) for f in results().figures}
    assert found["people"] == (300, None, 300)
    assert found["pathways"] == (300, None, 300)
    assert found["positive_exit_rate"] == (150, 300, 50)
    assert found["still_self_employed"] == (250, 300, 83.33)
    assert found["ceased"] == (50, 300, 16.67)
    assert found["self_employed_only"] == (167, 250, 66.8)
    assert found["combined_activity"] == (83, 250, 33.2)
    assert found["salaried_only"] == (30, 300, 10)
    assert found["left_rsa"] == (150, 300, 50)
    assert found["entered_per_year"] == (300, 6, 50)
    assert results().figure("entered_per_year").breakdown == dict.fromkeys(map(str, years), 50)


def test_an_empty_cohort_divides_nothing(results):
    values = {figure.indicator.code: figure.value for figure in results().figures}
    counted = ("people", "pathways", "training_participations", "training_hours")
    assert {values.pop(code) for code in counted} == {0}
    assert set(values.values()) == {None}


def test_a_person_who_comes_back_is_one_person_and_two_paths(make, results):
    make(told("inactive", person="Églantine"))
    make(told("combined", "out", person="Églantine", entered_on=date(2021, 1, 4), exited_on=date(2021, 6, 7)))
    make(told("self_employed_only", "out"))
    assert results().figure("people").numerator == 2
    assert counts(results().figure("positive_exit_rate")) == (2, 3, 0)
    assert results(entered_to=date(2020, 1, 1)).figure("people").numerator == 2
    assert results(entered_from=date(2020, 1, 1)).figure("pathways").numerator == 1


def test_two_paths_begun_the_same_day_are_still_one_person(make, results):
    make(told("inactive", person="Églantine"))
    make(told("combined", person="Églantine"))
    assert results().figure("people").numerator == 1


def test_running_paths_are_in_no_exit_rate(make, results):
    make(told(), told("combined", "out"))
    assert results().figure("pathways").numerator == 2
    assert counts(results().figure("still_self_employed")) == (1, 1, 0)
    assert counts(results().figure("positive_exit_rate")) == (1, 1, 0)


def test_withdrawn_exits_leave_the_positive_rate_only(make, results):
    make(told("combined", "out"), told("inactive", reason="death"), told("inactive", reason="moved"))
    assert counts(results().figure("positive_exit_rate")) == (1, 1, 0)
    assert counts(results().figure("ceased")) == (2, 3, 0)


def test_a_stay_that_is_too_short_is_not_judged(make, results, programme):
    amend(programme.current_version(), minimum_stay_days=30)
    make(
        told("combined", "out", entered_on=date(2019, 3, 1), exited_on=date(2019, 3, 31)),
        told("inactive", entered_on=date(2019, 3, 1), exited_on=date(2019, 3, 30)),
    )
    assert counts(results().figure("positive_exit_rate")) == (1, 1, 0)


@pytest.mark.parametrize(
    ("months", "state", "positive"),
    [(6, DONE, 1), (12, DONE, 1), (18, DONE, 0), (6, UNREACHABLE, 0), (6, DUE, 0)],
)
def test_a_follow_up_within_the_year_turns_an_exit_positive(make, results, months, state, positive):
    make(told("job_seeking", "in", follow_ups=[(months, "salaried_only", "out", state)]))
    assert counts(results().figure("positive_exit_rate")) == (positive, 1, 0)
    assert results().figure("salaried_only").numerator == 0  # the other shares are those of the exit


def test_unknown_exits_are_negative_or_left_out_as_the_version_says(make, results, programme):
    make(
        told("combined", "out"),
        told("job_seeking", "in"),
        told("unknown", "unknown"),
        told("self_employed_only", "unknown"),  # positive if off RSA: nobody knows
        told("job_seeking", "unknown"),  # whatever the RSA says, no clause holds: known
    )
    figure = results().figure("positive_exit_rate")
    assert counts(figure) == (1, 5, 2)
    assert (figure.value, figure.low, figure.high) == (Decimal("20.00"), Decimal("20.00"), Decimal("33.33"))

    amend(programme.current_version(), unknown_counts=UnknownCounts.EXCLUDED)
    figure = results().figure("positive_exit_rate")
    assert counts(figure) == (1, 3, 2)
    assert (figure.value, figure.low, figure.high) == (Decimal("33.33"), Decimal("20.00"), Decimal("33.33"))


def test_a_follow_up_settles_an_exit_that_was_unknown(make, results):
    make(
        told("unknown", "unknown", follow_ups=[(6, "job_seeking", "in", DONE)]),
        told("unknown", "unknown", follow_ups=[(6, "unknown", "unknown", DONE)]),
        told("unknown", "unknown", follow_ups=[(6, "salaried_only", "unknown", DONE)]),
    )
    assert counts(results().figure("positive_exit_rate")) == (1, 3, 1)


def test_an_exit_without_any_word_is_unknown_everywhere(make, results):
    make(told("combined", has_outcome=False), told("combined", "out"))
    for code in ("positive_exit_rate", "still_self_employed", "left_rsa", "ceased"):
        assert results().figure(code).unknown == 1
        assert results().figure(code).denominator == 2
    still = results().figure("still_self_employed")
    assert (still.value, still.low, still.high) == (Decimal(50), Decimal(50), Decimal(100))


def test_unknown_activity_and_unknown_rsa_are_counted_apart(make, results):
    make(told("unknown", "out"), told("combined", "unknown"), told("combined", "in"))
    assert counts(results().figure("left_rsa")) == (1, 3, 1)
    assert counts(results().figure("still_self_employed")) == (2, 3, 1)
    assert counts(results().figure("combined_activity")) == (2, 2, 1)


def test_each_path_is_judged_by_its_own_version(make, results, programme, cast):
    first = programme.current_version()
    document = read_document(SHIPPED / "ille-et-vilaine.yaml")
    document["rates"][0]["clauses"] = [{"activity_status": "training", "job_quality": "none"}]
    document["rates"][0]["withdrawn"] = []
    second = publish_document(document, commissioner=cast.organisations["departement"])
    make(
        told("training", "in", version=first),
        told("training", "in", version=second),
        told("combined", "out", version=second),
        told("inactive", reason="moved", version=first),  # withdrawn
        told("inactive", reason="moved", version=second),  # not withdrawn there
    )
    figure = results().figure("positive_exit_rate")
    assert counts(figure) == (1, 4, 0)
    assert "Version 1 :" in figure.definition
    assert "Version 2 :" in figure.definition
    assert results().as_json()["version"] == 2


def test_the_rule_is_told_from_its_rows(results):
    definition = results().figure("positive_exit_rate").definition
    assert (
        "indépendant uniquement, sorti du RSA ; indépendant et salarié, sorti du RSA ; salarié uniquement."
        in definition
    )
    assert "déménagement hors du Département, arrêt pour raison de santé, décès" in definition
    assert "jusqu'à 12 mois après" in definition
    assert "comptées comme négatives" in definition


def test_the_delay_is_the_median_to_the_first_held_appointment(make, results):
    day = date(2019, 3, 11)
    make(
        told(
            entered_on=day, waited_days=10, steps=[("held", date(2019, 3, 11)), ("held", date(2019, 5, 1))]
        ),  # 10
        told(
            entered_on=day,
            waited_days=10,
            steps=[("no_show", date(2019, 3, 12)), ("held", date(2019, 3, 21))],
        ),  # 20
        told(entered_on=day, waited_days=10, steps=[("held", date(2019, 3, 12))]),  # 11
        told(entered_on=day, waited_days=10, steps=[("no_show", date(2019, 3, 12))]),  # none
    )
    figure = results().figure("delay_referral_to_first_appointment")
    assert counts(figure) == (3, 4, 1)
    assert figure.value == 11


def test_the_median_of_an_even_number_is_the_middle_of_two(make, results):
    make(
        told(waited_days=0, steps=[("held", date(2019, 3, 13))]),  # 2
        told(waited_days=0, steps=[("held", date(2019, 3, 16))]),  # 5
    )
    assert results().figure("delay_referral_to_first_appointment").value == Decimal("3.50")


def test_no_shows_are_counted_among_what_was_told(make, results):
    day = date(2019, 4, 1)
    make(
        told(steps=[("held", day), ("held", day), ("no_show", day), ("excused", day), ("cancelled", day)]),
        told(steps=[("held", day), ("skipped", day), ("planned", day), ("planned", date(2024, 7, 1))]),
    )
    figure = results().figure("no_show_rate")
    assert counts(figure) == (1, 5, 1)  # one report is missing; the other appointment is still to come
    assert figure.value == 20


def test_turnovers_compare_over_the_same_months_only(make, results):
    make(
        told("combined", before=(8000, 9), after=(14000, 9)),  # + 75 %, Delphine's
        told("combined", before=(3000, 12), after=(3001, 12)),  # + 0.03 %
        told("combined", before=(1000, 12), after=(500, 12)),  # − 50 %
        told("combined", before=(1000, 12), after=(2000, 9)),  # other months
        told("combined", before=(0, 12), after=(2000, 12)),  # nothing to compare with
        told("combined", before=(1000, 12)),
        told("combined", after=(1000, 12)),
        told("combined"),
    )
    figure = results().figure("turnover_change")
    assert counts(figure) == (3, 8, 5)
    assert figure.value == Decimal("0.03")
    Pathway.objects.filter(outcome__turnover_after_eur=500).delete()
    assert results().figure("turnover_change").value == Decimal("37.52")  # (75 + 1/30) / 2 = 37.5166…


def test_entries_per_year_count_the_years_without_any(make, results):
    make(*(told(entered_on=date(year, 5, 6)) for year in (2017, 2017, 2017, 2019, 2019)))
    figure = results().figure("entered_per_year")
    assert counts(figure) == (5, 3, 0)
    assert figure.value == Decimal("1.67")
    assert figure.breakdown == {"2017": 3, "2018": 0, "2019": 2}


def test_the_period_bounds_are_included(make, results):
    make(
        told("combined", entered_on=date(2019, 1, 1), exited_on=date(2019, 12, 31)),
        told("combined", entered_on=date(2019, 12, 31), exited_on=date(2020, 1, 1)),
        told(entered_on=date(2018, 12, 31)),
    )
    entered = results(entered_from=date(2019, 1, 1), entered_to=date(2019, 12, 31))
    assert entered.figure("pathways").numerator == 2
    exited = results(exited_from=date(2019, 12, 31), exited_to=date(2019, 12, 31))
    assert exited.figure("pathways").numerator == 1


def test_a_period_that_ends_before_it_starts_is_refused(results):
    with pytest.raises(ValueError, match=r"sorties finit \(01/01/2019\) avant de commencer \(01/01/2020\)"):
        results(exited_from=date(2020, 1, 1), exited_to=date(2019, 1, 1))


def test_another_programme_is_never_counted(make, results, cast):
    document = read_document(SHIPPED / "ille-et-vilaine.yaml") | {"slug": "ailleurs", "name": "Ailleurs"}
    elsewhere = publish_document(document, commissioner=cast.organisations["elsewhere"])
    (path,) = make(told("combined", "out"))
    Pathway.objects.filter(pk=path.pk).update(programme=elsewhere.programme, version=elsewhere)
    assert results().figure("people").numerator == 0
