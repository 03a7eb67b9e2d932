"""Text that somebody hands over: from a variable, from standard input, or from a file; never from the command line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

import msgspec

from diagnose.credential.spelling import JS_SPACE, MANGLED
from diagnose.files import capped
from diagnose.files.names import reason
from diagnose.model import Oddity, Trait
from diagnose.problems import UsageProblem
from diagnose.secret import MAX_TOKEN, Secret

MAX_BYTES: Final = MAX_TOKEN
_UTF16: Final = (b"\xff\xfe", b"\xfe\xff")


class Handed(msgspec.Struct, frozen=True, kw_only=True):
    """A value, what its source is called in the report (`label`), and what its encoding says of it."""

    value: Secret
    label: str
    traits: tuple[Trait, ...] = ()


def from_variable(name: str, text: str) -> Handed:
    """A variable's value, as it is. White space alone is refused: nobody means that."""
    return Handed(value=_checked(text, name), label=name)


def from_program(name: str, value: str, label: str) -> Handed:
    """A value that a program hands over itself. `name`: what it is called to people; `label`: where it is from."""
    return Handed(value=_checked(value, name), label=label)


def from_flag(flag: str, text: str | Handed, field: str, cwd: Path, stdin: Callable[[], bytes]) -> Handed:
    """The value behind a flag: `-` is standard input, `@FILE` a file. Anything else is refused and not repeated.

    What was handed over already, by a program and not by somebody's typing, is taken as it is.
    """
    if isinstance(text, Handed):
        return text
    if text == "-":
        return _from_bytes(stdin(), flag, "stdin", field)
    if text.startswith("@") and len(text) > 1:
        return _from_bytes(_read(cwd / text[1:], flag), flag, "file", field)
    if not text:
        msg = f"{flag} is empty."
        raise UsageProblem(msg)
    msg = f"{flag} takes - (standard input) or @FILE; a secret on the command line would be seen by others."
    raise UsageProblem(msg)


def from_prompt(name: str, text: str) -> Handed:
    """What was typed at a prompt that does not show it. `name` is what the prompt asked for."""
    return Handed(value=_checked(text, name), label="prompt")


def _read(path: Path, flag: str) -> bytes:
    # The path is not repeated: whoever mistook @ may have put the secret itself there.
    try:
        return capped.read(path, MAX_BYTES)
    except (OSError, ValueError) as error:
        msg = f"{flag}: the file cannot be read: {reason(error)}."
        raise UsageProblem(msg) from None


def _from_bytes(content: bytes, flag: str, label: str, field: str) -> Handed:
    if len(content) > MAX_BYTES:
        msg = f"{flag}: the {label} holds more than {MAX_BYTES // 1024} KiB; that is no credential."
        raise UsageProblem(msg)
    wide = content.startswith(_UTF16)
    try:
        text = content.decode("utf-16" if wide else "utf-8")
    except UnicodeDecodeError:
        msg = f"{flag}: the {label} is not UTF-8 text."
        raise UsageProblem(msg) from None
    traits = (_utf16_trait(field),) if wide else ()
    return Handed(value=_checked(text.removesuffix("\n"), flag), label=label, traits=traits)


def _checked(text: str, name: str) -> Secret:
    if len(text) > MAX_TOKEN:
        msg = f"{name} holds more than {MAX_TOKEN // 1024} KiB; that is no credential."
        raise UsageProblem(msg)
    if not text.strip(JS_SPACE):
        msg = f"{name} is empty."
        raise UsageProblem(msg)
    if not text.isascii() and any("\ud800" <= ch <= "\udfff" for ch in text):
        msg = f"{name} is not UTF-8 text."
        raise UsageProblem(msg)
    return Secret(text)


def _utf16_trait(field: str) -> Trait:
    says = "The text was stored as UTF-16, which most programs do not read; it was converted before sending."
    return Trait(field=field, oddity=Oddity.BYTE_ORDER_MARK, fatal=False, cause=MANGLED, detail=says)
