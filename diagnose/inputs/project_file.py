"""The `.infisical.json` of the official CLI: found upwards from a folder, read by allow-list."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import msgspec

from diagnose.files.names import reason
from diagnose.problems import UsageProblem

NAME: Final = ".infisical.json"
MAX_BYTES: Final = 64 * 1024
_TEXTS: Final = ("workspaceId", "defaultEnvironment", "defaultSecretPath", "domain")
_MAPPING: Final = "gitBranchToEnvironmentMapping"
_SHOWN_KEYS: Final = 5
_SHOWN_CHARACTERS: Final = 40
_MAX_HEAD: Final = 4096


class ProjectFile(msgspec.Struct, frozen=True, kw_only=True):
    """What the file says. Empty values count as absent. `label`: how the file is named to people."""

    label: str
    workspace_id: str | None = None
    environment: str | None = None
    environment_label: str = ""
    secret_path: str | None = None
    domain: str | None = None
    unknown_keys: tuple[str, ...] = ()


def find(folder: Path) -> ProjectFile | None:
    """The nearest `.infisical.json` at or above `folder`, or None. A UsageProblem tells why one cannot be read."""
    start = folder.absolute()
    for place in (start, *start.parents):
        path = place / NAME
        if os.path.lexists(path):
            return _parse(_read(path, _label(path, start)), _label(path, start), place)
    return None


def _label(path: Path, start: Path) -> str:
    relative = os.path.relpath(path, start)
    return NAME if relative == NAME else f"{NAME} ({relative})"


def _read(path: Path, label: str) -> bytes:
    try:
        # O_NONBLOCK: opening a pipe of that name must not wait for a writer.
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
        try:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                msg = f"{label} is not a file."
                raise UsageProblem(msg)
            content = os.read(handle, MAX_BYTES + 1)
        finally:
            os.close(handle)
    except OSError as error:
        msg = f"{label} cannot be read: {reason(error)}."
        raise UsageProblem(msg) from None
    if len(content) > MAX_BYTES:
        msg = f"{label} is larger than {MAX_BYTES // 1024} KiB; it is not the file of a project."
        raise UsageProblem(msg)
    return content


def _parse(content: bytes, label: str, folder: Path) -> ProjectFile:
    try:
        found = msgspec.json.decode(content.removeprefix(b"\xef\xbb\xbf").decode())
    except UnicodeDecodeError:
        msg = f"{label} is not UTF-8 text."
        raise UsageProblem(msg) from None
    except (msgspec.MsgspecError, RecursionError):
        msg = f"{label} is not valid JSON."
        raise UsageProblem(msg) from None
    if not isinstance(found, dict):
        msg = f"{label} does not hold a JSON object."
        raise UsageProblem(msg)
    texts = {key: _text(found, key, label) for key in _TEXTS}
    environment, environment_label = _environment(found, texts["defaultEnvironment"], label, folder)
    return ProjectFile(
        label=label,
        workspace_id=texts["workspaceId"],
        environment=environment,
        environment_label=environment_label,
        secret_path=texts["defaultSecretPath"],
        domain=texts["domain"],
        unknown_keys=_unknown(found),
    )


def _text(found: Mapping[str, Any], key: str, label: str) -> str | None:
    value = found.get(key)
    if value is not None and not isinstance(value, str):
        msg = f"{label}: {key} must be text."
        raise UsageProblem(msg)
    return value or None


def _environment(found: Mapping[str, Any], default: str | None, label: str, folder: Path) -> tuple[str | None, str]:
    """The environment that the git branch maps to, else the default one, and what to call its source."""
    mapping = found.get(_MAPPING)
    if mapping is None:
        return default, label
    if not isinstance(mapping, dict) or not all(isinstance(value, str) for value in mapping.values()):
        msg = f"{label}: {_MAPPING} must map branch names to environment slugs."
        raise UsageProblem(msg)
    branch = _branch(folder) if mapping else None
    mapped = mapping.get(branch) if branch else None
    return (mapped, f"{label}, git branch {branch}") if mapped else (default, label)


def _unknown(found: Mapping[str, Any]) -> tuple[str, ...]:
    """The first few keys that mean nothing to this tool, cut to a length that can be shown."""
    unknown = sorted(key for key in found if key not in _TEXTS and key != _MAPPING)
    return tuple(key[:_SHOWN_CHARACTERS] for key in unknown[:_SHOWN_KEYS])


def _branch(folder: Path) -> str | None:
    """The checked-out branch, read from the repository's HEAD; None outside a repository or on no branch."""
    for place in (folder, *folder.parents):
        git = place / ".git"
        try:
            if git.is_file():  # a work tree or submodule: the file says where its repository is
                git = place / _first_line(git).removeprefix("gitdir:").strip()
            elif not git.is_dir():
                continue
            reference = _first_line(git / "HEAD")
        except (OSError, ValueError):
            return None
        prefix = "ref: refs/heads/"
        return reference.removeprefix(prefix) if reference.startswith(prefix) else None
    return None


def _first_line(path: Path) -> str:
    with path.open("rb") as file:
        return file.read(_MAX_HEAD).decode().partition("\n")[0].strip()
