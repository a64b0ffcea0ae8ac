"""Sizes that stay comfortable, and things that are not done here."""

import ast
import re

import pytest

from tests.architecture.code import REBOND, ROOT, functions, lines_of, modules, name_of, tree

MODULE_LINES = 400
FUNCTION_LINES = 40
VIEW_LINES = 20


def test_no_module_is_too_long():
    sizes = {name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in modules()}
    assert len(sizes) > 80
    assert {name: size for name, size in sizes.items() if size > MODULE_LINES} == {}


def test_no_function_is_too_long():
    long = {
        f"{name_of(path)}:{function.name}": lines_of(function)
        for path in modules()
        for function in functions(path)
        if lines_of(function) > FUNCTION_LINES
    }
    assert long == {}


def _views():
    for path in modules("web"):
        for function in functions(path):
            first = function.args.args[:1]
            if first and first[0].arg == "request" and not function.name.startswith("_"):
                yield path, function


def test_views_are_corridors():
    sizes = {f"{name_of(path)}:{view.name}": lines_of(view) for path, view in _views()}
    assert len(sizes) > 30
    assert {name: size for name, size in sizes.items() if size > VIEW_LINES} == {}


def test_views_ask_policy_and_not_the_tables():
    """What is visible is decided in policy: a view never starts from Model.objects."""
    guilty = {
        f"{name_of(path)}:{view.name}"
        for path, view in _views()
        for node in ast.walk(view)
        if isinstance(node, ast.Attribute) and node.attr in ("objects", "_base_manager", "_default_manager")
    }
    assert guilty == set()


@pytest.mark.parametrize("forbidden", ["django.db.models.signals", "django.dispatch"])
def test_nothing_happens_behind_the_reader_s_back(forbidden):
    guilty = {
        name_of(path)
        for path in modules()
        for node in ast.walk(tree(path))
        if (isinstance(node, ast.ImportFrom) and (node.module or "").startswith(forbidden))
        or (isinstance(node, ast.Import) and any(alias.name.startswith(forbidden) for alias in node.names))
    }
    assert guilty == set()


def test_there_is_one_clock():
    """`timezone.now`, `date.today` and the like are asked in rebond.core.clock only."""
    pattern = re.compile(r"timezone\.now|date\.today\(|datetime\.(now|utcnow|today)\(|time\.time\(")
    guilty = {
        name_of(path)
        for path in modules()
        if path != REBOND / "core/clock.py" and pattern.search(path.read_text(encoding="utf-8"))
    }
    assert guilty == set()


def test_there_is_no_drawer_for_odds_and_ends():
    names = {path.stem for path in modules()}
    assert names & {"utils", "helpers", "misc", "common", "services", "signals"} == set()


def test_pages_hold_no_inline_script_nor_style():
    """The Content-Security-Policy forbids them: they would be dead letters."""
    pattern = re.compile(
        r"""<script(?![^>]*\bsrc=)[^>]*>|<style|\sstyle=["']|\son[a-z]+=["']|hx-on|href=["']javascript:"""
    )
    guilty = {
        str(path.relative_to(ROOT))
        for path in REBOND.rglob("*.html")
        if pattern.search(
            re.sub(
                r"{#.*?#}|{% comment %}.*?{% endcomment %}",
                "",
                path.read_text(encoding="utf-8"),
                flags=re.DOTALL,
            )
        )
    }
    assert guilty == set()


def test_messages_are_written_for_every_template_that_is_queued():
    queued = set()
    for path in modules():
        for node in ast.walk(tree(path)):
            is_queue = (
                isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "queue"
            )
            if is_queue and node.args and isinstance(node.args[0], ast.Constant):
                queued.add(node.args[0].value)
    written = {path.stem for path in REBOND.rglob("templates/messages/*.txt")}
    assert queued
    assert queued <= written


def test_a_message_about_somebody_is_shown_on_their_file():
    """`queue(…, beneficiary=…)` says on which file; what speaks to the person goes through `telling`."""
    guilty = set()
    for path in modules():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "queue":
                named = {keyword.arg for keyword in node.keywords}
                if "beneficiary" in named and "file_id" not in named:
                    guilty.add(f"{name_of(path)}:{node.lineno}")
    assert guilty == set()
