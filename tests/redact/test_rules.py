"""Every rule finds what it says it finds, and leaves what it says it leaves; every pattern that is kept is a rule."""

from __future__ import annotations

import csv
import pkgutil
import re
import tomllib
from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any, Final, NamedTuple

import pytest

import diagnose.intake
import diagnose.redact
from diagnose.credential import spelling
from diagnose.redact import keys


class Examples(NamedTuple):
    """What `pattern` finds with the method `by`, and near texts that it leaves."""

    pattern: re.Pattern[Any]
    by: str
    finds: tuple[str | bytes, ...]
    leaves: tuple[str | bytes, ...]


MODULES: Final = (
    *(each.name for each in pkgutil.iter_modules(diagnose.redact.__path__, "diagnose.redact.")),
    *(each.name for each in pkgutil.iter_modules(diagnose.intake.__path__, "diagnose.intake.")),
    "diagnose.files.source",
    "diagnose.secret.last_scan",
)


def patterns() -> dict[str, re.Pattern[Any]]:
    """All patterns that the modules keep, by name; each once."""
    found: dict[str, re.Pattern[Any]] = {}
    seen = {id(each) for value in vars(spelling).values() for each in within(value)}
    for module in MODULES:
        for name, value in vars(import_module(module)).items():
            new = [each for each in within(value) if id(each) not in seen]
            seen.update(map(id, new))
            label = f"{module.removeprefix('diagnose.')}.{name}"
            words = isinstance(value, Mapping) and all(re.fullmatch(r"[\w-]+", str(key)) for key in value)
            keys = value if words and len(value) == len(new) else range(len(new))
            named = words or len(new) > 1
            found |= {f"{label}[{key}]" if named else label: each for key, each in zip(keys, new, strict=True)}
    return found


def within(value: object) -> Iterator[re.Pattern[Any]]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, Mapping):
        yield from within(tuple(value.values()))
    elif isinstance(value, tuple | list):
        for each in value:
            if not isinstance(each, Examples):
                yield from within(each)


PATTERNS: Final = patterns()
NAMES: Final = {id(pattern): name for name, pattern in PATTERNS.items()}


def name(examples: Examples) -> str:
    return NAMES.get(id(examples.pattern), "elsewhere")


def of_the_files() -> Iterator[Examples]:
    """The examples of the packages' patterns, which are in files of their own: no run but this one needs them."""
    tests = Path(__file__).parents[1]
    for package, folder in (("redact.", "redact"), ("", "intake"), ("secret.", "secret")):
        for title, row in tomllib.loads((tests / folder / "examples.toml").read_text(encoding="utf-8")).items():
            pattern = PATTERNS[f"{package}{title}"]
            finds, leaves = (tuple(_as(pattern, text) for text in row[each]) for each in ("finds", "leaves"))
            yield Examples(pattern, row.get("by", "search"), finds, leaves)


def of_the_nouns() -> Iterator[Examples]:
    """Those of the nouns that name a secret, each beside its pattern."""
    with Path(keys.__file__).with_name("nouns.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield Examples(
                re.compile(row["pattern"]), "fullmatch", tuple(row["finds"].split()), tuple(row["leaves"].split())
            )


def _as(pattern: re.Pattern[Any], text: str) -> str | bytes:
    return text.encode("latin-1") if isinstance(pattern.pattern, bytes) else text


SHOWN: Final = [*of_the_files(), *of_the_nouns()]
ORDERED: Final = sorted(SHOWN, key=name)


@pytest.mark.parametrize("examples", ORDERED, ids=[name(each) for each in ORDERED])
def test_a_rule_finds_its_examples_and_leaves_the_near_ones(examples: Examples) -> None:
    find = getattr(examples.pattern, examples.by)

    assert examples.finds
    assert examples.leaves
    assert [text for text in examples.finds if not find(text)] == []
    assert [text for text in examples.leaves if find(text)] == []


def test_every_kept_pattern_has_examples() -> None:
    shown = {id(examples.pattern) for examples in SHOWN}

    assert [name for name, pattern in PATTERNS.items() if id(pattern) not in shown] == []


def test_no_pattern_is_written_twice() -> None:
    written = [examples.pattern for examples in SHOWN]

    assert [pattern.pattern for at, pattern in enumerate(written) if pattern in written[:at]] == []
