"""Which pieces of a text are compared with a secret's, and which of them tell it apart from words."""

from __future__ import annotations

import pytest

from diagnose.secret.pieces import PIECE, STEP, all_pieces, halves, is_met_anywhere, is_telling, pieces_from

DENSE = b"0123456789abcdefghijklmnopqrstuvwxyz"


@pytest.mark.parametrize("begin", [0, 3, 5])
@pytest.mark.parametrize("times", [1, 1000], ids=["a short text", "a long text"])
def test_the_pieces_stand_one_behind_the_other(times: int, begin: int) -> None:
    dense = DENSE * times
    pieces = pieces_from(dense, begin)
    assert b"".join(pieces) == dense[begin : begin + len(pieces) * PIECE]
    assert {len(piece) for piece in pieces} == {PIECE}
    assert len(pieces) == (len(dense) - begin) // PIECE


@pytest.mark.parametrize(("length", "begin"), [(0, 0), (9, 0), (10, 1), (3, 9)])
def test_what_is_shorter_than_a_piece_has_none(length: int, begin: int) -> None:
    assert list(pieces_from(DENSE[:length], begin)) == []


def test_all_pieces_are_those_from_every_place_on() -> None:
    assert all_pieces(DENSE) == {DENSE[at : at + PIECE] for at in range(len(DENSE) - PIECE + 1)}


@pytest.mark.parametrize("length", range(PIECE, len(DENSE)))
def test_of_every_piece_one_half_is_known(length: int) -> None:
    known = halves(DENSE[:length])
    assert all(piece[:STEP] in known or piece[STEP:] in known for piece in all_pieces(DENSE[:length]))
    assert len(known) == (length - STEP) // 2 + 1


@pytest.mark.parametrize("times", [1, 1000], ids=["a short text", "a long text"])
def test_halves_of_a_text_stand_one_behind_the_other(times: int) -> None:
    dense = DENSE * times
    assert b"".join(pieces_from(dense, 0, STEP, STEP)) == dense[: len(dense) // STEP * STEP]


@pytest.mark.parametrize(
    ("piece", "telling"),
    [
        pytest.param(b"a1bcdeaaaa", True, id="a digit between letters, six kinds"),
        pytest.param(b"a1bcdaaaaa", True, id="five kinds, but hexadecimal"),
        pytest.param(b"z1xyzwzzzz", False, id="five kinds, not hexadecimal"),
        pytest.param(b"z1xywvzzzz", True, id="six kinds, not hexadecimal"),
        pytest.param(b"prod200000", False, id="a word and a number"),
        pytest.param(b"abcdefabcd", False, id="hexadecimal, no digit"),
        pytest.param(b"abc1111111", True, id="hexadecimal, four kinds"),
        pytest.param(b"ab11111111", False, id="hexadecimal, three kinds"),
        pytest.param(b"passphrase", False, id="a word"),
    ],
)
def test_a_piece_tells_that_no_words_would_make(piece: bytes, telling: object) -> None:
    assert is_telling(piece) is telling


@pytest.mark.parametrize("at", range(0, 26, 5))
@pytest.mark.parametrize("what", [b"x7k", b"z1x9w", b"q4", b"1a2b3c", b"v5555t", b"7z", b"m123456n"])
@pytest.mark.parametrize(
    "around", [b"zyxwvutsrqponmlkjihgzyxwvuts", b"zzzzzzzzzzzzzzzyxwvutsrqponm", b"zyzyzyzyzyzyzyzyzyzyzyzyzyzy"]
)
def test_it_is_met_anywhere_if_a_piece_tells_at_every_remainder(around: bytes, what: bytes, at: int) -> None:
    dense = around[:at] + what + around[at:]
    telling = {begin % STEP for begin in range(len(dense) - PIECE + 1) if is_telling(dense[begin : begin + PIECE])}
    assert is_met_anywhere(dense) is (len(telling) == STEP)
