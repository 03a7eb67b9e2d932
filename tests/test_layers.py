"""Who may import whom. Imports inside functions count too; those for type checkers only do not."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
OURS = {"diagnose", "checks", "reports", "tests", "benchmarks"}
# Who may import a library; a name that ends in a dot stands for all modules of that package.
ONLY = {
    "httpx": {"diagnose.http."},
    "truststore": {"diagnose.http.trust"},
    "certifi": {"diagnose.http.trust"},
    "click": {"diagnose.cli."},
    "jinja2": {"reports.html_page"},
    "markupsafe": {"reports.html_page", "reports.html_view"},
    # columns lays out the lines that terminal fills; no other format uses it.
    "rich": {"reports.terminal", "reports.columns", "reports.wide", "diagnose.cli.batch.bar"},
}
# What the packages may import of ours; longest name first.
MAY = (
    ("diagnose.model", {"diagnose.model"}),
    ("diagnose.secret", {"diagnose.secret", "diagnose.problems"}),
    ("diagnose.problems", set[str]()),
    ("diagnose.lab", {"diagnose.lab"}),
    ("diagnose.cli", {"diagnose", "checks", "reports"}),
    ("diagnose.api", {"diagnose", "checks", "reports"}),
    ("diagnose", {"diagnose", "checks"}),
    ("checks", {"checks", "diagnose.model", "diagnose.secret"}),
    ("reports", {"reports", "diagnose.model", "diagnose.secret"}),
)


@cache
def modules() -> dict[str, frozenset[str]]:
    """Every module of ours, and the full names of what it imports."""
    files = [path for package in ("diagnose", "checks", "reports") for path in (ROOT / package).rglob("*.py")]
    return {_name(path): frozenset(_imports(ast.parse(path.read_text("utf-8")), path)) for path in files}


def _name(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def _imports(node: ast.AST, path: Path) -> Iterator[str]:
    if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
        return
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        assert node.level == 0, f"{path} imports by relative name"
        yield from (f"{node.module}.{alias.name}" for alias in node.names)
    for child in ast.iter_child_nodes(node):
        yield from _imports(child, path)


def within(name: str, package: str) -> bool:
    return name == package or name.startswith(f"{package}.")


def test_there_are_modules_to_look_at() -> None:
    assert {"diagnose.model", "diagnose.cli.check", "checks.expiry", "reports.terminal"} <= modules().keys()


def forbidden(module: str) -> set[str]:
    """What a module imports and may not."""
    allowed = next(names for package, names in MAY if within(module, package))
    ours = {name for name in modules()[module] if name.partition(".")[0] in OURS} - {"diagnose.__version__"}
    return {name for name in ours if not any(within(name, known) for known in allowed)}


def test_a_module_imports_only_what_its_package_may() -> None:
    assert {module: names for module in modules() if (names := forbidden(module))} == {}


@pytest.mark.parametrize("library", sorted(ONLY))
def test_a_library_is_imported_where_it_belongs_and_nowhere_else(library: str) -> None:
    users = {module for module, names in modules().items() if any(within(name, library) for name in names)}
    assert {u for u in users if not any(within(u, known.rstrip(".")) for known in ONLY[library])} == set()


def test_nothing_but_the_command_line_knows_the_command_line() -> None:
    users = {module for module, names in modules().items() if any(within(name, "diagnose.cli") for name in names)}
    assert {module for module in users if not within(module, "diagnose.cli")} == set()


def test_the_lab_needs_nothing_but_the_standard_library() -> None:
    used = {name.partition(".")[0] for m, names in modules().items() if within(m, "diagnose.lab") for name in names}
    assert used - sys.stdlib_module_names == {"diagnose"}


FILE_LINES, FUNCTION_LINES, CLASS_LINES, TOP_ENTRIES = 300, 40, 250, 14


def sources() -> list[Path]:
    return sorted(path for package in ("diagnose", "checks", "reports") for path in (ROOT / package).rglob("*.py"))


def too_long(path: Path) -> Iterator[str]:
    text = path.read_text("utf-8")
    if len(text.splitlines()) > FILE_LINES:
        yield str(path.relative_to(ROOT))
    for node in ast.walk(ast.parse(text)):
        most = {ast.FunctionDef: FUNCTION_LINES, ast.ClassDef: CLASS_LINES}.get(type(node))
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and (node.end_lineno or 0) - node.lineno >= (most or 0):
            yield f"{path.relative_to(ROOT)}: {node.name}"


def test_files_functions_and_classes_are_short() -> None:
    assert [name for path in sources() for name in too_long(path)] == []


def home(name: str) -> str:
    """The module that an imported name stands in."""
    while name and name not in modules():
        name = name.rpartition(".")[0]
    return name


def test_no_modules_import_each_other_in_a_circle() -> None:
    known = modules()
    uses = {module: {home(name) for name in names} & known.keys() - {module} for module, names in known.items()}
    while leaves := {module for module, others in uses.items() if not others}:
        uses = {module: others - leaves for module, others in uses.items() if module not in leaves}
    assert sorted(uses) == []


def test_the_top_of_diagnose_can_be_taken_in_at_a_glance() -> None:
    entries = {path.name for path in (ROOT / "diagnose").iterdir()} - {"__init__.py", "__pycache__", "py.typed"}
    assert len(entries) <= TOP_ENTRIES


def test_the_architecture_page_names_every_folder_of_code_and_no_other() -> None:
    page = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
    rows = re.findall(r"^\| `([a-z/]+)` \|", page, re.MULTILINE)
    deeper = {"diagnose/lab/states", "checks/knowledge/causes"}  # data of the folder above
    folders = {str(path.parent.relative_to(ROOT)) for path in sources()} - {"diagnose"} - deeper
    assert sorted(rows) == sorted(folders)
