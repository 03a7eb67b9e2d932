"""A text's letters and digits in pieces: what is compared to find a secret however a text was wrapped or framed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from struct import Struct
from typing import Final

PIECE: Final = 10
_MOST_IN_A_ROW: Final = 2000
STEP: Final = 5
"""Of a text every fifth piece is looked up, so that any 20 letters and digits in a row of a secret hold two of them."""
BETWEEN: Final = b"\n"
"""Stands in no text's pieces, which are letters and digits alone."""
_VARIETY: Final = 6
_HEX_VARIETY: Final = 4
_LETTERS_AND_DIGITS: Final = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_THE_REST: Final = bytes(byte for byte in range(256) if byte not in _LETTERS_AND_DIGITS)
_HEX: Final = re.compile(rb"[0-9a-f]+")
_DIGIT: Final = re.compile(rb"[0-9]")
_MIXED: Final = re.compile(rb"[0-9][^0-9]+[0-9]|[^0-9][0-9]+[^0-9]")
_MIXED_CLOSELY: Final = re.compile(rb"[0-9][^0-9]{1,4}[0-9]|[^0-9][0-9]{1,4}[^0-9]")
_SHORTEST_MIXED: Final = 3


def bare(text: str) -> bytes:
    """Only the ASCII letters and digits: what is left however a text was wrapped, indented or framed."""
    return text.encode("utf-8", "surrogatepass").translate(None, _THE_REST)


def all_pieces(dense: bytes) -> set[bytes]:
    """Every piece, wherever it begins."""
    found: set[bytes] = set()
    for begin in range(PIECE):
        found.update(pieces_from(dense, begin))
    return found


def halves(dense: bytes) -> set[bytes]:
    """A half of each piece: those that begin at even places, as one half of every piece does."""
    found: set[bytes] = set()
    for begin in range(0, PIECE, 2):
        found.update(pieces_from(dense, begin, STEP))
    return found


def pieces_from(dense: bytes, begin: int, size: int = PIECE, step: int = PIECE) -> Sequence[bytes]:
    """The pieces of that size which begin at that place and at every further step."""
    pieces = (len(dense) - begin - size) // step + 1
    if pieces > _MOST_IN_A_ROW:
        return [dense[at : at + size] for at in range(begin, len(dense) - size + 1, step)]
    return _in_a_row(pieces, size, step).unpack_from(dense, begin) if pieces > 0 else ()


@lru_cache(maxsize=512)
def _in_a_row(pieces: int, size: int, step: int) -> Struct:
    """So many pieces at such steps, which takes half the time of cutting each by itself."""
    return Struct(f"{size}s{step - size}x" * (pieces - 1) + f"{size}s")


def is_telling(piece: bytes) -> bool:
    """Whether it could hardly stand in a report by chance: it is no words, and no word with a number."""
    variety = len({*piece})
    if variety >= _VARIETY and _MIXED.search(piece):
        return True
    return variety >= _HEX_VARIETY and _HEX.fullmatch(piece) is not None and _DIGIT.search(piece) is not None


def is_met_anywhere(dense: bytes) -> bool:
    """Whether look-ups at every fifth place meet a telling piece, wherever they begin."""
    close = _MIXED_CLOSELY.search(dense, PIECE - _SHORTEST_MIXED)
    if close is not None:  # usual: one place makes five pieces in a row telling
        begin = close.end() - PIECE
        if (
            begin <= len(dense) - PIECE - STEP + 1
            and (
                len({*dense[begin + STEP - 1 : begin + PIECE]}) >= _VARIETY  # what all five have in common
                or all(len({*dense[at : at + PIECE]}) >= _VARIETY for at in range(begin, begin + STEP))
            )
        ):
            return True
    begins = {*range(STEP)}
    for at in range(len(dense) - PIECE + 1):
        if at % STEP in begins and is_telling(dense[at : at + PIECE]):
            begins.remove(at % STEP)
            if not begins:
                return True
    return False
