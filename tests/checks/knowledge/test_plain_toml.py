"""The quick reader of TOML says what the standard library's says, or nothing."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

import checks.knowledge
from checks.knowledge.plain_toml import plain, read

HERE = Path(checks.knowledge.__file__).parent
PLAIN = sorted(path for path in HERE.rglob("*.toml") if path.name != "advice.toml")
SAMPLE = """\
# a remark

[one]
text = "with \\" and é"
other = 'with " and \\'
list = [
  "a",
  'b',
]
short = ["a, \\"b", 'c']
flag = true
[two-2]
[two-2.inner]
flag = false
"""


@pytest.mark.parametrize("path", PLAIN, ids=lambda path: path.name)
def test_a_file_that_every_run_reads_is_plain_and_means_the_same(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert plain(text) == tomllib.loads(text)


def test_no_change_of_one_character_makes_it_say_another_thing() -> None:
    assert plain(SAMPLE) == tomllib.loads(SAMPLE)
    changed = [SAMPLE[:at] + put + SAMPLE[at + cut :] for at in range(len(SAMPLE)) for put in PUT for cut in (0, 1)]
    assert [text for text in changed if not _agrees(text)] == []


PUT = ("", "\n", "\\", '"', "'", "#", "[", "=")


def _agrees(text: str) -> bool:
    found = plain(text)
    try:
        return found in (None, tomllib.loads(text))
    except tomllib.TOMLDecodeError:
        return found is None


@pytest.mark.parametrize("text", ["a = 1\n", 'a = "\\n"\n', "[[a]]\n", 'a.b = "c"\n', 'a = "b"', '"a" = "b"\n'])
def test_what_is_not_plain_is_read_by_the_library(tmp_path: Path, text: str) -> None:
    (tmp_path / "it.toml").write_text(text)
    assert plain(text) is None
    assert read(tmp_path / "it.toml") == tomllib.loads(text)
