"""`redact`: a text without its secrets, so that it can be sent to somebody."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable
from typing import IO, TYPE_CHECKING, BinaryIO, Final

import click

from diagnose.cli.paths import FilePath
from diagnose.cli.sections import Sectioned
from diagnose.cli.streams import complain, need_stdout, raw_stdin
from diagnose.problems import UsageProblem

if TYPE_CHECKING:
    from pathlib import Path

    from diagnose.redact import Redactor

_IN_MEMORY: Final = 16 * 1024 * 1024
_COPIED: Final = 256 * 1024
_VISIBLE: Final = {code: f"\\x{code:02x}" for code in (*range(9), *range(11, 32), *range(127, 160))} | {
    code: f"\\u{code:04x}" for code in (*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF)
}


@click.command(
    cls=Sectioned,
    headings={},
    example="infisical-diagnose redact app.log > for-the-ticket.log",
)
@click.argument("files", nargs=-1, required=True, type=FilePath(allow_dash=True), metavar="FILE...")
@click.option("-o", "--output", type=FilePath(), help="Write the text to this new file.")
def redact(files: tuple[Path, ...], output: Path | None) -> int:
    """Print FILE without its secrets; - is standard input.

    Statuses, request ids, addresses, ids and the claims of tokens stay. What was removed is listed on stderr.
    """
    import tempfile

    from diagnose.files.private import refuse
    from diagnose.redact import Redactor

    if output is None:
        need_stdout()
    else:
        refuse(output, force=False)
    redactor = Redactor()
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as cleaned:
        for file in files:
            _clean(file, cleaned, redactor)
        cleaned.seek(0)
        _deliver(cleaned, output, redactor)
    _list(redactor)
    return 0


def _clean(file: Path, cleaned: IO[bytes], redactor: Redactor) -> None:
    """Adds the cleaned text of a file. What cannot be read to its end as a text is refused: its secrets would stay."""
    from diagnose.files.source import Source
    from diagnose.redact.stream import chunk_reader, redact_stream

    with _opened(file) as stream:
        source = Source("stdin" if str(file) == "-" else file.name, stream)
        redact_stream(chunk_reader(source.chunks()), _encoder(cleaned), redactor, source.name)
    if source.binary or source.damaged:
        why = "is damaged and cannot be read to its end" if source.damaged else "is a binary file"
        msg = f"{file} {why}; nothing was written."
        raise UsageProblem(msg)


def _opened(file: Path) -> contextlib.AbstractContextManager[BinaryIO]:
    if str(file) == "-":
        return contextlib.nullcontext(raw_stdin())
    from diagnose.files.names import reason

    try:
        return file.open("rb")
    except (OSError, ValueError) as error:
        msg = f"{file} cannot be read: {reason(error)}."
        raise UsageProblem(msg) from None


def _encoder(target: IO[bytes]) -> Callable[[str], object]:
    return lambda text: target.write(text.encode("utf-8", "surrogateescape"))


def _deliver(cleaned: IO[bytes], output: Path | None, redactor: Redactor) -> None:
    """Scans the cleaned text as a whole, and only then writes it where it belongs."""
    import tempfile

    from diagnose.files.private import write_private
    from diagnose.redact.stream import scan_stream, utf8_reader

    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as scanned:
        scan_stream(utf8_reader(cleaned), _encoder(scanned), redactor)
        scanned.seek(0)
        if output is not None:
            write_private(output, iter(lambda: scanned.read(_COPIED), b""))
            return
        stdout = sys.stdout.buffer
        to_terminal = sys.stdout.isatty()
        while data := scanned.read(_COPIED) if not to_terminal else scanned.readline(_COPIED):
            stdout.write(data.decode("utf-8", "replace").translate(_VISIBLE).encode() if to_terminal else data)
        stdout.flush()


def _list(redactor: Redactor) -> None:
    if not redactor.removed:
        complain("Nothing that looks like a secret was found.")
        return
    complain("Removed:")
    for entry in redactor.removed:
        places = ", ".join(entry.places)
        more = ", …" if entry.count > len(entry.places) else ""
        complain(f"  {entry.kind}  {entry.count}  {places}{more}")
