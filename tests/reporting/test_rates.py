"""Rates as a programme defines them: of whom, observed when, unknowns in or out; and a programme with no other rate."""

from copy import deepcopy
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from rebond.core import clock
from rebond.pathways.models import Pathway
from rebond.pathways.models.outcome import FollowUpState
from rebond.programmes.files import SHIPPED, publish_document, read_document
from rebond.programmes.rates import TAKEN_CODES
from rebond.reporting.cohorts import Cohort
from rebond.reporting.figures import compute
from rebond.reporting.indicators import COMMON, Part
from rebond.reporting.words import sentence, unknown_in_words
from tests.cohorts import Maker, Told, told
from tests.programmes.building import rate
from tests.programmes.strategies import rates
from tests.reporting.test_properties import ENDED, RUNNING

DONE = FollowUpState.DONE
ILLE = read_document(SHIPPED / "ille-et-vilaine.yaml")


@pytest.fixture
def publish(cast):
    """`publish(rate(…), …)`: the reference programme's next version, with these rates after its positive exit."""

    def published(*more: dict[str, Any]):
        document = deepcopy(ILLE)
        document["rates"] = [document["rates"][0], *more]
        return publish_document(document, commissioner=cast.organisations["departement"])

    return published


def counts(results, code: str) -> tuple[int, int | None, int]:
    figure = results().figure(code)
    return figure.numerator, figure.denominator, figure.unknown


ABANDONS = rate("abandons", clauses=[{"exit_reason": "dropped_out"}, {"exit_reason": "lost_contact"}])


def test_a_rate_of_the_exits_and_one_of_those_who_entered(publish, make, results):
    version = publish(ABANDONS, ABANDONS | {"code": "abandons-entres", "denominator": "entered"})
    make(
        told("inactive", reason="dropped_out", version=version),
        told("inactive", reason="moved", version=version),
        Told(entered_on=date(2019, 3, 1), version=version),  # still running: has not given up
    )
    assert counts(results, "abandons") == (1, 2, 0)
    assert counts(results, "abandons-entres") == (1, 3, 0)


def test_an_exit_that_nobody_described_is_unknown(publish, make, results):
    version = publish(ABANDONS, ABANDONS | {"code": "connus", "unknown_counts": "excluded"})
    make(
        told("training", has_outcome=False, version=version),
        told("inactive", reason="dropped_out", version=version),
    )
    assert counts(results, "abandons") == (1, 2, 1)
    assert counts(results, "connus") == (1, 1, 1)
    assert unknown_in_words(results().figure("abandons")) == "1 sortie dont le motif n'est pas connu"


def test_a_rate_observed_at_one_follow_up_does_not_look_at_the_exit(publish, make, results):
    salaried = [{"activity_status": "salaried_only"}]
    version = publish(rate("emploi-6-mois", clauses=salaried, observed_at_months=6))
    make(
        told("salaried_only", version=version, follow_ups=[(6, "job_seeking", "in", DONE)]),
        told("job_seeking", version=version, follow_ups=[(6, "salaried_only", "out", DONE)]),
        told("salaried_only", version=version, follow_ups=[(12, "salaried_only", "out", DONE)]),
        told("salaried_only", version=version, follow_ups=[(6, "", "", FollowUpState.DUE)]),
    )
    assert counts(results, "emploi-6-mois") == (1, 4, 2)


def test_a_rate_among_another_has_its_paths_and_doubts_with_it(publish, make, results):
    still = rate(
        "reste", clauses=[{"activity_status": "self_employed_only"}, {"activity_status": "combined"}]
    )
    version = publish(rate("seul", among="reste", clauses=[{"activity_status": "self_employed_only"}]), still)
    make(
        told("self_employed_only", version=version),
        told("combined", version=version),
        told("training", version=version),
        told("unknown", version=version),
    )
    assert counts(results, "reste") == (2, 4, 1)
    assert counts(results, "seul") == (1, 2, 1)
    assert "Part parmi « Taux reste »." in results().figure("seul").definition


def test_a_rate_that_only_the_earlier_version_had_is_still_told(publish, make, results, programme):
    first = programme.current_version()
    second = publish()
    make(told("combined", version=first), told("combined", version=second))
    assert counts(results, "still_self_employed") == (1, 1, 0)
    assert counts(results, "positive_exit_rate")[1] == 2


def test_a_programme_with_no_other_rate_has_its_page(publish, make, results, sign_in, helene):
    version = publish()
    make(*[told("combined", "out", version=version)] * 6)
    assert "Sur 6 sorties, 6 sont positives (100" in sentence(results())
    page = sign_in(helene).get("/resultats/ille-et-vilaine/")
    assert page.status_code == 200
    assert "Sorties positives" in page.content.decode()
    assert sign_in(helene).get("/resultats/ille-et-vilaine/pdf/").content.startswith(b"%PDF")


def test_the_codes_of_the_common_figures_are_those_that_a_programme_may_not_take():
    assert {indicator.code for indicator in COMMON} == TAKEN_CODES


@settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(told_paths=st.lists(ENDED | RUNNING, max_size=6), drawn=rates([6, 12]))
def test_any_rate_fits_in_its_denominator_and_matches_its_lists(cast, programme, told_paths, drawn):
    Pathway.objects.all().delete()
    document = deepcopy(ILLE) | {"rates": drawn}
    version = publish_document(document, commissioner=cast.organisations["departement"])
    Maker(cast).make(*[Told(**{**vars(path), "version": version}) for path in told_paths])
    cohort = Cohort(programme)
    with clock.held(date(2023, 1, 2)):
        for figure in compute(cohort).figures:
            if figure.indicator.rate is None:
                continue
            assert figure.numerator <= figure.denominator <= len(told_paths)
            assert figure.known <= figure.denominator
            for part in Part:
                assert figure.indicator.listed(cohort, part).count() == figure.count(part), (figure, part)
            if figure.low is not None:
                assert figure.low <= figure.value <= figure.high
