"""Files that nobody else can read at any moment, written whole or not at all."""

from __future__ import annotations

import contextlib
import os
import re
import stat
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from diagnose.files.names import reason
from diagnose.problems import UsageProblem

_HAS_LOCKS: Final = os.name == "posix"
"""Elsewhere age alone tells what an earlier run left behind."""
if _HAS_LOCKS:
    import fcntl

_PRIVATE: Final = 0o600
_NEW: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
_STALE_AFTER_S: Final = 10.0
_TEMPORARY: Final = re.compile(r"\.infisical-diagnose-[0-9a-f]{16}\.tmp")


def write_private(path: Path, data: bytes | Iterable[bytes], *, force: bool = False) -> None:
    """Writes `data`, whole or in pieces, to `path`, mode 0600 from the first byte, all of it or nothing.

    Refuses a symbolic link, a folder or anything else that is no file, and an existing file unless `force`. Raises
    UsageProblem with one line for people.
    """
    refuse(path, force=force)
    _remove_left(path.parent)
    try:
        with _temporary(path.parent, (data,) if isinstance(data, bytes) else data) as temporary:
            _publish(temporary, path, force=force)
    except FileExistsError:
        raise UsageProblem(_exists(path)) from None
    except OSError as error:
        msg = f"{path} cannot be written: {reason(error)}."
        raise UsageProblem(msg) from None
    _sync_folder(path.parent)


def refuse(path: Path, *, force: bool) -> None:
    """Raises UsageProblem if `path` is anything but a free name, or with `force` a plain file."""
    try:
        mode = path.lstat().st_mode
    except FileNotFoundError:
        return
    except (OSError, ValueError) as error:
        msg = f"{path} cannot be written: {reason(error)}."
        raise UsageProblem(msg) from None
    if not stat.S_ISREG(mode):
        what = "a symbolic link" if stat.S_ISLNK(mode) else "a folder" if stat.S_ISDIR(mode) else "not a plain file"
        msg = f"{path} is {what}; nothing was written."
        raise UsageProblem(msg)
    if not force:
        raise UsageProblem(_exists(path))


def is_same_file(one: Path, other: Path) -> bool:
    """Whether two names mean one place, in whatever way each folder on the way to it is spelt."""
    places = [os.path.normcase(Path(os.path.realpath(path.parent)) / path.name) for path in (one, other)]
    return places[0] == places[1]


def _exists(path: Path) -> str:
    return f"{path} exists already; nothing was written."


@contextlib.contextmanager
def _temporary(folder: Path, pieces: Iterable[bytes]) -> Iterator[Path]:
    """A complete file of our own in the folder, locked while it is in use, and gone at the end whatever happens."""
    with contextlib.ExitStack() as at_end:
        temporary, handle = _claim(folder)
        at_end.callback(temporary.unlink, missing_ok=True)
        lock = at_end.enter_context(contextlib.ExitStack())
        lock.callback(os.close, handle)
        _fill(handle, pieces)
        if not _HAS_LOCKS:  # pragma: no cover - Windows gives no new name to an open file
            lock.close()
        yield temporary


def _claim(folder: Path) -> tuple[Path, int]:
    """A new private file under a lock, so that no other run takes it for one that was left behind."""
    while True:
        temporary = folder / f".infisical-diagnose-{os.urandom(8).hex()}.tmp"
        handle = os.open(temporary, _NEW, _PRIVATE)
        if _HAS_LOCKS:
            with contextlib.suppress(OSError):  # a file system without locks: nobody else can lock it either
                fcntl.flock(handle, fcntl.LOCK_EX)
        if os.fstat(handle).st_nlink:  # another run may have removed it before the lock held
            return temporary, handle
        os.close(handle)


def _fill(handle: int, pieces: Iterable[bytes]) -> None:
    if hasattr(os, "fchmod"):
        os.fchmod(handle, _PRIVATE)  # a umask may have taken the owner's own rights away
    for data in pieces:
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(handle, rest) :]
    os.fsync(handle)


def _publish(temporary: Path, path: Path, *, force: bool) -> None:
    """Gives the finished file its name: by replacing with `force`, else only if the name is still free."""
    if force:
        temporary.replace(path)
        return
    try:
        os.link(temporary, path)
    except FileExistsError:
        raise
    except OSError:
        # A file system without links: claim the name first, then replace our own empty file.
        os.close(os.open(path, _NEW, _PRIVATE))
        try:
            temporary.replace(path)
        except OSError:
            path.unlink()
            raise


def _remove_left(folder: Path) -> None:
    """Removes what an earlier run, killed while it wrote, left in the folder: no lock of a living run is on it."""
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if _TEMPORARY.fullmatch(entry.name) and entry.is_file(follow_symlinks=False):
                with contextlib.suppress(OSError):
                    _remove_unless_locked(Path(entry.path))


def _remove_unless_locked(left: Path) -> None:
    if not _HAS_LOCKS:  # pragma: no cover - see above
        if time.time() - left.stat().st_mtime > _STALE_AFTER_S:
            left.unlink()
        return
    handle = os.open(left, os.O_RDONLY | os.O_NOFOLLOW)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)  # BlockingIOError: somebody is writing it
        left.unlink()
    finally:
        os.close(handle)


def _sync_folder(folder: Path) -> None:
    """Makes the new name survive a power cut where the system can do that."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
