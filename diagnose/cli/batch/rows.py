"""The rows of a batch file: CSV with a header, or JSON Lines. No row holds a secret, only where one is."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import msgspec

from diagnose.credential.spelling import holds_secret
from diagnose.files import capped
from diagnose.files.names import reason
from diagnose.problems import UsageProblem

MAX_BYTES: Final = 64 * 1024 * 1024
_VARIABLE: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,127}")
_REFERENCES: Final = ("client_secret", "token")


class Row(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, dict=True):
    """One row as it was written. `client_secret` and `token`: the name of a variable, or `@FILE`. `line`: where."""

    name: str = ""
    domain: str = ""
    client_id: str = ""
    client_secret: str = ""
    token: str = ""
    identity_id: str = ""
    project_id: str = ""
    environment: str = ""
    secret_path: str = ""
    secret_name: str = ""
    action: str = ""
    line: int = 0

    @cached_property
    def key(self) -> str:
        """The same for the same row wherever it stands."""
        return hashlib.sha256(msgspec.json.encode(msgspec.structs.replace(self, line=0))).hexdigest()[:32]

    @property
    def inspects(self) -> bool:
        """Whether it has no credential of its own, so that a privileged one looks at the identity."""
        return not (self.client_secret or self.token)


COLUMNS: Final = tuple(name for name in Row.__struct_fields__ if name != "line")


def read_rows(path: Path) -> tuple[Row, ...]:
    """The rows of the file in their order. Raises UsageProblem with the first line that cannot be used."""
    try:
        content = capped.read(path, MAX_BYTES)
    except (OSError, ValueError) as error:
        msg = f"{path} cannot be read: {reason(error)}."
        raise UsageProblem(msg) from None
    if len(content) > MAX_BYTES:
        msg = f"{path} is larger than {MAX_BYTES // 1024 // 1024} MiB."
        raise UsageProblem(msg)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        msg = f"{path} is not UTF-8 text."
        raise UsageProblem(msg) from None
    read = _json_lines if text.lstrip().startswith("{") else _csv
    rows = tuple(_checked(row, path) for row in read(text, path))
    seen: dict[str, int] = {}
    for row in rows:
        if (first := seen.setdefault(row.key, row.line)) != row.line:
            raise _problem(path, row.line, f"is line {first} again")
    if not rows:
        msg = f"{path} has no rows."
        raise UsageProblem(msg)
    return rows


def _json_lines(text: str, path: Path) -> Iterator[Row]:
    for line, written in enumerate(text.split("\n"), start=1):
        if not written.strip():
            continue
        try:
            fields = msgspec.json.decode(written, type=dict[str, str | None])
        except msgspec.MsgspecError:
            raise _problem(path, line, "is no JSON object with texts") from None
        _known(fields, path, line)
        yield _row(fields, line)


def _csv(text: str, path: Path) -> Iterator[Row]:
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    try:
        _known(reader.fieldnames or (), path, reader.line_num)
        for fields in reader:
            if None in fields or None in fields.values():
                raise _problem(path, reader.line_num, "has more or fewer cells than the header")
            yield _row(fields, reader.line_num)
    except csv.Error:
        raise _problem(path, reader.line_num, "is no CSV") from None


def _known(names: Iterable[str], path: Path, line: int) -> None:
    """Refuses columns that there are not, at the line that names them."""
    unknown = next((name for name in names if name not in COLUMNS), None)
    if unknown is not None:
        shown = "a column" if holds_secret(unknown) or len(unknown) > 40 else f"the column {unknown!r}"  # noqa: PLR2004
        raise _problem(path, line, f"has {shown}; there are {', '.join(COLUMNS)}")


def _row(fields: Mapping[str, Any], line: int) -> Row:
    return Row(**{name: (value or "").strip() for name, value in fields.items()}, line=line)


def _checked(row: Row, path: Path) -> Row:
    """The row, if it names its credential in one way and holds none. No value is repeated in what is said."""
    for name in COLUMNS:
        value = str(getattr(row, name))
        if holds_secret(value):
            raise _problem(path, row.line, f"holds what has the form of a secret in {name}; name a variable or @FILE")
    for name in _REFERENCES:
        value = str(getattr(row, name))
        if value and not value.startswith("@") and not _VARIABLE.fullmatch(value):
            raise _problem(path, row.line, f"needs the name of a variable, or @FILE, in {name}")
    if row.client_secret and row.token:
        raise _problem(path, row.line, "has client_secret and token; give one credential only")
    if row.client_secret and not row.client_id:
        raise _problem(path, row.line, "has client_secret without client_id")
    if row.inspects and not (row.client_id or row.identity_id):
        raise _problem(path, row.line, "has neither a credential nor an identity to look at")
    return row


def _problem(path: Path, line: int, what: str) -> UsageProblem:
    return UsageProblem(f"{path.name}, line {line} {what}.")
