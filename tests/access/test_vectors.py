"""The verdicts of the servers' own libraries, recorded: patterns, rules, addresses, packed rules.

`ACCESS_VECTORS` may name another file in the same form; `random.json.xz` holds random ones, run through the same
libraries.
"""

from __future__ import annotations

import json
import lzma
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from checks.access import glob
from checks.access.addresses import trusts
from checks.access.evaluate import verdict
from checks.access.merge import Merge, merged
from checks.access.outcome import ServerFailsError, UndecidableError
from checks.access.rules import rules_of, unpacked

HERE = Path(__file__).parent
FILES = (Path(os.environ.get("ACCESS_VECTORS") or HERE / "vectors.json.xz"), HERE / "random.json.xz")


@cache
def recorded(path: Path) -> dict[str, Any]:
    data = path.read_bytes()
    loaded: dict[str, Any] = json.loads(lzma.decompress(data) if path.suffix == ".xz" else data)
    return loaded


def rows(kind: str) -> Iterator[Any]:
    return (row for path in FILES for row in recorded(path)[kind])


def matched(pattern: str, value: str) -> bool | str:
    try:
        return glob.matches(pattern, value)
    except ServerFailsError:
        return "throws"
    except UndecidableError:
        return "refused"


def held(entries: list[str], address: str) -> bool | str:
    try:
        return trusts(entries, address)
    except ServerFailsError:
        return "throws"


def decided(row: dict[str, Any]) -> set[str]:
    sources = [rules_of(rules) for rules in row["sources"]]
    ready = len(row["merge"]) > len("M5")  # a list that is merged already
    rules = sources[0] if ready else merged(Merge(row["merge"]), sources)
    found = verdict(rules, row["action"], row["subject_fields"], split_read=row["split_read"])
    return {outcome.value for outcome in found}


def test_a_pattern_matches_what_it_matches_for_the_server() -> None:
    wrong = [(p, v, said, ours) for p, v, said in rows("glob") if (ours := matched(p, v)) not in {said, "refused"}]
    assert wrong == []


def test_few_patterns_are_refused_and_none_of_the_common_ones() -> None:
    refused = {p for p, v, _ in rows("glob") if matched(p, v) == "refused"}
    assert all(set(p) & set('[]()!"|\\{}$^+') or "//" in p or "***" in p or "./" in p for p in refused)


def test_rules_decide_as_they_do_for_the_server() -> None:
    wrong = [(row, found) for row in rows("permission") if (found := decided(row)) != {row["verdict"]}]
    assert wrong == []


def test_an_address_is_trusted_as_it_is_by_the_server() -> None:
    wrong = [(e, a, said, ours) for e, a, said in rows("ip") if (ours := held(e, a)) != said]
    assert wrong == []


def test_packed_rules_are_those_that_were_packed() -> None:
    pairs = list(rows("packed"))
    assert [[*map(unpacked, row["packed"])] for row in pairs] == [row["unpacked"] for row in pairs]


@pytest.mark.parametrize("kind", ["glob", "permission", "ip", "packed"])
def test_there_are_rows_of_each_kind(kind: str) -> None:
    assert any(rows(kind))
