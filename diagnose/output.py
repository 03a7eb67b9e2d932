"""The last step before anything is written: no known secret in the text, no file that others can read or that is half."""

from __future__ import annotations

import base64
import contextlib
import html
import json
import os
import secrets as randomness
import stat
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final
from urllib.parse import quote

from diagnose.problems import LeakFound, UsageProblem
from diagnose.secret import Secret

# Shorter values are words, numbers and placeholders: they occur by chance, and must not block a diagnosis.
SHORTEST: Final = 12
_STALE_S: Final = 60.0


class Guard:
    """Looks for known secrets in a text, as they are and in the spellings that programs give them."""

    def __init__(self, secrets: Iterable[Secret], public: Iterable[str] = ()) -> None:
        known = {secret.reveal() for secret in secrets} - set(public)
        self._values = [value for value in known if len(value) >= SHORTEST]

    def check(self, text: str) -> None:
        """Raise `LeakFound`, naming the spelling and never the value, if a secret stands in the text."""
        joined = "".join(text.split())
        for value in self._values:
            for spelling, needle in _spellings(value):
                if needle in text:
                    raise LeakFound(f"a secret ({spelling}) was about to be written")
            if "".join(value.split()) in joined:
                raise LeakFound("a secret (split over lines) was about to be written")


def _spellings(value: str) -> Iterator[tuple[str, str]]:
    data = value.encode("utf-8", "surrogatepass")
    once = quote(value, safe="", errors="replace")
    yield "as it is", value
    yield "escaped for JSON", json.dumps(value)[1:-1]
    yield "escaped for a URL", once
    yield "escaped for a URL twice", quote(once, safe="")
    yield "escaped for HTML", html.escape(value)
    yield "in hexadecimal", data.hex()
    yield "in hexadecimal", data.hex().upper()
    yield "reversed", value[::-1]
    for offset in range(3):
        encoded = base64.b64encode(b"\0" * offset + data)
        # The first and last characters hang on what stands before and after.
        core = encoded[4 if offset else 0 : -4].decode()
        yield "in base64", core
        yield "in base64", core.translate(str.maketrans("+/", "-_"))


def write_private(path: Path, data: bytes, *, force: bool) -> None:
    """Write a file that only its owner can read, from its first byte, whole or not at all.

    Raises UsageProblem for a target that exists (unless `force`), is no plain file, or cannot be written.
    """
    _refuse(path, force=force)
    _sweep(path)
    temporary = path.with_name(f".{path.name}.{randomness.token_hex(6)}.tmp")
    try:
        _write(temporary, data)
        if force:
            temporary.replace(path)
        else:
            path.hardlink_to(temporary)  # fails if somebody was faster, where a rename would overwrite
    except FileExistsError:
        raise UsageProblem(f"{path} exists; choose another name or add --force") from None
    except OSError as error:
        raise UsageProblem(f"{path} cannot be written: {(error.strerror or 'the system refused').lower()}") from None
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink()


def _refuse(path: Path, *, force: bool) -> None:
    try:
        mode = path.lstat().st_mode
    except OSError:
        return
    if stat.S_ISLNK(mode):
        raise UsageProblem(f"{path} is a link; it is not followed")
    if not stat.S_ISREG(mode):
        raise UsageProblem(f"{path} is no file that can be replaced")
    if not force:
        raise UsageProblem(f"{path} exists; choose another name or add --force")


def _write(path: Path, data: bytes) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)
    handle = os.open(path, flags, 0o600)
    with os.fdopen(handle, "wb") as file:
        if hasattr(os, "fchmod"):
            os.fchmod(file.fileno(), 0o600)
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _sweep(path: Path) -> None:
    """Remove what an earlier run left behind when it was killed between writing and renaming."""
    pattern = f".{path.name}.*.tmp"
    for left in path.parent.glob(pattern.replace("[", "[[]")):
        with contextlib.suppress(OSError):
            if time.time() - left.stat().st_mtime > _STALE_S:
                left.unlink()
