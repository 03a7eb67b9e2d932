"""The moving line: it counts the seconds, and what a host is called cannot act on the terminal."""

from __future__ import annotations

import io

import pytest

from diagnose.cli.progress import MovingLine


def shown(url: str, at: float) -> str:
    times = iter([0.0, at])
    stream = io.StringIO()
    line = MovingLine(url, stream, lambda: next(times))
    line("whether it works")
    assert stream.getvalue() == ""
    return line.text()


def test_it_names_the_host_and_counts_the_seconds() -> None:
    assert shown("https://eu.infisical.com/api", 7.4) == "whether it works · eu.infisical.com · 7 s"


@pytest.mark.parametrize("host", ["x" * 200, "a\x1b[2Jb"])
def test_it_stays_one_line_that_does_nothing(host: str) -> None:
    line = shown(f"https://{host}", 0)
    assert len(line) <= 78
    assert "\x1b" not in line
