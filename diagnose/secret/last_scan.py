"""The last scan of what is about to be written. It may not import the redactor, and shares no exemption with it."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING, Final

from diagnose.problems import LeakFound
from diagnose.secret.spellings import undone

if TYPE_CHECKING:
    from ahocorasick import Automaton

_PIECE: Final = 20
_BLOCK: Final = _PIECE // 2
_LEAST: Final = 8
_WHOLE: Final = 1024 * 1024
"""Up to this size a text is also searched without its white space and signs."""
_NO_WORD: Final = re.compile(r"[\W_]+")
_RUNS: Final = re.compile(rf"[A-Za-z0-9]{{{_BLOCK},}}")
_TEN: Final = re.compile(rf".{{{_BLOCK}}}")
_DIGEST: Final = re.compile(
    r"(?:sha-?(?:256|384|512)\W{1,4}|(?:containerd|docker|cri-o|podman)://|\bzh:"
    r"|(?:checksum|content-hash|digest|fingerprint)[\w/.-]{0,12}\W{1,5})([0-9a-f]{64})(?![0-9A-Za-z])",
    re.IGNORECASE,
)
_LONGEST_NAME: Final = 48
"""More characters than any name of a digest in `_DIGEST` has."""
_OWN_ID: Final = re.compile(r"(?:st|ak)\.(?:[0-9a-f-]{36}|[0-9a-f]{24})\.")
"""The id of a service token or key, which stays."""
_FRAMED: Final = (
    *("CERTIFICATE", "CERTIFICATE REQUEST", "PUBLIC KEY", "PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY"),
    *("OPENSSH PRIVATE KEY", "ENCRYPTED PRIVATE KEY"),
)
_FRAMES: Final = tuple(f"-----{end} {what}-----\n" for end in ("BEGIN", "END") for what in _FRAMED)
"""What stands around keys and certificates is no part of any."""
_CLIENT_SECRET: Final = re.compile(r"(?<![0-9A-Za-z:%-])[0-9a-f]{64}(?![0-9A-Za-z])")
_SHAPES: Final = (
    ("service-token", re.compile(r"st\.(?<![0-9a-z.]...)[0-9a-f-]{24,36}\.[0-9a-f]{32}")),
    ("private-key", re.compile(r"-----BEGIN[ A-Z0-9]{0,40}PRIVATE KEY(?: BLOCK)?-----")),
)
_HEX: Final = bytes(ord("h") if chr(code) in "0123456789abcdef" else ord(" ") for code in range(256))
_LONG_HEX: Final = b"h" * 64
_BODY: Final = re.compile(r"\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{20,}")
_HEAD: Final = re.compile(r"[A-Za-z0-9_-]{13,}$")
_LONGEST_HEAD: Final = 4096


class LastScan:
    """Knows what was removed in this run, and the shapes that cannot be mistaken."""

    def __init__(self, removed: Iterable[str] = ()) -> None:
        values = [value for value in (_OWN_ID.sub("", whole) for whole in removed) if _is_peculiar(value)]
        self._exact = _automaton(value for value in values if not any(_blocks(run[0]) for run in _RUNS.finditer(value)))
        self._blocks = {block for value in values for form in _spellings(value) for block in _blocks(form)}
        self._blocks -= _framing()

    def check(self, text: str) -> None:
        """Raises LeakFound, which names a kind and no value, if a secret would be written with `text`."""
        kind = shaped_secret(text)
        if kind is not None:
            raise LeakFound(kind)
        if (self._blocks or self._exact) and self._shown([*_views(text)]):
            msg = "something that was removed"
            raise LeakFound(msg)

    def __repr__(self) -> str:
        return f"LastScan({len(self._blocks) + len(self._exact or ())} pieces)"

    def _shown(self, views: list[str]) -> bool:
        if self._exact and any(True for view in views for _ in self._exact.iter(view)):
            return True
        # Each run is looked through once, however often it comes; every block has a digit.
        runs = {run for view in views for run in _RUNS.findall(view) if not run.isalpha()}
        return not all(self._blocks.isdisjoint(_stretches(run.lower())) for run in runs)


def shaped_secret(text: str) -> str | None:
    """The kind of a secret in `text` that has an unmistakable shape, or None. Linear in the text."""
    if not all(_is_digest(value, text) for value in {*_client_secrets(text)}):
        return "client-secret"
    for kind, pattern in _SHAPES:
        if pattern.search(text) is not None:
            return kind
    for body in _BODY.finditer(text):
        head = _HEAD.search(text, max(0, body.start() - _LONGEST_HEAD), body.start())
        if head is not None and "eyJ" in head[0]:
            return "jwt"
    return None


def _client_secrets(text: str) -> Iterator[str]:
    mask = text.encode("latin-1", "replace").translate(_HEX)  # to look through it is quick, and few texts have any
    at = mask.find(_LONG_HEX)
    while at >= 0:
        if (match := _CLIENT_SECRET.match(text, at)) is not None:
            yield match[0]
        at = mask.find(_LONG_HEX, at + len(_LONG_HEX))


def _is_digest(value: str, text: str) -> bool:
    """Whether the text somewhere calls the value a digest. To look beside the value alone is quick."""
    at = text.find(value)
    while at >= 0:
        named = _DIGEST.search(text, max(0, at - _LONGEST_NAME), at + len(value) + 1)
        if named is not None and named[1] == value:
            return True
        at = text.find(value, at + 1)
    return False


def _is_peculiar(value: str) -> bool:
    """Whether a value that was removed could not stand in a report by chance."""
    letters, digits = sum(ch.isalpha() for ch in value), sum(ch.isdigit() for ch in value)
    capitals = sum(ch.isupper() for ch in value)
    mixed = letters > 1 and digits > 1 and len(set(value)) > 5  # noqa: PLR2004 - a number or an example is none
    return len(value) >= _LEAST and " " not in value and (mixed or 5 < capitals < letters)  # noqa: PLR2004


def _spellings(value: str) -> Iterator[str]:
    """The value and what an encoder makes of it, without what is no letter or digit, in lower case."""
    raw = value.encode(errors="surrogatepass")
    codes = (base64.b64encode(before + raw).decode() for before in (b"", b"0", b"00"))
    for form in (value, value[::-1], raw.hex(), base64.b32encode(raw).decode(), *codes):
        yield _NO_WORD.sub("", form).lower()


@cache
def _framing() -> frozenset[str]:
    """All blocks that the frames of keys and certificates have, in any spelling."""
    forms = [form for frame in _FRAMES for form in _spellings(frame)]
    return frozenset(block for form in forms for block in _stretches(form))


def _blocks(form: str) -> list[str]:
    """Blocks such that every piece of 20 characters holds one whole; what could be words or a number is left out."""
    return [block for block in _TEN.findall(form) if len(set(block)) > _BLOCK // 2 and any(map(str.isdigit, block))]


def _automaton(values: Iterable[str]) -> Automaton | None:
    """What finds any of the values in the time that a text takes, however many they are."""
    wanted = sorted(values)
    if not wanted:
        return None
    from ahocorasick import Automaton

    automaton = Automaton()
    for value in wanted:
        automaton.add_word(value, value)
    automaton.make_automaton()
    return automaton


def _stretches(run: str) -> Iterator[str]:
    """All stretches of a run that are as long as a block."""
    return map(run.__getitem__, map(slice, range(len(run)), range(_BLOCK, len(run) + 1)))


def _views(text: str) -> Iterator[str]:
    yield text
    plain = undone(text)
    if plain != text:
        yield plain
    if len(text) <= _WHOLE:
        yield _NO_WORD.sub("", plain)
