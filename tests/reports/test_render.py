from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from diagnose.model import Diagnosis
from reports import FORMATS, Options, render
from tests.reports.samples import SAMPLES

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("name", SAMPLES)
def test_every_format_renders_every_kind_of_verdict_and_ends_with_a_newline(format_: str, name: str) -> None:
    text = render(SAMPLES[name](), format_, Options())

    assert text.endswith("\n")
    assert text.isprintable() is False  # lines
    text.encode("utf-8")  # no half of a surrogate pair


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("name", SAMPLES)
def test_equal_diagnoses_give_equal_bytes(format_: str, name: str) -> None:
    first = SAMPLES[name]()
    reordered = msgspec.convert(_turned(msgspec.to_builtins(first)), Diagnosis)

    assert first == reordered
    assert render(first, format_, Options(verbose=True)) == render(reordered, format_, Options(verbose=True))


def _turned(value: object) -> object:
    """The same value with the names of every object in the opposite order."""
    if isinstance(value, dict):
        return {key: _turned(value[key]) for key in reversed(value)}
    return [_turned(item) for item in value] if isinstance(value, list | tuple) else value


def test_an_unknown_format_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="no such format: 'pdf'; there are terminal, json, html, markdown"):
        render(SAMPLES["no-cause"](), "pdf", Options())


@pytest.mark.parametrize(
    ("format_", "unwanted"),
    [("json", {"rich", "jinja2"}), ("markdown", {"rich", "jinja2"}), ("terminal", {"jinja2"}), ("html", {"rich"})],
)
def test_a_format_loads_only_what_it_needs(format_: str, unwanted: set[str]) -> None:
    program = (
        "import sys; from reports import Options, render; from tests.reports.samples import no_cause; "
        f"render(no_cause(), {format_!r}, Options()); print(*sys.modules)"
    )

    command = [sys.executable, "-c", program]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=60)

    assert unwanted.isdisjoint(run.stdout.split())
