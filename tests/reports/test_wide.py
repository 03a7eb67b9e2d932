# these signs are meant
"""Lines of a text without spaces between its words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from reports.wide import is_wide, lines

SIGNS = "新しいシークレットを依頼してください。期限（日付）"


@pytest.mark.parametrize(
    ("text", "expected"), [("a line – with “signs”", False), ("TTL を 0", True), ("機械", True), ("한국", True)]
)
def test_only_signs_of_two_columns_make_a_text_wide(text: str, *, expected: bool) -> None:
    assert is_wide(text) is expected


def test_a_line_is_filled_to_its_end_and_none_begins_with_a_sign_that_closes() -> None:
    assert list(lines("設定を直してください。次に、再起動。", 20)) == ["設定を直してくださ", "い。次に、再起動。"]


def test_a_latin_word_and_what_opens_before_it_stay_together() -> None:
    assert list(lines("期限は（2026-12-28）です", 16)) == ["期限は", "（2026-12-28）で", "す"]


@given(st.text(st.sampled_from(SIGNS + "ab 「』、"), max_size=60), st.integers(8, 20))
def test_every_line_fits_and_nothing_is_lost(text: str, column: int) -> None:
    found = list(lines(text, column))
    assert "".join("".join(found).split()) == "".join(text.split())
    longest = max(map(len, text.split()), default=0)
    assert all(cell_len(line) <= max(column, 2 * longest) for line in found)
