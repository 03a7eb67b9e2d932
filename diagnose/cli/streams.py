"""What stdin, stdout and stderr can do here; any of them may be closed, and none may fail on a character."""

from __future__ import annotations

import errno
import io
import os
import sys
from typing import BinaryIO, Final, TextIO

import click

from diagnose.problems import UsageProblem

UNWRITABLE: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EBADF})

_DEFAULT_WIDTH: Final = 80
_NARROWEST: Final = 20
_WIDEST: Final = 1000


def prepare() -> None:
    """Let stdout and stderr escape what their encoding lacks, whatever the locale says."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def is_terminal(stream: TextIO | None) -> bool:
    """Whether somebody sits at the other end. Python has None, or a closed stream, where the shell closed one."""
    return stream is not None and not stream.closed and stream.isatty()


def raw_stdin() -> BinaryIO:
    """The bytes of stdin; none at all where the shell closed it."""
    return io.BytesIO() if sys.stdin is None or sys.stdin.closed else sys.stdin.buffer


def need_stdout() -> None:
    """Raises UsageProblem where the shell closed stdout, before anything is asked or read in vain."""
    if sys.stdout is None:
        raise UsageProblem("standard output is closed, so nothing could be shown; open it, or name a file with -o")


def shows_unicode(stream: TextIO | None) -> bool:
    """Whether the stream takes more than the characters of one region."""
    return "utf" in (getattr(stream, "encoding", None) or "").lower()


def shows_color(stream: TextIO | None) -> bool:
    """Whether colours are wanted: NO_COLOR says no, else FORCE_COLOR yes, else a terminal that has them."""
    if os.environ.get("NO_COLOR"):
        return False
    forced = os.environ.get("FORCE_COLOR", "").lower()
    if forced:
        return forced not in {"0", "false"}
    return is_terminal(stream) and os.environ.get("TERM") != "dumb"


def width(stream: TextIO | None) -> int:
    """The columns to fill: of COLUMNS, else of the terminal, else 80."""
    columns = os.environ.get("COLUMNS", "")
    if columns.isascii() and columns.isdigit() and _NARROWEST <= int(columns[:5]) <= _WIDEST:
        return int(columns)
    try:
        return os.get_terminal_size(stream.fileno()).columns or _DEFAULT_WIDTH if stream is not None else _DEFAULT_WIDTH
    except (OSError, ValueError):
        return _DEFAULT_WIDTH  # no terminal


def complain(line: str) -> None:
    """One line on stderr. What acts on a terminal, in a file's name for instance, is spelled out."""
    from reports.escape import plain

    click.echo(plain(line), err=True)


def give_up_stdout() -> None:
    """Nobody can take the output any more: what is still buffered goes nowhere, so that Python's end is quiet too."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (AttributeError, OSError, ValueError):
        return  # it is closed, or no stream of the system's
