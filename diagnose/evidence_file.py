"""Evidence in a file: saved without secrets, judged again later and elsewhere."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import msgspec

from diagnose import __version__
from diagnose.model import Evidence
from diagnose.output import write_private
from diagnose.problems import UsageProblem

FORMAT: Final = "infisical-diagnose/evidence"
VERSION: Final = 1
MAX_BYTES: Final = 16 * 1024 * 1024


class _Head(msgspec.Struct):
    format: str = ""
    version: int = 0
    tool: str = ""


class _File(msgspec.Struct, kw_only=True):
    format: str
    version: int
    tool: str
    evidence: Evidence


def save(evidence: Evidence, path: Path, *, force: bool = False) -> None:
    """Write the evidence, 0600 and whole or not at all. Raises UsageProblem if it cannot be written."""
    data = msgspec.json.encode(_File(format=FORMAT, version=VERSION, tool=__version__, evidence=evidence))
    write_private(path, msgspec.json.format(data, indent=2) + b"\n", force=force)


def load(path: Path) -> Evidence:
    """Read what `save` wrote. Raises UsageProblem for a file that is damaged, newer, or something else."""
    data = _read(path)
    try:
        head = msgspec.json.decode(data, type=_Head)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise UsageProblem(f"{path} is no evidence file, or it is damaged: it does not start as one") from None
    if head.format != FORMAT:
        raise UsageProblem(f"{path} is no evidence file of infisical-diagnose")
    if head.version > VERSION:
        told = f"{path} is of format version {head.version}, this tool reads up to {VERSION}"
        raise UsageProblem(f"{told}: a newer infisical-diagnose is needed")
    try:
        return msgspec.json.decode(data, type=_File).evidence
    except (msgspec.ValidationError, msgspec.DecodeError) as error:
        raise UsageProblem(f"{path} is damaged at {_place(error)}") from None


def _read(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise UsageProblem(f"{path} is a folder, not an evidence file")
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise UsageProblem(f"{path} cannot be read: {(error.strerror or 'the system refused').lower()}") from None
    if len(data) > MAX_BYTES:
        raise UsageProblem(f"{path} is larger than any evidence file")
    return data


def _place(error: Exception) -> str:
    """Where msgspec stopped, without the value it stopped at."""
    place = str(error).rpartition(" - at `")[2].rstrip("`")
    return place if place.startswith("$") and len(place) < 200 else "some place"  # noqa: PLR2004 - a line's worth
