"""All that a page shows of one case, worked out at once and kept a day in the shared cache."""

import json
from dataclasses import asdict, dataclass

from django.core.cache import caches
from django.utils.crypto import salted_hmac

from rebond.simulation.engine import Case, Curve, Engine, Point, Result
from rebond.simulation.exit import results_at
from rebond.simulation.parameters import snapshot
from rebond.simulation.simulate import CURVE_POINTS, draw

#: Net wages of a part-time job beside the business, in euros a month.
WAGES = (0.0, 200.0, 400.0, 600.0, 800.0, 1000.0)
MORE_EUR = 100.0
CACHE, CACHE_SECONDS = "simulations", 24 * 60 * 60


@dataclass(frozen=True)
class Study:
    """Where the household stands, with a little more turnover, with a job beside, and along the whole curve."""

    today: Result
    #: The same with MORE_EUR of turnover more.
    richer: Result
    #: At today's turnover, for each of the person's own wages: WAGES, and the present one.
    with_wages: tuple[tuple[float, Result], ...]
    curve: Curve
    engine_name: str
    engine_version: str

    @property
    def left_of_more(self) -> float:
        """What remains of MORE_EUR more turnover."""
        return self.richer.total - self.today.total


def study_of(case: Case, *, engine: Engine) -> Study:
    """The study of this case, from the cache when it was asked within a day."""
    cache, key = caches[CACHE], cache_key(case, engine)
    found: Study | None = cache.get(key)
    if found is None:
        found = _worked_out(case, engine)
        cache.set(key, found, CACHE_SECONDS)
    return found


def cache_key(case: Case, engine: Engine) -> str:
    """A fingerprint that nobody can turn back: what was asked, keyed with the installation's secret."""
    known = snapshot()
    asked = [asdict(case), engine.name, engine.version, known.version, known.last_month]
    return salted_hmac(
        "rebond.simulation", json.dumps(asked, default=str, sort_keys=True), algorithm="sha256"
    ).hexdigest()


def _worked_out(case: Case, engine: Engine) -> Study:
    turnover, own = case.activity.monthly_turnover, case.activity.own_net_wages
    levels = sorted({*WAGES, own})
    places = [Point(turnover, own), Point(turnover + MORE_EUR, own), *(Point(turnover, w) for w in levels)]
    today, richer, *with_wages = results_at(engine=engine, case=case, points=places)
    return Study(
        today=today,
        richer=richer,
        with_wages=tuple(zip(levels, with_wages, strict=True)),
        curve=draw(case, engine=engine, points=CURVE_POINTS),
        engine_name=engine.name,
        engine_version=engine.version,
    )
