"""The lock file of development: it holds what `pyproject.toml` asks for, each release with hashes, and no address."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
LOCK = (ROOT / "requirements-dev.txt").read_text("utf-8")
PINS = dict(re.findall(r"^([a-z0-9-]+)==([^ ]+) ", LOCK, re.MULTILINE))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


def test_every_requirement_is_pinned_to_a_release_that_it_allows() -> None:
    groups = PROJECT["optional-dependencies"].values()
    wanted = [Requirement(line) for line in (*PROJECT["dependencies"], *(line for group in groups for line in group))]
    pinned = {str(need): PINS.get(canonicalize_name(need.name)) for need in wanted}
    assert [need for need, pin in pinned.items() if pin is None or not Requirement(need).specifier.contains(pin)] == []


def test_every_pin_has_hashes() -> None:
    blocks = re.split(r"^(?=[a-z0-9-]+==)", LOCK, flags=re.MULTILINE)[1:]
    assert len(blocks) == len(PINS)
    assert [block.partition(" ")[0] for block in blocks if "--hash=sha256:" not in block] == []


def test_it_names_no_index() -> None:
    assert re.findall(r"https?://|^--", LOCK, re.MULTILINE) == []
