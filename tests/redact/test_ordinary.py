"""Nothing is taken out of ordinary logs."""

from __future__ import annotations

import pytest

from diagnose.redact import Redactor
from tests.redact.ordinary import PROGRAMS, log


@pytest.mark.parametrize("program", PROGRAMS)
def test_nothing_is_taken_out_of_a_thousand_lines_of_an_ordinary_log(program: str) -> None:
    text = log(program, 1000)

    cleaned = Redactor().document(text, program)

    changed = [one for one, other in zip(text.split("\n"), cleaned.split("\n"), strict=True) if one != other]
    assert changed == [], f"{len(changed)} of 1,000 lines of {program}"
