"""The last step of any output: a scan for known secrets, and files that nobody else can read at any moment."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import stat
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from diagnose.forms import bare, needles
from diagnose.problems import LeakFound, UsageProblem
from diagnose.secret import Secret

__all__ = ["Guard", "LeakFound", "write_private"]

_PRIVATE: Final = 0o600
_STALE_AFTER_S: Final = 60.0
_SHOWN_NAME: Final = 100
_NO_LINKS: Final = frozenset({errno.EPERM, errno.EACCES, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK, errno.EXDEV})


class Guard:
    """Knows the run's secrets in the spellings that they could leak in.

    Exempt are values under twelve characters and values equal to a `public` input, so that a placeholder such as the
    project's own name cannot block a diagnosis.
    """

    def __init__(self, secrets: Iterable[Secret], public: Iterable[str] = ()) -> None:
        self._exact, self._dense = needles({secret.reveal() for secret in secrets} - set(public))

    def check(self, text: str) -> None:
        """Raises LeakFound if a secret occurs in `text` in any spelling. Takes milliseconds for a megabyte."""
        content = text.encode("utf-8", "surrogatepass")
        for haystack, wanted in self._views(content):
            for needle, kind in wanted.items():
                if needle in haystack:
                    raise LeakFound(kind)

    def _views(self, content: bytes) -> Iterable[tuple[bytes, dict[bytes, str]]]:
        if self._dense:
            yield bare(content), self._dense
        if self._exact:
            yield content, self._exact
            yield content.translate(None, b"\r\n"), self._exact

    def __repr__(self) -> str:
        return f"Guard({len(self._exact) + len(self._dense)} spellings)"


def write_private(path: Path, data: bytes, *, force: bool = False) -> None:
    """Writes `data` to `path`, mode 0600 from the first byte, all of it or nothing.

    Refuses a symbolic link, a folder or anything else that is no file, and an existing file unless `force`. Raises
    UsageProblem with one line for people.
    """
    _refuse(path, force=force)
    _remove_stale(path)
    temporary = path.with_name(f"{_stem(path)}{os.urandom(8).hex()}.tmp")
    try:
        try:
            _fill(temporary, data)
            _publish(temporary, path, force=force)
        finally:
            with contextlib.suppress(OSError):
                temporary.unlink()
    except FileExistsError:
        raise UsageProblem(_exists(path)) from None
    except OSError as error:
        msg = f"{path} cannot be written: {error.strerror}."
        raise UsageProblem(msg) from None
    _sync_folder(path.parent)


def _refuse(path: Path, *, force: bool) -> None:
    try:
        mode = path.lstat().st_mode
    except FileNotFoundError:
        return
    except (OSError, ValueError) as error:
        msg = f"{path} cannot be written: {getattr(error, 'strerror', None) or 'not a file name'}."
        raise UsageProblem(msg) from None
    if not stat.S_ISREG(mode):
        what = "a symbolic link" if stat.S_ISLNK(mode) else "a folder" if stat.S_ISDIR(mode) else "not a plain file"
        msg = f"{path} is {what}; nothing was written."
        raise UsageProblem(msg)
    if not force:
        raise UsageProblem(_exists(path))


def _exists(path: Path) -> str:
    return f"{path} exists already; nothing was written."


def _stem(path: Path) -> str:
    return f".{path.name[:_SHOWN_NAME]}."


def _fill(temporary: Path, data: bytes) -> None:
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0), _PRIVATE)
    try:
        if hasattr(os, "fchmod"):
            os.fchmod(handle, _PRIVATE)  # a umask may have taken the owner's own rights away
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(handle, rest) :]
        os.fsync(handle)
    finally:
        os.close(handle)


def _publish(temporary: Path, path: Path, *, force: bool) -> None:
    """Gives the finished file its name: by replacing with `force`, else only if the name is still free."""
    if not force:
        try:
            os.link(temporary, path)
        except OSError as error:
            if error.errno not in _NO_LINKS:
                raise
            # A file system without links: claim the name first, then replace our own empty file.
            os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE))
        else:
            return
    temporary.replace(path)


def _remove_stale(path: Path) -> None:
    """Removes what an interrupted earlier run left beside `path`."""
    pattern = re.compile(re.escape(_stem(path)) + r"[0-9a-f]{16}\.tmp")
    with contextlib.suppress(OSError), os.scandir(path.parent) as entries:
        for entry in entries:
            if pattern.fullmatch(entry.name) and entry.is_file(follow_symlinks=False):
                with contextlib.suppress(OSError):
                    if time.time() - entry.stat(follow_symlinks=False).st_mtime > _STALE_AFTER_S:
                        Path(entry.path).unlink()


def _sync_folder(folder: Path) -> None:
    """Makes the new name survive a power cut where the system can do that."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
