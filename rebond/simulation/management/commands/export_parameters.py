"""`manage.py export_parameters`: writes the dated snapshot of the law's parameters again, from OpenFisca-France."""

from argparse import ArgumentParser
from collections.abc import Mapping
from datetime import date
from typing import Any

import yaml
from django.core.management.base import BaseCommand, CommandError

from rebond.simulation import openfisca
from rebond.simulation.parameters import PATHS, SNAPSHOT, snapshot

HEADING = """\
# The parameters of the law that the exit simulator needs, each value with its day and the text that set it.
# Written by `manage.py export_parameters` from OpenFisca-France (AGPL-3.0-or-later, openfisca.org): do not edit by hand.
# `verified` says for which months somebody checked the results by hand arithmetic (docs/algorithms/rsa-exit.md);
# the simulator refuses all others. Move it with `--last`, once the golden cases of the new months were worked out.
"""


class Command(BaseCommand):
    help = "Réécrit les paramètres datés du simulateur à partir d'OpenFisca-France."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--first", type=_month, help="premier mois vérifié, par exemple 2025-03")
        parser.add_argument("--last", type=_month, help="dernier mois vérifié, par exemple 2026-11")

    def handle(self, *args: Any, **options: Any) -> None:
        if not openfisca.is_installed():
            raise CommandError("OpenFisca-France n'est pas installé.")
        first = options["first"] or snapshot().first_month
        last = options["last"] or snapshot().last_month
        document = exported(openfisca.OpenFisca(), first, last)
        SNAPSHOT.write_text(as_text(document), encoding="utf-8")
        self.stdout.write(f"{len(PATHS)} paramètres écrits, vérifiés de {first:%Y-%m} à {last:%Y-%m}.")


def _month(text: str) -> date:
    return date.fromisoformat(f"{text}-01")


def exported(engine: openfisca.OpenFisca, first: date, last: date) -> dict[str, Any]:
    """What the snapshot says, read from OpenFisca's tree."""
    tree = engine.parameters()
    parameters = {
        name: {"path": path, "values": _values(_leaf(tree, path), first, last)}
        for name, path in PATHS.items()
    }
    return {
        "openfisca_france": engine.version,
        "verified": {"first": first, "last": last},
        "parameters": parameters,
    }


def as_text(document: Mapping[str, Any]) -> str:
    return HEADING + yaml.safe_dump(document, allow_unicode=True, sort_keys=False, width=200)


def _leaf(tree: Any, path: str) -> Any:
    for part in path.split("."):
        tree = getattr(tree, part)
    return tree


def _values(leaf: Any, first: date, last: date) -> list[dict[str, Any]]:
    """The value in force on the first month, and each one that came after, up to the last."""
    dated = sorted((date.fromisoformat(v.instant_str), v.value) for v in leaf.values_list)
    start = max(since for since, _ in dated if since <= first)
    texts = leaf.metadata.get("reference") or {}
    return [
        {"since": since, "value": value, **_source(texts, since)}
        for since, value in dated
        if start <= since <= last
    ]


def _source(texts: Any, since: date) -> dict[str, str]:
    """The text that set the value, when OpenFisca names it for that day."""
    text = texts.get(since.isoformat()) if isinstance(texts, dict) else None
    if isinstance(text, list):
        text = text[0]
    if not isinstance(text, dict):
        return {}
    named = {"source": text.get("title", ""), "url": text.get("href", "")}
    return {key: str(value) for key, value in named.items() if value}
