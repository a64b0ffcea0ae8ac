"""`manage.py simulate --file CASES.json`: works out each case of a file, for checking by hand or by another program."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from rebond.simulation.cases import CaseRefused, read_case
from rebond.simulation.engine import MOST_POINTS, Case, Engine, Result
from rebond.simulation.engines import ARITHMETIC, OPENFISCA, engine_named
from rebond.simulation.parameters import snapshot
from rebond.simulation.simulate import CURVE_POINTS, draw, simulate


class Command(BaseCommand):
    help = "Calcule le RSA, la prime d'activité et le seuil de sortie pour les cas d'un fichier JSON."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--file", required=True, help="fichier JSON : un cas, ou une liste de cas")
        parser.add_argument("--curve", action="store_true", help="donne aussi les points de la courbe")
        parser.add_argument(
            "--points", type=int, default=CURVE_POINTS, help=f"points de la courbe, {MOST_POINTS} au plus"
        )
        parser.add_argument("--engine", choices=[OPENFISCA, ARITHMETIC], default="", help="moteur à utiliser")

    def handle(self, *args: Any, **options: Any) -> None:
        written = _read(options["file"])
        if not 2 <= options["points"] <= MOST_POINTS:
            raise CommandError(f"--points : de 2 à {MOST_POINTS} points.")
        cases = _cases(written if isinstance(written, list) else [written])
        try:
            engine = engine_named(options["engine"])
        except LookupError as reason:
            raise CommandError(str(reason)) from None
        points = options["points"] if options["curve"] else 0
        answers = [_answer(case, engine, points) | named for case, named in cases]
        self.stdout.write(
            _as_json(answers) if isinstance(written, list) else json.dumps(answers[0], ensure_ascii=False)
        )


def _read(name: str) -> Any:
    try:
        return json.loads(Path(name).read_text(encoding="utf-8"))
    except OSError:
        raise CommandError(f"Le fichier {name} ne peut pas être lu.") from None
    except (ValueError, RecursionError):
        raise CommandError(f"Le fichier {name} n'est pas du JSON.") from None


def _cases(written: list[Any]) -> list[tuple[Case, dict[str, Any]]]:
    """The cases and their names, or every fault of every case."""
    read, faults = [], []
    for number, one in enumerate(written, 1):
        named = {"name": one["name"]} if isinstance(one, dict) and isinstance(one.get("name"), str) else {}
        title = f"Cas {number} ({named['name']})" if named else f"Cas {number}"
        try:
            read.append((read_case(one), named))
        except CaseRefused as refusal:
            faults.append(f"{title}, {refusal}")
    if faults:
        raise CommandError("\n".join(faults))
    return read


def _answer(case: Case, engine: Engine, points: int) -> dict[str, Any]:
    known = snapshot().at("rsa.base", case.month)
    answer = {
        "month": f"{case.month:%Y-%m}",
        **_amounts(simulate(case, engine=engine)),
        "engine": engine.name,
        "engine_version": engine.version,
        "law_since": known.since.isoformat(),
        "law_text": known.source,
    }
    if points:
        answer["curve"] = [_amounts(result) for result in draw(case, engine=engine, points=points).points]
    return answer


def _amounts(result: Result) -> dict[str, float]:
    """Euros a month, not rounded."""
    return {
        "ca": result.turnover,
        "contributions": result.contributions,
        "rsa": result.rsa,
        "ppa": result.ppa,
        "ppa_net_crds": result.ppa_net_crds,
        "family_benefits_net": result.family_benefits_net,
        "exit_ca": result.exit_turnover,
        "total": result.total,
    }


def _as_json(answers: list[dict[str, Any]]) -> str:
    """A list with one case to a line."""
    lines = ",\n".join(json.dumps(answer, ensure_ascii=False) for answer in answers)
    return f"[\n{lines}\n]" if answers else "[]"
