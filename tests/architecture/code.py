"""Reading our own code: modules, functions, and what they call."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
REBOND = ROOT / "rebond"

Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def modules(*folders: str) -> list[Path]:
    """Python files of these folders of rebond, migrations left out."""
    roots = [REBOND / folder for folder in folders] or [REBOND]
    found = [path for root in roots for path in (root.rglob("*.py") if root.is_dir() else [root])]
    return sorted(path for path in found if "migrations" not in path.parts)


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def functions(path: Path) -> Iterator[Function]:
    return (node for node in ast.walk(tree(path)) if isinstance(node, Function))


def lines_of(function: Function) -> int:
    """Lines from `def` to the end, the docstring left out."""
    count = (function.end_lineno or 0) - function.lineno + 1
    first = function.body[0]
    if (
        isinstance(first, ast.Expr)
        and isinstance(first.value, ast.Constant)
        and isinstance(first.value.value, str)
    ):
        count -= (first.end_lineno or 0) - first.lineno + 1
    return count


def decorators(function: Function) -> set[str]:
    return {ast.unparse(decorator) for decorator in function.decorator_list}


def calls(node: ast.AST) -> set[str]:
    """Names called within: `record`, `policy.require`, `thing.save` as `.save`."""
    called = set()
    for call in ast.walk(node):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name):
            called.add(call.func.id)
        elif isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute):
            called.add(f".{call.func.attr}")
    return called


@dataclass(frozen=True)
class Act:
    """A public function of an actions module, with all that it reaches inside the actions packages."""

    module: Path
    function: Function
    reached: frozenset[str]

    def __str__(self) -> str:
        return self.function.name


Known = dict[tuple[Path, str], Function]


def acts(exported: dict[str, list[Path]]) -> list[Act]:
    """`exported` maps each public name to the modules where it may be defined."""
    places = {path for paths in exported.values() for path in paths}
    known: Known = {
        (path, function.name): function
        for path in places
        for function in tree(path).body
        if isinstance(function, Function)
    }
    return [
        Act(path, function, frozenset(_reached(path, name, known)))
        for (path, name), function in sorted(known.items(), key=lambda item: item[0][1])
        if name in exported
    ]


def _reached(path: Path, name: str, known: Known) -> set[str]:
    """Everything called from there on: private functions in the same module, public ones in any of them."""
    seen: set[tuple[Path, str]] = set()
    waiting, reached = [(path, name)], set()
    while waiting:
        place = waiting.pop()
        if place in seen:
            continue
        seen.add(place)
        function = known[place]
        reached |= calls(function) | {f"@{decorator}" for decorator in decorators(function)}
        for called in calls(function):
            waiting += [
                other
                for other in known
                if other[1] == called and (other[0] == place[0] or not called.startswith("_"))
            ]
    return reached
