"""The shape of an act: atomic, keyword-only, takes `by`, requires a permission, records an entry."""

import ast

import pytest

from rebond.pathways import actions, policy
from tests.architecture.code import REBOND, Act, acts, calls, decorators, functions, modules, name_of, tree

ACT_MODULES = modules("pathways/actions")
#: The rooms beside the paths that have acts of their own.
OTHER_ROOMS = sorted(path.parent.name for path in REBOND.glob("*/actions*") if path.parent.name != "pathways")


def _public(path_functions: list[ast.stmt]) -> list[str]:
    """The functions that take `by`: those are acts, the others are calculations shared with screens."""
    return [
        node.name
        for node in path_functions
        if isinstance(node, ast.FunctionDef)
        and not node.name.startswith("_")
        and "by" in [argument.arg for argument in (*node.args.args, *node.args.kwonlyargs)]
    ]


ACTS = acts({name: ACT_MODULES for name in actions.__all__ if callable(getattr(actions, name))})


def _acts_of(room: str) -> list[Act]:
    """Private modules of a room (`places.py` …) share work inside an act: they are followed, not checked on their own."""
    paths = [path for path in modules(f"{room}/actions", f"{room}/actions.py") if path.exists()]
    exported = {name for path in paths for name in _public(tree(path).body)}
    door = REBOND / room / "actions/__init__.py"
    if door.exists():
        exported &= {
            alias.name for node in tree(door).body if isinstance(node, ast.ImportFrom) for alias in node.names
        }
    return acts(dict.fromkeys(exported, paths))


ROOM_ACTS = [act for room in OTHER_ROOMS for act in _acts_of(room)]
#: `decide` is reached through a table of effects, and `report_step` through `hold_review`: both by name.
every_act = pytest.mark.parametrize("act", [*ACTS, *ROOM_ACTS], ids=str)


def test_every_act_is_known_at_the_door():
    defined = {name for path in ACT_MODULES for name in _public(tree(path).body)}
    assert defined <= set(actions.__all__)
    assert {act.function.name for act in ACTS} >= defined
    assert len(ACTS) >= 30
    assert {"imports", "trainings"} <= set(OTHER_ROOMS)
    assert {act.module.parent.name for act in ROOM_ACTS} | {
        act.module.parent.parent.name for act in ROOM_ACTS
    } >= set(OTHER_ROOMS)


@every_act
def test_an_act_is_atomic(act: Act):
    assert "@transaction.atomic" in act.reached, f"{act} runs outside a transaction"


@every_act
def test_an_act_takes_keyword_arguments_only_and_says_by_whom(act: Act):
    arguments = act.function.args
    assert not arguments.args, f"{act} takes positional arguments"
    assert not arguments.posonlyargs
    assert "by" in {argument.arg for argument in arguments.kwonlyargs}


@every_act
def test_an_act_requires_a_permission(act: Act):
    # An act on a whole list takes what the role sees: that is its permission.
    assert act.reached & {".require", ".require_seat", ".pathways_visible_to"}, f"{act} asks no permission"


@every_act
def test_an_act_records_an_entry(act: Act):
    assert act.reached & {"record", "entry"}, f"{act} leaves no trace in the journal"


@every_act
def test_an_act_says_what_it_does(act: Act):
    assert ast.get_docstring(act.function)


def test_each_permission_is_asked_by_somebody():
    asked = {
        node.value
        for path in modules()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and path.name not in ("permissions.py", "own.py")
    }
    templates = " ".join(path.read_text(encoding="utf-8") for path in REBOND.rglob("*.html"))
    # `decide` and its like are asked by the act of the same name through its verb.
    permissions = {**policy.PERMISSIONS, **policy.OWN_PERMISSIONS}
    unused = {name for name in permissions if name not in asked and name not in templates}
    assert unused == set()


WRITES = {
    ".save",
    ".create",
    ".bulk_create",
    ".bulk_update",
    ".get_or_create",
    ".update_or_create",
    ".delete",
}
#: Who writes beside the acts, and what for.
WRITERS = {
    "rebond/pathways/phases.py": "called by acts, inside their transaction",
    "rebond/finances/writing.py": "called by acts, inside their transaction: the path says who may",
    "rebond/pathways/contact.py": "called by acts, inside their transaction: compared where it is kept",
}


ROOMS = ("assessments", "filing", "finances", "pathways", "reporting", "trainings", "tutoring", "web")


def test_only_acts_write_on_paths():
    guilty = {
        f"{name_of(path)}:{function.name}"
        for path in modules("agenda", *ROOMS)
        if path.stem != "actions"
        and "actions" not in path.parts
        and "models" not in path.parts
        and name_of(path) not in WRITERS
        for function in functions(path)
        if calls(function) & WRITES and not _writes_a_draft_or_a_file(path)
    }
    assert guilty == set()


def _writes_a_draft_or_a_file(path) -> bool:
    """Spreadsheets and documents are saved to memory; drafts and saved views have their own store."""
    return path.parent.name == "reporting"


def test_an_update_of_many_rows_happens_in_an_act_only():
    guilty = set()
    for path in modules(*ROOMS):
        if "actions" in path.parts or name_of(path) in WRITERS:
            continue
        for node in ast.walk(tree(path)):
            is_update = (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr == "update"
            )
            if is_update and ".objects" in ast.unparse(node.func.value):
                guilty.add(f"{name_of(path)}:{node.lineno}")
    assert guilty == set()


def test_acts_lock_before_they_move():
    """An act that moves a life has locked the thing first: two people cannot both be the first."""
    movers = [act for act in ACTS if ".after" in act.reached]
    assert len(movers) >= 15
    assert [str(act) for act in movers if not act.reached & {"lock", "lock_revision"}] == []
    assert all(
        "@transaction.atomic" not in decorators(f)
        for path in ACT_MODULES
        for f in functions(path)
        if f.name == "lock"
    )
