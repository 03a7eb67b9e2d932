"""Finds known secrets in a text, however it spells them: the text's escapes are undone, then pieces are compared."""

from __future__ import annotations

import base64
import html
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, cached_property, reduce
from html.entities import html5
from typing import Final, Protocol
from urllib.parse import unquote

from diagnose.secret.pieces import (
    BETWEEN,
    PIECE,
    STEP,
    all_pieces,
    bare,
    halves,
    is_met_anywhere,
    is_telling,
    pieces_from,
)

MIN_CHARACTERS: Final = 12
_MIN_PECULIAR: Final = 6
"""A shorter value counts from here on, if it is no word or number that a report could hold by itself."""
_DENSE_CHARACTERS: Final = 16
_DENSE_DIGITS: Final = 3
_DENSE_CAPITALS: Final = 6
_LONGEST: Final = 2048
"""Of a longer value only the pieces of its plain spelling are known."""
_ROUNDS: Final = 4
_MEETS_A_PIECE: Final = PIECE + STEP - 1
"""So many letters and digits in a row hold a whole piece that begins at one of a text's fifth places."""
_FOR_URLS: Final = str.maketrans("+/", "-_")
_ESCAPE: Final = re.compile(
    r"\\(?:(?:u|x)\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|U([0-9a-fA-F]{8})"
    r"|([0-3][0-7]{2})|([nrtbfv])|([\\\"'/`]))"
)
_BLANK: Final = re.compile(r"[^\S\r\n]|[\0-\x09\x0b\x0c\x0e-\x1f\x7f+]")
_JWT: Final = re.compile(r"eyJ[\w-]+\.[\w-]+\.([\w-]{12,})")
_SERVICE_TOKEN: Final = re.compile(r"(?:st|ak)\.[\w-]+\.(.+)", re.DOTALL)


class Spellings:
    """The spellings of some secrets, ready to be looked for. Immutable.

    Values under twelve characters are looked for as whole words only, and only if no report could hold them by chance.
    """

    def __init__(self, values: Iterable[str]) -> None:
        ordered = sorted({*values})
        self._forms = tuple(forms for forms in map(_Forms, ordered) if forms)
        self._peculiar = tuple(re.escape(value) for value in ordered if _is_short(value) and _is_peculiar(value))
        self._words = _whole_words(self._peculiar)

    def also(self, other: Spellings) -> Spellings:
        """These and the other's."""
        both = object.__new__(Spellings)
        both._forms = (*self._forms, *other._forms)
        both._peculiar = (*self._peculiar, *other._peculiar)
        both._words = _whole_words(both._peculiar)
        return both

    def __bool__(self) -> bool:
        return bool(self._forms)

    def __len__(self) -> int:
        return sum(map(len, self._forms))

    def found(self, text: str) -> str | None:
        """How the first secret that is found is spelt, or None. A megabyte takes some 30 ms."""
        if not self:
            return None
        return next((kind for view in _views(text) if (kind := self._in_view(view)) is not None), None)

    def _in_view(self, view: str) -> str | None:
        dense, is_ascii = bare(view).lower(), view.isascii()
        at_fifths = pieces_from(dense, 0, STEP, STEP)
        for forms in self._forms:
            meets = not forms.halves.isdisjoint(at_fifths) and forms.meet(dense)
            kind = forms.of_piece(dense) if meets else None
            if kind is None and (meets or not (is_ascii and forms.are_long)):
                kind = forms.as_a_whole(view, dense)
            if kind is not None:
                return kind
        return "as it is" if self._words is not None and self._words.search(view) else None


class _Forms:
    """What encoders make of one value: all that can be looked for of it, but for a short value as it is."""

    def __init__(self, value: str) -> None:
        self._all = [(form, kind, bare(form).lower()) for form, kind in _all_forms(value)]
        self._dense = BETWEEN.join(dense for _, _, dense in self._all)
        self.halves = halves(self._dense)
        """Most texts hold none; of a piece at one of the text's fifth places both halves stand at such places."""
        self.are_long = all(len(dense) >= _MEETS_A_PIECE and form.isascii() for form, _, dense in self._all)
        """Whether an ASCII text without any of the pieces holds none of the forms: between the signs of a form stand
        letters and digits enough for a place where the text is looked up, and nothing is ASCII in one case only."""

    def __bool__(self) -> bool:
        return bool(self._all)

    def __len__(self) -> int:
        return len(self._pieces) + len(self._wholes)

    @cached_property
    def _pieces(self) -> set[bytes]:
        """All of them; which are telling is asked of those that a text does hold."""
        return all_pieces(self._dense)

    def meet(self, dense: bytes) -> bool:
        """Whether the text holds a piece at one of its fifth places."""
        return not all(self._pieces.isdisjoint(pieces_from(dense, begin)) for begin in range(0, PIECE, STEP))

    def of_piece(self, dense: bytes) -> str | None:
        """How the first piece is spelt that the text holds and that no words would make."""
        pieces = (dense[at : at + PIECE] for at in range(0, len(dense), STEP))
        telling = next((piece for piece in pieces if piece in self._pieces and is_telling(piece)), None)
        return None if telling is None else next(kind for _, kind, form in self._all if telling in form)

    def as_a_whole(self, view: str, dense: bytes) -> str | None:
        """How the first form is spelt that the text holds whole, of those that pieces do not tell of."""
        folded = _folded(view)
        joined = re.sub(r"[\r\n]+", "", folded)
        for form, kind in self._wholes:
            if form in dense if isinstance(form, bytes) else form in folded or form in joined:
                return kind
        return None

    @cached_property
    def _wholes(self) -> Sequence[tuple[bytes | str, str]]:
        """Their letters and digits; of words the text, since the signs between words count."""
        left = [one for one in self._all if not is_met_anywhere(one[-1])]
        return [(dense if _is_dense(form) else _folded(form), kind) for form, kind, dense in left]


class Spelt(Protocol):
    """What knows its spellings, and is known by its value."""

    def reveal(self) -> str:
        """The value itself."""

    def spellings(self) -> Spellings:
        """Its spellings."""


def spellings_of(secrets: Iterable[Spelt]) -> Spellings:
    """The spellings of all of them."""
    ordered = sorted(secrets, key=lambda one: one.reveal())
    return reduce(Spellings.also, (one.spellings() for one in ordered), _NONE)


def _whole_words(words: tuple[str, ...]) -> re.Pattern[str] | None:
    return re.compile(rf"(?<![^\W_])(?:{'|'.join(words)})(?![^\W_])") if words else None


def parts(value: str) -> Iterator[str]:
    """The parts of a value that are secret by themselves: a JWT's signature, what follows a service token's id."""
    if len(value) < MIN_CHARACTERS:
        return
    token = _JWT.fullmatch(value)
    if token is not None:
        yield token[1]
        return
    service = _SERVICE_TOKEN.fullmatch(value)
    secrets = [part for part in service[1].split(".") if len(part) >= MIN_CHARACTERS] if service else []
    yield from secrets or [value]


def _views(text: str) -> Iterator[str]:
    """The text as it is, and after each round of undoing escapes of URLs, HTML and string literals."""
    yield text
    for _ in range(_ROUNDS):
        before, text = text, _once_undone(text)
        if text == before:
            return
        yield text


def undone(text: str) -> str:
    """The text without escapes, however often it was escaped, and with plain letters for those of another width."""
    *_, last = _views(text)
    return last


def _once_undone(text: str) -> str:
    text = unquote(text)
    if "&" in text and _reference().search(text):
        text = html.unescape(text)
    if "\\" in text:
        text = _ESCAPE.sub(_character, text)
    if text.isascii():
        return text
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")  # JSON writes some characters as two
    return unicodedata.normalize("NFKC", whole)


@cache
def _reference() -> re.Pattern[str]:
    """What stands in every text that HTML reads otherwise than it is written: an `&` of a URL alone takes it long."""
    names = "|".join(name for name in html5 if not name.endswith(";"))
    return re.compile(f"&(?:#|[A-Za-z0-9]+;|{names})")


def _character(escape: re.Match[str]) -> str:
    *hexadecimal, octal, control, itself = escape.groups()
    if control or itself:
        return itself or " "
    code = int(octal, 8) if octal else int(next(filter(None, hexadecimal)), 16)
    return chr(code) if code <= 0x10FFFF else escape[0]  # noqa: PLR2004 - the last character of Unicode


def _folded(text: str) -> str:
    return _BLANK.sub(" ", text.casefold())


def _is_short(value: str) -> bool:
    return len(value) < MIN_CHARACTERS


def _is_peculiar(value: str) -> bool:
    letters, digits = any(map(str.isalpha, value)), any(map(str.isdigit, value))
    return len(value) >= _MIN_PECULIAR and letters and (digits or not value.isalnum()) and len(set(value)) >= STEP


def _is_dense(value: str) -> bool:
    kept = bare(value).decode()
    digits, capitals = sum(ch.isdigit() for ch in kept), sum(ch.isupper() for ch in kept)
    return len(kept) >= _DENSE_CHARACTERS and (digits >= _DENSE_DIGITS or capitals >= _DENSE_CAPITALS)


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _all_forms(value: str) -> Iterator[tuple[str, str]]:
    """Each spelling of the value, with its name."""
    if _is_short(value) and _is_peculiar(value):
        yield base64.b64encode(_bytes(value)).decode(), "base64"
    for part in parts(value):
        yield from _forms(part)


def _forms(value: str) -> Iterator[tuple[str, str]]:
    """What an encoder makes of a value, with its name."""
    yield value, "as it is"
    if (plain := undone(value)) != value:
        yield plain, "as it is"
    if len(value) > _LONGEST:
        return
    yield value[::-1], "reversed"
    yield _bytes(value).hex(), "hex"
    for code in _base64(_bytes(value)):
        yield code, "base64"
        if (for_urls := code.translate(_FOR_URLS)) != code:
            yield for_urls, "base64"
        yield code[::-1], "base64, reversed"
        for twice in _base64(code.encode()):
            yield twice, "base64, twice"
    for code in _base32(_bytes(value)):
        yield code, "base32"


def _base64(raw: bytes) -> Iterator[str]:
    """The code of `raw` behind none, one and two other bytes: only the characters that no neighbour has a part in."""
    for skipped in range(3):
        code = base64.b64encode(b"\0" * skipped + raw).decode()
        yield code[-(-skipped * 8 // 6) : (skipped + len(raw)) * 8 // 6]


_BASE32: Final = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".ljust(256)
_BITS: Final = bytes.maketrans(b"01", b"\0\1")


def _base32(raw: bytes) -> Iterator[str]:
    """The same of `raw` behind none to four other bytes: the code begins at each of the first five bits once.

    With every bit in a byte of its own, five shifted copies put together are the five bits from each place on.
    """
    bits = f"{int.from_bytes(raw):0{8 * len(raw)}b}".encode()
    apart = int.from_bytes(bits.translate(_BITS))
    fives = sum(apart << (7 * place + 4) for place in range(5)).to_bytes(len(bits) + 4)
    code = fives[4 : len(bits)].translate(_BASE32).decode()
    for begin in range(5):
        yield code[begin::5]


_NONE: Final = Spellings(())
