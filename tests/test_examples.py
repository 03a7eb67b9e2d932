"""The gallery is what the tool renders today, and shows each item of the vendor's FAQ."""

from __future__ import annotations

import gzip
from functools import cache
from pathlib import Path

import pytest

from checks.knowledge.causes import faq_items
from diagnose.model import Status
from examples import make


@cache
def pages() -> dict[Path, str]:
    return dict(make.pages())


def test_a_page_is_what_the_tool_renders_from_its_evidence() -> None:
    other = [path.name for path, content in pages().items() if path.read_text("utf-8") != content]
    assert other == [], "run python examples/make.py"


def test_nothing_else_lies_in_the_gallery() -> None:
    made = {path.name for path in pages()}
    kept = {f"{name}.json" for name in make.EXAMPLES}
    texts = {f"{name}.txt" for name, example in make.EXAMPLES.items() if not example.state}
    found = {path.name for path in make.HERE.iterdir() if path.is_file()}
    assert found == made | kept | texts | {"make.py", "report.png"}


def test_there_is_one_for_each_item_of_the_faq_and_one_of_each_kind_of_verdict() -> None:
    verdicts = [make.diagnosed(name).verdict for name in make.EXAMPLES]
    assert {item.id for item in faq_items()} <= {verdict.faq for verdict in verdicts}
    assert {verdict.status for verdict in verdicts} == set(Status)


@pytest.mark.parametrize("path", sorted(make.HERE.glob("*.html")), ids=lambda path: path.name)
def test_a_page_keeps_its_size(path: Path) -> None:
    content = path.read_bytes()
    assert len(content) <= 60 * 1024
    assert len(gzip.compress(content)) <= 15 * 1024
