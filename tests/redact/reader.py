"""How the command reads a file, for tests that redact one without the command."""

from __future__ import annotations

from typing import BinaryIO

from diagnose.files.source import Source
from diagnose.redact.stream import TextSource, chunk_reader


def text_reader(stream: BinaryIO) -> TextSource:
    """The text of a byte stream piece by piece: packed or not, in UTF-8, UTF-16 or UTF-32."""
    return chunk_reader(Source("", stream).chunks())
