"""Which engine answers, how it is loaded, and that it never tells what it was asked."""

import builtins
import importlib.util
import logging
import threading
from datetime import date

import pytest

from rebond.simulation import courtesy, engines, openfisca
from rebond.simulation.arithmetic import Arithmetic
from rebond.simulation.cases import read_case
from rebond.simulation.simulate import draw, simulate
from rebond.web.middleware import PagesFirstMiddleware
from tests.simulation.golden import GOLDEN, case


@pytest.fixture
def loading(monkeypatch, settings):
    """A process that wants OpenFisca and has not loaded it yet."""
    settings.SIMULATION_ENGINE = "openfisca"
    fresh = engines._Loading()
    monkeypatch.setattr(engines, "_loading", fresh)
    return fresh


@pytest.fixture
def uninstalled(monkeypatch):
    """OpenFisca is not there: neither found nor importable."""
    find, importing = importlib.util.find_spec, builtins.__import__

    def found(name, *args):
        return None if name.startswith("openfisca") else find(name, *args)

    def imported(name, *args, **kwargs):
        if name.startswith("openfisca"):
            raise ModuleNotFoundError(name)
        return importing(name, *args, **kwargs)

    monkeypatch.setattr(importlib.util, "find_spec", found)
    monkeypatch.setattr(builtins, "__import__", imported)


def test_while_it_loads_there_is_no_engine_and_nobody_waits(loading, monkeypatch, openfisca):
    may_load = threading.Event()

    def slow(pause):
        may_load.wait(10)
        return openfisca

    monkeypatch.setattr(engines.openfisca, "OpenFisca", slow)
    engines.warm()
    assert engines.ready_engine() is None
    thread = loading.thread
    engines.warm()
    assert loading.thread is thread, "one thread only"
    may_load.set()
    thread.join(10)
    assert engines.ready_engine() is openfisca


def test_a_page_that_comes_before_the_thread_starts_it(loading, monkeypatch, openfisca):
    monkeypatch.setattr(engines.openfisca, "OpenFisca", lambda **_how: openfisca)
    engines.ready_engine()
    loading.thread.join(10)
    assert engines.ready_engine() is openfisca


def test_arithmetic_by_choice_loads_nothing(loading, settings):
    settings.SIMULATION_ENGINE = "arithmetic"
    engines.warm()
    assert loading.thread is None
    assert isinstance(engines.ready_engine(), Arithmetic)
    assert isinstance(engines.engine_named(), Arithmetic)


def test_without_openfisca_the_arithmetic_answers(loading, uninstalled):
    engines.warm()
    assert loading.thread is None
    engine = engines.ready_engine()
    assert isinstance(engine, Arithmetic)
    assert simulate(read_case(GOLDEN[0].case), engine=engine).rsa == pytest.approx(341.49, abs=0.005)
    with pytest.raises(LookupError, match="n'est pas installé"):
        engines.engine_named("openfisca")


def test_when_openfisca_breaks_the_arithmetic_answers_and_the_log_says_no_more_than_its_kind(
    loading, monkeypatch, caplog
):
    def broken(pause):
        raise RuntimeError("[[ 800. 12.] of Delphine]")

    monkeypatch.setattr(engines.openfisca, "OpenFisca", broken)
    with caplog.at_level(logging.DEBUG):
        engines.warm()
        loading.thread.join(10)
    assert isinstance(engines.ready_engine(), Arithmetic)
    assert "RuntimeError" in caplog.text
    assert "800" not in caplog.text


def test_a_month_changes_nothing_to_the_others(openfisca):
    """One system for many months: asked in any order, each gets its own law."""
    for month, base in (("2026-11", 651.69), ("2025-04", 646.52), ("2025-03", 635.71), ("2026-11", 651.69)):
        found = simulate(read_case(case("vente", 0, month=month)), engine=openfisca)
        assert found.rsa == pytest.approx(base, abs=0.005)


def test_several_threads_ask_at_once(openfisca):
    cases = [read_case(golden.case) for golden in GOLDEN[:8]]
    expected = [simulate(each, engine=openfisca) for each in cases]
    found: dict[int, object] = {}

    def ask(number: int) -> None:
        found[number] = simulate(cases[number], engine=openfisca)

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(len(cases))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert [found[number] for number in range(len(cases))] == expected


def test_a_curve_is_bounded(arithmetic):
    with pytest.raises(ValueError, match="de 2 à 1000 points"):
        draw(read_case(GOLDEN[0].case), engine=arithmetic, points=1001)


def test_the_engine_loads_with_the_collector_as_it_was(openfisca):
    import gc
    import sys

    assert gc.isenabled()
    assert sys.getswitchinterval() > module_interval()


def module_interval() -> float:
    return openfisca.POLITE_SECONDS


def test_only_the_verified_months_have_a_scale(arithmetic):
    with pytest.raises(ValueError, match="n'a pas été vérifié"):
        arithmetic.rules(read_case(GOLDEN[0].case).activity.kind, date(2030, 1, 1))


def test_what_loads_in_the_background_lets_pages_pass(monkeypatch):
    """Between two files it waits until no page is under way, and no longer than it has patience."""
    clock = [0.0]
    monkeypatch.setattr(courtesy.time, "perf_counter", lambda: clock[0])
    monkeypatch.setattr(courtesy.time, "sleep", lambda seconds: clock.append(clock.pop() + seconds))
    courtesy.Courtesy()()
    assert clock == [0.0]
    with courtesy.pages.serving():
        impatient = courtesy.Courtesy(patience_seconds=5 * courtesy.LOOK_SECONDS)
        impatient()
        waited = clock[0]
        assert waited == pytest.approx(0.005, abs=0.0011)
        impatient()
        assert clock[0] == waited
    assert not courtesy.pages.are_waiting


def test_a_page_counts_while_it_is_answered(client):
    seen = []
    middleware = PagesFirstMiddleware(lambda _request: seen.append(courtesy.pages.are_waiting))
    middleware(None)
    assert seen == [True]
    assert not courtesy.pages.are_waiting


def test_it_pauses_before_each_file_of_the_law():
    """Loaded politely, it is the same law."""
    pauses = []
    loaded = openfisca.OpenFisca(pause=lambda: pauses.append(1))
    assert len(pauses) > 4000
    assert simulate(read_case(GOLDEN[5].case), engine=loaded).rsa == pytest.approx(321.99, abs=0.005)
