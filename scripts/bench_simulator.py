"""What the exit simulator costs: curves, the cache, memory, and what loading OpenFisca does to other pages.

`make bench` runs it on the small scratch database; it prints times, and says beside each the limit that we hold to.
"""

import gc
import statistics
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from bench import address_of, reader, start_django

READINGS, CURVES, PAGES = 15, 2000, 60
#: Between two pages: a reader, not a flood.
REST_SECONDS = 0.1
#: Milliseconds, megabytes.
LIMITS = {
    "curve of 200 points": 60,
    "curve of 1,000 points": 80,
    "kept answer": 2,
    "memory after 2,000 curves": 350,
}


def main() -> None:
    start_django()
    from django.conf import settings

    settings.CACHES["simulations"] = {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "simulation_cache",
    }
    pages = page_times()
    from rebond.simulation.courtesy import Courtesy
    from rebond.simulation.openfisca import OpenFisca

    loaded: list[OpenFisca] = []
    thread = threading.Thread(target=lambda: loaded.append(OpenFisca(pause=Courtesy())))
    start = time.perf_counter()
    thread.start()
    meanwhile = page_times(until=lambda: not thread.is_alive())
    thread.join()
    print(f"OpenFisca loads in {time.perf_counter() - start:.1f} s beside {len(meanwhile)} pages")
    print(f"« Dossiers » alone: {told(pages)}; while it loads: {told(meanwhile)}")
    for label, value in measures(loaded[0]).items():
        print(f"{label:<28}{value:>8.1f}   (limit {LIMITS[label]})")


def measures(engine) -> dict[str, float]:
    from datetime import date

    from rebond.simulation.engine import Activity, Case, Household, Kind
    from rebond.simulation.simulate import draw
    from rebond.simulation.study import study_of

    home = Household(couple=True, children_ages=(5, 8, 11), housing_benefit=420)
    case = Case(date(2026, 11, 1), home, Activity(Kind.SERVICES, (900.0,)))
    study_of(case, engine=engine)
    found = {
        "curve of 200 points": median_ms(lambda: draw(case, engine=engine, points=200)),
        "curve of 1,000 points": median_ms(lambda: draw(case, engine=engine, points=1000)),
        "kept answer": median_ms(lambda: study_of(case, engine=engine)),
    }
    for _ in range(CURVES):
        draw(case, engine=engine, points=200)
    gc.collect()
    return {**found, "memory after 2,000 curves": resident_mb()}


def page_times(until: Callable[[], bool] | None = None) -> list[float]:
    """How long « Dossiers » takes, in milliseconds: so many readings, or as many as fit until something is over."""
    client, address = reader("production_manager"), address_of("list_pathways", "")
    client.get(address)
    times_ms = []
    while not until() if until else len(times_ms) < PAGES:
        start = time.perf_counter()
        client.get(address)
        times_ms.append((time.perf_counter() - start) * 1000)
        time.sleep(REST_SECONDS)
    return times_ms


def told(times_ms: list[float]) -> str:
    ranked = sorted(times_ms)
    return f"median {statistics.median(ranked):.0f} ms, 95 % under {ranked[int(len(ranked) * 0.95)]:.0f} ms"


def median_ms(do: Callable[[], object]) -> float:
    times_ms = []
    for _ in range(READINGS):
        start = time.perf_counter()
        do()
        times_ms.append((time.perf_counter() - start) * 1000)
    return statistics.median(times_ms)


def resident_mb() -> float:
    """What this process holds in memory now (Linux)."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    main()
