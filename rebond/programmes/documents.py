"""Programmes as readable files: reading one, and telling each fault with its line.

The vocabulary is closed: programme.schema.json says every key and value; no expression, no rule language.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from rebond.programmes.coherence import incoherences
from rebond.programmes.incoherence import Place

SHIPPED = Path(__file__).resolve().parent.parent.parent / "programmes"
SCHEMA_PATH = SHIPPED / "programme.schema.json"


@dataclass(frozen=True)
class Problem:
    """A fault in a programme file, in French. `line` is None for a programme edited on screen."""

    message: str
    place: Place = ()
    line: int | None = None

    def __str__(self) -> str:
        return f"ligne {self.line} : {self.message}" if self.line else self.message


class FaultyDocument(Exception):
    """The document cannot be used; `problems` says why."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


@dataclass(frozen=True)
class Document:
    """A programme as keys and values, and the line of each when it was read from a file."""

    content: dict[str, Any]
    lines: dict[Place, int] = field(default_factory=dict)

    def line_of(self, place: Place) -> int | None:
        """The line of the nearest thing that has one, going up from `place`."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place)


def read_file(path: Path) -> Document:
    """The document of a YAML file. Raises FaultyDocument when it is not YAML, or not a document."""
    return parse_document(path.read_text(encoding="utf-8"))


def parse_document(text: str) -> Document:
    """The document written in `text`. Raises FaultyDocument when it is not YAML, or not a document."""
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        content = yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else None
        raise FaultyDocument(
            [Problem("Ce n'est pas du YAML : vérifiez l'indentation et les deux-points.", (), line)]
        ) from None
    if not isinstance(content, dict) or node is None:
        raise FaultyDocument(
            [Problem("Un programme est un document à clés (« slug: … », « name: … »).", (), 1)]
        )
    return Document(content, dict(_lines(node, ())))


def _lines(node: yaml.Node, place: Place) -> Iterator[tuple[Place, int]]:
    yield place, node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            here = (*place, key.value)
            yield here, key.start_mark.line + 1
            # The key's own line wins over its value's, which may start below it.
            yield from (found for found in _lines(value, here) if found[0] != here)
    elif isinstance(node, yaml.SequenceNode):
        for position, value in enumerate(node.value):
            yield from _lines(value, (*place, position))


def problems_of(document: Document) -> list[Problem]:
    """Everything wrong with a document, in the order of its lines: first its form, then its coherence."""
    found = [(problem.message, problem.place) for problem in form_problems(document.content)]
    if not found:
        found = [(incoherence.message, incoherence.place) for incoherence in incoherences(document.content)]
    problems = [Problem(message, place, document.line_of(place)) for message, place in found]
    return sorted(problems, key=lambda problem: problem.line or 0)


def form_problems(content: dict[str, Any]) -> list[Problem]:
    """What the schema does not admit, without lines."""
    errors = sorted(_validator().iter_errors(content), key=lambda error: list(map(str, error.path)))
    return [Problem(_in_french(error), tuple(error.absolute_path)) for error in errors]


@cache
def _validator() -> Draft202012Validator:
    return Draft202012Validator(json.loads(SCHEMA_PATH.read_text(encoding="utf-8")))


def _in_french(error: ValidationError) -> str:
    where = f"« {error.absolute_path[-1]} »" if error.absolute_path else "le document"
    expected = error.validator_value
    if error.validator == "required":
        missing = [key for key in expected if key not in error.instance]
        return f"Il manque : {', '.join(missing)}."
    if error.validator == "additionalProperties":
        unknown = [key for key in error.instance if key not in error.schema.get("properties", {})]
        return f"Clé inconnue : {', '.join(map(str, unknown))}."
    if error.validator == "enum":
        expected = ", ".join(map(str, expected))
    if error.validator == "type":
        expected = _KINDS.get(str(expected), str(expected))
    words = _WORDS.get(str(error.validator), "{where} n'a pas la forme attendue.")
    return words.format(where=where, value=error.instance, expected=expected)


_EMPTY = "{where} ne peut pas être vide."
_LEAST = "{where} doit valoir au moins {expected}."
_WORDS = {
    "enum": "{where} vaut « {value} » ; les valeurs possibles sont : {expected}.",
    "type": "{where} doit être {expected}.",
    "pattern": "{where} vaut « {value} » : seuls les lettres sans accent, chiffres, - et _ sont admis.",
    "minimum": _LEAST,
    "exclusiveMinimum": _LEAST,
    "maximum": "{where} ne peut pas dépasser {expected}.",
    "minItems": _EMPTY,
    "maxItems": "{where} ne peut pas dépasser {expected} valeurs.",
    "minLength": _EMPTY,
    "minProperties": _EMPTY,
    "maxLength": "{where} est trop long ({expected} caractères au plus).",
    "uniqueItems": "{where} dit deux fois la même chose.",
}
_KINDS = {
    "string": "un texte",
    "integer": "un nombre entier",
    "boolean": "true ou false",
    "array": "une liste",
    "object": "un ensemble de clés",
    "['integer', 'null']": "un nombre entier, ou null si on ne sait pas",
}
