"""Proofs that are handed over as text: from a variable, a file, or standard input, and what is wrong with the text."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final, NoReturn

import msgspec

from diagnose.credential.methods.method import Place
from diagnose.credential.spelling import JS_SPACE, is_placeholder, trimmed
from diagnose.files import capped
from diagnose.files.names import reason
from diagnose.problems import UsageProblem
from diagnose.secret import Secret

MAX_BYTES: Final = 64 * 1024
_QUOTES: Final = "\"'`\u2018\u2019\u201c\u201d"
_MARKS: Final = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


class Text(msgspec.Struct, frozen=True, kw_only=True):
    """What was handed over, white space around it removed, and the names of its source: in a message, in a report."""

    value: Secret
    name: str
    source: str


def from_flag(place: Place, option: str) -> Text | None:
    """The value behind a flag that takes `-` or `@FILE`, or None if it was not given."""
    given = place.flags.get(option)
    if given is None:
        return None
    flag = "--" + option.replace("_", "-")
    if given == "-":
        return checked(place.stdin(), flag, "stdin")
    if given.startswith("@") and len(given) > 1:
        return checked(content(place.cwd / given[1:], flag), flag, "file")
    msg = f"{flag} takes - (standard input) or @FILE; a secret on the command line would be seen by others."
    raise UsageProblem(msg)


def from_variables(place: Place, names: Iterable[str]) -> Text | None:
    """The first of the variables that is set and not empty, or None."""
    name = next((name for name in names if place.environ.get(name)), None)
    if name is None:
        return None
    return checked(place.environ[name].encode("utf-8", "surrogateescape"), name, name)


def from_path(path: Path, name: str, source: str) -> Text:
    """The text of a file. `name` is who pointed at it."""
    return checked(content(path, name), name, source)


def content(path: Path, name: str) -> bytes:
    """The bytes of a file, at most one more than are allowed. The path is not repeated: it may be the proof itself."""
    try:
        return capped.read(path, MAX_BYTES)
    except (OSError, ValueError) as error:
        msg = f"{name}: the file cannot be read: {reason(error)}. Nothing was sent."
        raise UsageProblem(msg) from None


def checked(raw: bytes, name: str, source: str) -> Text:
    """The text that the bytes are. Raises UsageProblem for what no program wrote as a proof."""
    if len(raw) > MAX_BYTES:
        _refuse(name, f"there is more than {MAX_BYTES // 1024} KiB; that is no proof")
    if raw.startswith(_MARKS):
        _refuse(name, "the text starts with a byte order mark; store it as plain UTF-8")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        _refuse(name, "the text is not UTF-8")
    value = trimmed(text)
    if not value:
        _refuse(name, "there is nothing in it")
    if value[0] in _QUOTES or value[-1] in _QUOTES:
        _refuse(name, "the value stands in quotation marks; take them away")
    if is_placeholder(value):
        _refuse(name, "the value is a placeholder or a variable that nobody filled in")
    return Text(value=Secret(value), name=name, source=source)


def one_word(text: Text, what: str) -> Text:
    """The text, which must have no white space inside."""
    if any(ch in JS_SPACE for ch in text.value.reveal()):
        _refuse(text.name, f"{what} has white space or a line break inside")
    return text


def _refuse(name: str, why: str) -> NoReturn:
    msg = f"{name}: {why}. Nothing was sent."
    raise UsageProblem(msg)
