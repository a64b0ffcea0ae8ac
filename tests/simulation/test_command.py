"""`manage.py simulate`: what it prints, and what it refuses."""

import json
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from rebond.simulation import engines
from tests.simulation.golden import GOLDEN, case

OUTPUTS = {"contributions", "rsa", "ppa", "ppa_net_crds", "family_benefits_net", "exit_ca", "total"}


@pytest.fixture
def run(tmp_path):
    def ran(written, *options: str):
        path = tmp_path / "cases.json"
        path.write_text(written if isinstance(written, str) else json.dumps(written), encoding="utf-8")
        out = StringIO()
        call_command("simulate", "--file", str(path), *options, stdout=out)
        return json.loads(out.getvalue())

    return ran


def test_a_list_gives_one_result_per_case(run):
    answers = run([{"name": golden.name, **golden.case} for golden in GOLDEN])
    assert [answer["name"] for answer in answers] == [golden.name for golden in GOLDEN]
    for golden, answer in zip(GOLDEN, answers, strict=True):
        assert set(answer) >= OUTPUTS
        assert answer["rsa"] == pytest.approx(golden.rsa, abs=0.005)
        assert answer["exit_ca"] == pytest.approx(golden.exit_ca, abs=0.005)
    assert answers[0]["law_since"] == "2026-04-01"
    assert answers[0]["engine"] == "calcul interne"


def test_one_case_gives_one_result(run):
    assert run(GOLDEN[0].case)["rsa"] == pytest.approx(341.4872, abs=0.0001)
    assert run([]) == []


def test_amounts_are_not_rounded(run):
    assert run(GOLDEN[0].case)["exit_ca"] != round(run(GOLDEN[0].case)["exit_ca"], 2)


def test_both_engines_may_be_asked_for(run, openfisca, monkeypatch):
    monkeypatch.setattr(engines._loading, "engine", openfisca)
    found, expected = (run(GOLDEN[5].case, "--engine", name) for name in ("openfisca", "arithmetic"))
    assert (found["engine"], found["engine_version"]) == ("OpenFisca-France", "176.1.8")
    assert {name: found[name] for name in OUTPUTS} == pytest.approx(
        {name: expected[name] for name in OUTPUTS}, abs=0.01
    )


def test_the_curve_is_given_point_by_point(run):
    answer = run(GOLDEN[0].case, "--curve", "--points", "11")
    assert len(answer["curve"]) == 11
    assert set(answer["curve"][0]) == {"ca", *OUTPUTS}
    turnovers = [point["ca"] for point in answer["curve"]]
    assert turnovers == sorted(turnovers)
    assert turnovers[0] == 0
    assert turnovers[-1] == 4000  # twice the exit, up to a round sum
    assert len(run(GOLDEN[0].case, "--curve")["curve"]) == 201


WRONG = [
    ({"month": "2030-01"}, "« month » : Le droit de janvier 2030 n'a pas été vérifié"),
    ({"month": "novembre"}, "« month » : un mois est attendu, écrit comme 2026-11"),
    ({"month": None}, "« month » : ce champ manque"),
    ({"activity": "agricole"}, "« activity » : une de ces valeurs est attendue : vente, service_bic, bnc"),
    ({"ca": -1}, "« ca » : un montant ne peut pas être négatif"),
    ({"ca": True}, "« ca » : un nombre d'euros par mois est attendu"),
    ({"ca": [1, 2, 3]}, "« ca » : donnez un nombre, ou cinq mois de M-4 à M"),
    ({"ca": "800"}, "« ca » : un nombre"),
    ({"ca": 1e9}, "« ca » : ce montant par mois n'est pas vraisemblable"),
    ({"own_net_wages": -5}, "« own_net_wages » : un montant ne peut pas être négatif"),
    ({"household": None}, "« household » : ce champ manque"),
    ({"household": []}, "« household » : un objet JSON est attendu"),
    ({"household": {"couple": 1}}, "« household.couple » : true ou false est attendu"),
    ({"household": {"children_ages": [25]}}, "« household.children_ages » : un enfant de 25 ans ou plus"),
    ({"household": {"children_ages": [-1]}}, "« household.children_ages » : un âge ne peut pas être négatif"),
    ({"household": {"children_ages": [1.5]}}, "« household.children_ages » : un âge en années entières"),
    ({"household": {"children_ages": [3] * 11}}, "« household.children_ages » : le simulateur compte 10"),
    ({"household": {"children_ages": 3}}, "« household.children_ages » : une liste d'âges est attendue"),
    ({"household": {"housing": "péniche"}}, "« household.housing » : une de ces valeurs est attendue"),
    ({"household": {"age": 12}}, "« household.age » : l'âge doit être compris"),
    ({"household": {"partner_net_wage": 500}}, "« household.partner_net_wage » : un salaire du conjoint"),
    ({"household": {"couple": True, "recently_isolated": True}}, "« household.recently_isolated » : une"),
    ({"household": {"asf_received": True}}, "« household.asf_received » : l'allocation de soutien"),
    ({"household": {"housing_benfit": 180}}, "« household.housing_benfit » : ce champ n'est pas connu"),
    ({"turnover": 3}, "« turnover » : ce champ n'est pas connu"),
]


@pytest.mark.parametrize(("change", "told"), WRONG, ids=[told for _, told in WRONG])
def test_a_wrong_field_is_named_in_french(run, change, told):
    with pytest.raises(CommandError) as refusal:
        run([GOLDEN[0].case, {"name": "Zoé", **GOLDEN[1].case, **change}])
    assert str(refusal.value).startswith(f"Cas 2 (Zoé), {told}")
    assert "Cas 1" not in str(refusal.value)


def test_every_fault_is_told_at_once(run):
    with pytest.raises(CommandError) as refusal:
        run([{"month": "2026-11", "household": {}, "activity": "vente"}, 3, case("x", -2)])
    assert str(refusal.value) == (
        "Cas 1, « ca » : ce champ manque.\n"
        "Cas 2, « cas » : un objet JSON est attendu.\n"
        "Cas 3, « activity » : une de ces valeurs est attendue : vente, service_bic, bnc ;"
        " « ca » : un montant ne peut pas être négatif."
    )


@pytest.mark.parametrize("text", ["", "{", "[" * 100_000, '{"ca": NaN}', "\x00"])
def test_a_file_that_is_no_case_is_refused(run, text):
    with pytest.raises(CommandError):
        run(text)


def test_infinite_and_missing_numbers_are_refused(run):
    for number in ("NaN", "Infinity", "-Infinity", "1e999"):
        with pytest.raises(CommandError, match="« ca »"):
            run(f'{{"month": "2026-11", "household": {{}}, "activity": "vente", "ca": {number}}}')
        with pytest.raises(CommandError, match=r"« household\.age »"):
            run(f'{{"month": "2026-11", "household": {{"age": {number}}}, "activity": "vente", "ca": 1}}')


@pytest.mark.parametrize("points", ["1", "1001", "-3"])
def test_a_curve_is_bounded(run, points):
    with pytest.raises(CommandError, match="--points : de 2 à 1000"):
        run(GOLDEN[0].case, "--curve", "--points", points)


def test_from_the_shell_it_ends_with_status_1_and_no_traceback(tmp_path):
    root = Path(__file__).resolve().parents[2]
    command = [sys.executable, "manage.py", "simulate", "--engine", "arithmetic", "--file"]
    done = subprocess.run(  # noqa: S603 - our own command
        [*command, str(tmp_path / "absent.json")], cwd=root, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "ne peut pas être lu" in done.stderr
    assert "Traceback" not in done.stderr
