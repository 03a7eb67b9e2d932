"""Sixty texts as strangers paste them, written before the reader was looked at."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import pytest

from diagnose.model import Confidence, Status
from reports import Options, render
from tests.intake.texts import explained


class Stranger(NamedTuple):
    """A text, the causes that an honest reader may name (none: no rejection), and whether it proves the first."""

    name: str
    causes: tuple[str, ...]
    certain: bool
    secret: str
    content: bytes


def _all() -> list[Stranger]:
    parts = re.split(r"(?m)^=== ", Path(__file__).with_name("strangers.txt").read_text(encoding="utf-8"))[1:]
    return [_one(*part.split("\n", 1)) for part in parts]


def _one(head: str, text: str) -> Stranger:
    name, causes, sure, *secret = (field.strip() for field in head.split("|"))
    named = tuple(cause for cause in causes.split() if cause != "none")
    return Stranger(name, named, sure == "certain", "".join(secret).removeprefix("secret:"), text.encode())


@pytest.mark.parametrize("text", _all(), ids=lambda text: text.name)
def test_a_strangers_text_is_read_as_an_honest_reader_would(text: Stranger) -> None:
    diagnosis = explained(text.content)
    verdict = diagnosis.verdict
    if not text.causes:
        assert verdict.cause is None
        return
    assert verdict.cause in text.causes
    assert not text.certain or verdict.cause == text.causes[0]
    assert text.certain or verdict.confidence is not Confidence.CERTAIN or verdict.status is Status.INCONCLUSIVE
    assert not text.secret or text.secret[-24:] not in render(diagnosis, "json", Options())
