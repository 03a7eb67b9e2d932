"""Evidence as a file: saved once, judged again later and elsewhere. The format is a promise, its version is in it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import msgspec

from diagnose import __version__
from diagnose.files.names import reason
from diagnose.files.private import write_private
from diagnose.model import Evidence
from diagnose.problems import UsageProblem
from diagnose.secret.guard import Guard

FORMAT: Final = "infisical-diagnose/evidence"
VERSION: Final = 1
MAX_BYTES: Final = 16 * 1024 * 1024


class _File(msgspec.Struct, frozen=True, kw_only=True):
    format: str
    version: int
    tool: msgspec.Raw = msgspec.Raw()
    evidence: msgspec.Raw = msgspec.Raw()


def encode(evidence: Evidence) -> bytes:
    """The file's bytes: indented JSON, UTF-8, a newline at the end."""
    return msgspec.json.format(encode_briefly(evidence), indent=1) + b"\n"


def encode_briefly(evidence: Evidence) -> bytes:
    """The same without spaces and lines, for what no person reads."""
    tool, content = (msgspec.Raw(msgspec.json.encode(value)) for value in (__version__, evidence))
    file = _File(format=FORMAT, version=VERSION, tool=tool, evidence=content)
    return msgspec.json.encode(file)


def save(evidence: Evidence, path: Path, *, force: bool = False, guard: Guard | None = None) -> None:
    """Writes the evidence to a file that only its owner can read, unless `guard` finds a secret in it.

    Raises UsageProblem as `write_private` does, and LeakFound as the guard does.
    """
    content = encode(evidence)
    if guard is not None:
        guard.check(content.decode())
    write_private(path, content, force=force)


def load(path: Path) -> Evidence:
    """The evidence in a file, as it was saved. A UsageProblem says what is wrong and where, without quoting it."""
    return decode(read(path), path)


def decode(content: bytes, path: Path) -> Evidence:
    """The evidence in what a file held. UsageProblem as for `load`; `path` names the file in it."""
    file = _wrapper(content, path)
    try:
        evidence = msgspec.json.decode(file.evidence, type=Evidence)
    except (msgspec.MsgspecError, RecursionError) as error:
        raise UsageProblem(_damaged(path, error, ".evidence")) from None
    for number, exchange in enumerate(evidence.exchanges):
        if (exchange.answer is None) == (exchange.silence is None):
            msg = f"{path} is damaged at $.evidence.exchanges[{number}]: it needs one of answer and silence."
            raise UsageProblem(msg)
    return evidence


def read(path: Path) -> bytes:
    """What the file holds, within bounds. A UsageProblem says why it cannot be read."""
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        msg = f"{path} cannot be read: {reason(error)}."
        raise UsageProblem(msg) from None
    if len(content) > MAX_BYTES:
        msg = f"{path} is larger than {MAX_BYTES // 1024 // 1024} MiB; it is no evidence file."
        raise UsageProblem(msg)
    return content


def _wrapper(content: bytes, path: Path) -> _File:
    try:
        file = msgspec.json.decode(content, type=_File)
    except msgspec.ValidationError as error:
        msg = f"{path} is not an evidence file ({_place(error, '')})."
        raise UsageProblem(msg) from None
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise UsageProblem(_damaged(path, error, "")) from None
    if file.format != FORMAT:
        msg = f"{path} is not an evidence file ($.format is another)."
        raise UsageProblem(msg)
    if file.version > VERSION:
        known = f"this tool reads up to {VERSION}, a newer one is needed"
        msg = f"{path} has evidence version {file.version}; {known}."
        raise UsageProblem(msg)
    if file.version < 1:
        msg = f"{path} is damaged at $.version."
        raise UsageProblem(msg)
    return file


def _damaged(path: Path, error: Exception, below: str) -> str:
    if "truncated" in str(error):
        return f"{path} is damaged: it is empty or ends too early."
    return f"{path} is damaged at {_place(error, below)}."


def _place(error: Exception, below: str) -> str:
    """Where decoding stopped. The library's own sentence may quote the file, so only the place is taken from it."""
    byte = re.search(r"byte (\d+)", str(error))
    if byte is not None:
        return f"byte {byte[1]}" + (f" of ${below}" if below else "")
    place = re.search(r"`\$([A-Za-z0-9_.\[\]]*)`$", str(error))
    missing = re.search(r"missing required field `(\w+)`", str(error))
    return f"${below}{place[1] if place else ''}{f'.{missing[1]}' if missing else ''}"
