"""Reads a file that may be a device or grow without end."""

from __future__ import annotations

from pathlib import Path


def read(path: Path, most: int) -> bytes:
    """The bytes of the file; one more than `most` if it is larger. Raises OSError or ValueError."""
    with path.open("rb", buffering=0) as file:
        content = b""
        while len(content) <= most and (chunk := file.read(most + 1 - len(content))):
            content += chunk
        return content
