"""The snapshot of the law: the same as OpenFisca's, dated, and only for months that were verified."""

from datetime import date

import pytest

from rebond.simulation.management.commands.export_parameters import as_text, exported
from rebond.simulation.parameters import PATHS, SNAPSHOT, month_in_words, read_snapshot, scale_at, snapshot


def test_the_snapshot_is_what_openfisca_says(openfisca):
    known = snapshot()
    again = as_text(exported(openfisca, known.first_month, known.last_month))
    assert SNAPSHOT.read_text(encoding="utf-8") == again, "run manage.py export_parameters"


def test_it_holds_the_figures_of_the_facts():
    """C1, C2, C3, C5, C7: read elsewhere than in OpenFisca's tree."""
    now, before = scale_at(date(2026, 11, 1)), scale_at(date(2025, 11, 1))
    assert (before["rsa.base"], now["rsa.base"]) == (646.52, 651.69)
    assert (before["ppa.base"], now["ppa.base"]) == (633.21, 638.28)
    assert now["ppa.kept"] == 0.5985
    assert (scale_at(date(2026, 1, 1))["smic.hourly"], now["smic.hourly"]) == (12.02, 12.31)
    assert (before["micro.bnc.contribution"], now["micro.bnc.contribution"]) == (0.246, 0.256)
    assert [now[f"micro.{kind}.allowance"] for kind in ("vente", "service_bic", "bnc")] == [0.71, 0.5, 0.34]
    assert [now[f"rsa.housing_{size}"] for size in (1, 2, 3)] == [0.12, 0.16, 0.165]
    assert now["rsa.least_paid"], now["ppa.least_paid"] == (6, 15)


def test_the_scale_changes_on_its_day():
    assert scale_at(date(2026, 3, 1))["rsa.base"] == 646.52
    assert scale_at(date(2026, 4, 1))["rsa.base"] == 651.69
    assert snapshot().at("rsa.base", date(2026, 4, 1)).source.startswith("Décret n° 2026-220")


@pytest.mark.parametrize("month", [date(2025, 2, 1), date(2026, 12, 1), date(2030, 1, 1), date(2015, 1, 1)])
def test_a_month_that_nobody_verified_is_refused(month, engine):
    with pytest.raises(ValueError, match="n'a pas été vérifié : choisissez un mois de mars 2025 à"):
        snapshot().require_verified(month)


def test_every_month_between_is_offered_the_newest_first():
    months = snapshot().months()
    assert months[0] == snapshot().last_month
    assert months[-1] == snapshot().first_month == date(2025, 3, 1)
    assert len(months) == len(set(months)) >= 21
    assert month_in_words(months[-1]) == "mars 2025"


def test_every_parameter_is_known_from_the_first_month():
    assert set(snapshot().values) == set(PATHS)
    assert all(rows[0].since <= snapshot().first_month for rows in snapshot().values.values())


def test_values_out_of_order_are_refused():
    document = {
        "openfisca_france": "0",
        "verified": {"first": date(2025, 3, 1), "last": date(2025, 3, 1)},
        "parameters": {
            "rsa.base": {
                "values": [{"since": date(2025, 1, 1), "value": 1}, {"since": date(2024, 1, 1), "value": 2}]
            }
        },
    }
    with pytest.raises(ValueError, match=r"rsa\.base"):
        read_snapshot(document)
