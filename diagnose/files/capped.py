"""Reads a file that may be a device, a pipe, or grow without end."""

from __future__ import annotations

import os
from pathlib import Path


def read(path: Path, most: int) -> bytes:
    """The bytes of the file; one more than `most` if it is larger. A pipe into which nobody writes is empty.

    Raises OSError or ValueError.
    """
    with open(path, "rb", buffering=0, opener=_opened) as file:
        content = b""
        while len(content) <= most and (chunk := file.read(most + 1 - len(content))):
            content += chunk
        return content


def _opened(path: str, flags: int) -> int:
    """Open without waiting for the other end of a pipe; reading waits as usual."""
    descriptor = os.open(path, flags | getattr(os, "O_NONBLOCK", 0))
    try:
        os.set_blocking(descriptor, True)
    except OSError:
        os.close(descriptor)
        raise
    return descriptor
