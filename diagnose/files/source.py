"""A file or stdin as a stream of UTF-8 bytes: packed or not, whatever its encoding, in bounded memory."""

from __future__ import annotations

import codecs
import gzip
import io
import re
import zlib
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path
from typing import BinaryIO, Final

from diagnose.files.names import shown
from diagnose.problems import UsageProblem

CHUNK: Final = 1 << 20
_GZIP: Final = b"\x1f\x8b\x08"
_NESTED: Final = 4
_HEAD: Final = 4096
_BINARY: Final = 0.1
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_ASCII: Final = re.compile(rb"[ -~]{12}")
_NEXT_VARIABLE: Final = re.compile(rb"\0(?=(?:[A-Z_][A-Z0-9_]*|[a-z_]+)=)")
_ARGUMENTS: Final = re.compile(rb"\0--?[A-Za-z]")
_CONTROL: Final = bytes(set(range(32)) - {9, 10, 12, 13, 27})


class Source:
    """One opened input. `name`: how its places are called, without what looks like a secret. Use it once."""

    def __init__(self, name: str, stream: BinaryIO, size: int | None = None) -> None:
        self.name, self.size = shown(name), size
        self._stream = stream
        self.packed = False
        self.binary = False
        self.damaged = False
        self.read = 0

    def chunks(self) -> Iterator[bytes]:
        """The content as UTF-8, in pieces of about a MiB. A stream that breaks off ends there."""
        stream = self._unpacked()
        head = stream.read(CHUNK)
        skip, encoding = _encoding(head[:_HEAD])
        pieces: Iterator[bytes] = chain((head[skip:],), iter(lambda: stream.read(CHUNK), b""))
        if encoding != "utf-8":
            pieces = (text.encode("utf-8", "replace") for text in codecs.iterdecode(pieces, encoding, "replace"))
        for piece in pieces:
            if not self.read:
                sample = piece[:_HEAD]
                self.binary = len(sample) - len(sample.translate(None, _CONTROL)) > _BINARY * len(sample)
            self.read += len(piece)
            if self.binary:
                return
            yield _without_zeros(piece) if b"\0" in piece else piece

    def _unpacked(self) -> BinaryIO:
        stream: io.BufferedReader = io.BufferedReader(_Raw(self._stream, self), CHUNK)
        for _ in range(_NESTED):
            if not stream.peek(3).startswith(_GZIP):
                break
            self.packed = True
            stream = io.BufferedReader(_Raw(gzip.GzipFile(fileobj=stream), self), CHUNK)
        return stream


class _Raw(io.RawIOBase):
    """A raw stream over any that can be read; damage reads as the end."""

    def __init__(self, stream: BinaryIO | gzip.GzipFile, source: Source) -> None:
        self._stream, self._source = stream, source

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type] # whatever BufferedReader hands over has a buffer
        try:
            piece = self._stream.read(len(view))
        except (EOFError, zlib.error, OSError):
            self._source.damaged = True
            return 0
        view[: len(piece)] = piece
        return len(piece)


def open_all(paths: tuple[str, ...], stdin: Callable[[], BinaryIO]) -> Iterator[Source]:
    """Open each input in turn; `-` is stdin. Raises UsageProblem for what cannot be read."""
    for name in paths:
        if name == "-":
            yield Source("stdin", stdin())
            continue
        path = Path(name)
        try:
            if path.is_dir():
                raise UsageProblem(f"{name} is a directory; name the files in it")
            with path.open("rb") as stream:
                size = path.stat().st_size if path.is_file() else None
                yield Source(path.name, stream, size)
        except (OSError, ValueError) as error:
            why = getattr(error, "strerror", None) or "not a file name"
            raise UsageProblem(f"{name} cannot be read: {why}") from None


def _encoding(head: bytes) -> tuple[int, str]:
    """How many bytes the byte order mark takes, and the encoding; UTF-16 without a mark is told by its zeros."""
    for bom, name in _BOMS:
        # Two wild bytes at the start make no UTF-16: that has zeros, or no ASCII at all.
        if head.startswith(bom) and (name == "utf-8" or 0 in head[len(bom) :] or not _ASCII.search(head)):
            return len(bom), name
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if len(head) >= 8 and max(even, odd) > 0.4 * len(head) / 2 and min(even, odd) < 0.05 * len(head):  # noqa: PLR2004 - shares
        return 0, "utf-16-be" if even > odd else "utf-16-le"
    return 0, "utf-8"


def _without_zeros(piece: bytes) -> bytes:
    """Without zero bytes, but as the kernel shows a process: its variables become lines, its arguments words."""
    between = b" " if _ARGUMENTS.search(piece) is not None else b""
    return _NEXT_VARIABLE.sub(b"\n", piece).replace(b"\0", between)
