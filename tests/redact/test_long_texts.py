"""Only what has a sign of a secret is looked at closely; nothing is missed by that."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diagnose.redact import opaque
from diagnose.redact.index import Indexed
from diagnose.redact.opaque import opaque_spans

PIECES = (
    "Zq7dQ98SGCWvwq", "x7Kp9q", "pW7s!Khz$4vN#q", "%2FaB3dE5fG7hJ9", "0a1b2c3d4e5f60718293a4b5c6d7e8f9", "AAAAB3Nz",
    "0114be73-9c2d-4e5f-8a6b-7c8d9e0f1a2b", "req-a1B2c3D4e5", "api-szqkwcxf9k-hg7x7", "handler", "id=", "sha256:",
    "-", "/", " ", "\n", "_", '"', "=", "2026-06-20T05:00:48Z", "getSecretByName", "\u00e9", "\\n",
)  # fmt: skip
FILLING = "\n" + "INFO processed 17 of the jobs\n" * 12


@given(st.lists(st.sampled_from(PIECES), max_size=14))
@settings(max_examples=80, deadline=None, derandomize=True)
def test_what_looks_random_is_the_same_as_where_every_run_is_read(pieces: list[str]) -> None:
    text = "".join(pieces) + FILLING

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(opaque, "_marked", lambda content: range(len(content.text)))
        closely = list(opaque_spans(Indexed(text), []))

    assert list(opaque_spans(Indexed(text), [])) == closely


def test_a_run_longer_than_what_is_read_of_it_goes_to_its_end() -> None:
    text = "x" + "Zq7dQ98SGCWvwq/" * 400 + FILLING

    spans = list(opaque_spans(Indexed(text), []))

    assert [(span.start, span.end) for span in spans] == [(0, text.index("\n"))]
