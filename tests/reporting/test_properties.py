"""What holds for any cohort: counts that fit in one another, lists that match figures, queries that do not grow."""

from datetime import date

from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from rebond.core import clock
from rebond.pathways.models import Pathway
from rebond.pathways.models.outcome import FollowUpState
from rebond.pathways.states import StepState
from rebond.people.models import Beneficiary
from rebond.programmes.models import POSITIVE_EXIT, RateSpec
from rebond.programmes.vocabulary import ActivityStatus, ExitReason, RsaStatus
from rebond.reporting.cohorts import Cohort
from rebond.reporting.figures import compute
from rebond.reporting.indicators import Part, indicators_of
from tests.cohorts import Maker, Told
from tests.unfrozen import unfrozen

DAYS = st.dates(date(2017, 1, 2), date(2019, 12, 30))
TURNOVERS = st.none() | st.tuples(st.integers(0, 9000), st.integers(1, 12))
FOLLOW_UPS = st.lists(
    st.tuples(
        st.sampled_from([6, 12, 18]),
        st.sampled_from(ActivityStatus.values),
        st.sampled_from(RsaStatus.values),
        st.sampled_from(FollowUpState.values),
    ),
    max_size=2,
    unique_by=lambda follow_up: follow_up[0],
)
STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            [StepState.HELD, StepState.NO_SHOW, StepState.EXCUSED, StepState.PLANNED, StepState.SKIPPED]
        ),
        DAYS,
    ),
    max_size=3,
)
ENDED = st.builds(
    Told,
    entered_on=DAYS,
    waited_days=st.integers(0, 90),
    activity=st.sampled_from(ActivityStatus.values),
    rsa=st.sampled_from(RsaStatus.values),
    reason=st.sampled_from(ExitReason.values),
    exited_on=st.dates(date(2019, 12, 31), date(2022, 12, 31)),
    before=TURNOVERS,
    after=TURNOVERS,
    follow_ups=FOLLOW_UPS,
    steps=STEPS,
    person=st.sampled_from(["", "", "Églantine", "Capucine"]),
    has_outcome=st.booleans(),
)
RUNNING = st.builds(Told, entered_on=DAYS, waited_days=st.integers(0, 90), steps=STEPS)


@settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    # No shrinking: each example fills the database, and a small cohort is readable as it is.
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    told=st.lists(ENDED | RUNNING, max_size=7),
    minimum_stay_days=st.sampled_from([0, 400]),
    unknown_counts=st.sampled_from(["negative", "excluded"]),
)
def test_figures_fit_in_one_another_and_match_their_lists(
    programme, cast, told, minimum_stay_days, unknown_counts
):
    Pathway.objects.all().delete()
    with unfrozen():
        rates = RateSpec.objects.filter(code=POSITIVE_EXIT)
        rates.update(minimum_stay_days=minimum_stay_days, unknown_counts=unknown_counts)
    Maker(cast).make(*told)
    cohort = Cohort(programme)
    with clock.held(date(2023, 1, 2)):
        results = compute(cohort)
        for figure in results.figures:
            assert (
                figure.denominator is None
                or figure.indicator.code == "entered_per_year"
                or (figure.numerator <= figure.denominator)
            )
            for part in Part:
                if figure.count(part) is not None:
                    assert figure.indicator.listed(cohort, part).count() == figure.count(part), (figure, part)
            if figure.low is not None:
                assert figure.low <= figure.value <= figure.high

    count = {figure.indicator.code: figure.numerator for figure in results.figures}
    unknown = results.figure("still_self_employed").unknown
    assert count["people"] == Beneficiary.objects.filter(pathways__in=cohort.members()).distinct().count()
    assert count["self_employed_only"] + count["combined_activity"] == count["still_self_employed"]
    assert count["still_self_employed"] + count["ceased"] + unknown == results.figure("ceased").denominator
    assert sum(results.figure("entered_per_year").breakdown.values()) == count["pathways"]
    for code in ("delay_referral_to_first_appointment", "turnover_change"):
        figure = results.figure(code)
        assert figure.numerator + figure.unknown == figure.denominator


def test_the_number_of_queries_does_not_grow(programme, cast):
    maker = Maker(cast)
    held = [(StepState.HELD, date(2019, 4, 1)), (StepState.NO_SHOW, date(2019, 5, 1))]
    one = Told(activity="combined", rsa="out", before=(1000, 12), after=(2000, 12), steps=held)
    maker.make(*[one] * 3)
    compute(Cohort(programme))  # whatever is kept after a first call is kept now
    with CaptureQueriesContext(connection) as few:
        compute(Cohort(programme))
    maker.make(*[one] * 297)
    with CaptureQueriesContext(connection) as many:
        assert compute(Cohort(programme)).figure("pathways").numerator == 300
    assert len(many) == len(few) <= 12


def test_the_codes_are_the_agreed_ones_in_order(programme):
    assert [indicator.code for indicator in indicators_of(Cohort(programme))] == [
        "people",
        "pathways",
        "positive_exit_rate",
        "still_self_employed",
        "ceased",
        "self_employed_only",
        "combined_activity",
        "salaried_only",
        "left_rsa",
        "delay_referral_to_first_appointment",
        "no_show_rate",
        "turnover_change",
        "entered_per_year",
        "trained_people",
        "training_participations",
        "training_attendance",
        "training_hours",
    ]
