"""Knowledge from files that the user names: rows of rejections and causes, as `causes --export` prints ours.

A file is TOML: `[[rejection]]` has the columns of `rejections.csv` as texts, and `unique` if nothing else can mean its
words; `[cause.<id>]` has the fields of `Cause`. What is ours word for word is passed over; what only has the id of ours
is refused. Nothing of a file is run.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

import msgspec

from checks.knowledge import causes
from checks.knowledge.causes import Cause, all_causes, faq_items, questions
from checks.knowledge.gates import TITLES
from checks.knowledge.in_use import ADDED
from checks.knowledge.row import Row, row_of
from checks.knowledge.table import everywhere, rows
from checks.knowledge.wording import PLACEHOLDER

_LARGEST: Final = 1024 * 1024
_MOST: Final = 1000
_LONGEST: Final = 2000
_MOST_SLOTS: Final = 6
_LEAST_WORDS: Final = 8
"""Letters of a message that have to be fixed: a row of less would fit what has nothing to do with it."""
_ID: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?")
_CREDENTIALS: Final = frozenset({"", "jwt", "service-token", "api-key"})
_ANY: Final = "<any>"
"""Of a rejection that names no error: it may be called anything."""
_STATUSES: Final = range(100, 600)


class BadKnowledgeError(ValueError):
    """A file that cannot be used; the text says which and why, in one line."""


class _Rejection(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    eras: str
    where: str
    status: str
    message: str
    causes: str
    credential: str = ""
    error: str = _ANY
    may_be: str = ""
    effect: str = ""
    since: str = ""
    until: str = ""
    source: str = ""
    only: str = ""
    unique: bool = False


class _File(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    rejection: tuple[_Rejection, ...] = ()
    cause: Mapping[str, dict[str, Any]] = {}


class Added(msgspec.Struct, frozen=True, kw_only=True):
    """What one file holds. `name`: what the file is called in reports."""

    name: str
    rows: tuple[Row, ...]
    causes: Mapping[str, Cause]


def use(paths: Iterable[Path]) -> None:
    """Add what these files, and the TOML files in these folders, hold; without any, only ours counts again.

    Raises BadKnowledgeError, and then nothing is changed.
    """
    known, found = dict(_ours()), list[Added]()
    for one in [load(path) for path in _files(paths)]:
        found.append(_further(one, known))
        known |= found[-1].causes
    for one in found:
        _check_rows(one, known)
    ADDED.rows = tuple(row for one in found for row in one.rows)
    ADDED.causes = {name: cause for one in found for name, cause in one.causes.items()}
    ADDED.files = tuple(one.name for one in found)
    causes.forget()


def load(path: Path) -> Added:
    """What the file holds, as far as it has the right form. Raises BadKnowledgeError."""
    name = "".join(char for char in path.name if char.isprintable())[:80]
    try:
        with path.open("rb") as file:  # a device has no size, and no end
            content = file.read(_LARGEST + 1)
        if len(content) > _LARGEST:
            raise _bad(name, "is larger than 1 MB")
        document = msgspec.convert(tomllib.loads(content.decode()), _File)
        return Added(
            name=name,
            rows=tuple(_row(number, row, name) for number, row in enumerate(document.rejection, 1)),
            causes={one: _cause(one, fields) for one, fields in document.cause.items()},
        )
    except BadKnowledgeError:
        raise
    except OSError:
        raise _bad(name, "cannot be read") from None
    except (ValueError, RecursionError) as error:  # those of TOML, of its text and of msgspec are such
        raise _bad(name, _in_a_line(error)) from None


def _ours() -> Mapping[str, Cause]:
    return {name: cause for name, cause in all_causes().items() if name not in ADDED.causes}


def _files(paths: Iterable[Path]) -> Iterable[Path]:
    for path in paths:
        inside = sorted(path.glob("*.toml")) if path.is_dir() else [path]
        if not inside:
            raise _bad(path.name, "is a folder without TOML files")
        yield from inside


def _bad(name: str, why: str) -> BadKnowledgeError:
    return BadKnowledgeError(f"{name} {why}")


def _in_a_line(error: Exception) -> str:
    said = " ".join(str(error).split())
    return f"is no knowledge: {''.join(char for char in said if char.isprintable())[:200]}"


def _row(number: int, given: _Rejection, name: str) -> Row:
    fields = msgspec.structs.asdict(given)
    unique = fields.pop("unique")
    return msgspec.structs.replace(row_of(number, fields), origin=name, unique=unique)


def _cause(name: str, fields: dict[str, Any]) -> Cause:
    unknown = sorted(set(fields) - set(Cause.__struct_fields__) | ({"id"} & set(fields)))
    if unknown:
        msg = f"the cause {name} has a field {unknown[0]} that no cause has"
        raise ValueError(msg)
    return msgspec.convert({**fields, "id": name}, Cause)


def _further(added: Added, known: Mapping[str, Cause]) -> Added:
    """What is not ours of it. Raises BadKnowledgeError for a cause that cannot be used."""
    new = {name: cause for name, cause in added.causes.items() if known.get(name) != cause}
    ours = {_plain(row) for row in rows()}
    further = tuple(row for row in added.rows if _plain(row) not in ours)
    if len(new) + len(further) > _MOST:
        raise _bad(added.name, f"holds more than {_MOST} entries")
    for name, cause in new.items():
        if why := "is known already; give it another id" if name in known else _wrong_cause(cause):
            raise _bad(added.name, f"cannot be used: the cause {name[:60]!r} {why}")
    return Added(name=added.name, rows=further, causes=new)


def _check_rows(added: Added, known: Mapping[str, Cause]) -> None:
    """Raises BadKnowledgeError for a row that cannot be used; `known`: the causes that a row may name."""
    for row in added.rows:
        if why := _wrong_row(row, known):
            raise _bad(added.name, f"cannot be used: its rejection {row.number} {why}")


def _plain(row: Row) -> Row:
    return msgspec.structs.replace(row, number=0, origin="", unique=False)


def _wrong_cause(cause: Cause) -> str:
    """Why the cause cannot be used; "" if it can."""
    fields = msgspec.structs.asdict(cause).values()
    lists = [[field] if isinstance(field, str) else field for field in fields if isinstance(field, str | tuple)]
    texts = [text for texts in lists for text in texts]
    faults = (
        (not _ID.fullmatch(cause.id), "has an id of other characters than a-z, 0-9 and -"),
        (cause.check not in questions(), f"names no check; they are {', '.join(questions())}"),
        (cause.gate not in TITLES, f"names no gate; they are {', '.join(TITLES)}"),
        (cause.faq not in {item.id for item in faq_items()}, "names no item of the FAQ"),
        (bool(cause.docs) and not cause.docs.startswith("https://"), "has docs that are no https address"),
        (not (cause.fix and cause.title and cause.headline), "needs a title, a headline and a fix"),
        (any(map(_odd, texts)), "has a text that is too long or cannot be shown"),
    )
    return next((why for is_so, why in faults if is_so), "")


def _wrong_row(row: Row, known: Iterable[str]) -> str:
    """Why the row cannot be used; "" if it can."""
    named = {*row.causes, *row.may_be} - {*known}
    words = sum(char.isalpha() for char in PLACEHOLDER.sub("", row.message))
    texts = (row.message, row.error, row.source)
    faults = (
        (not row.eras or row.where not in everywhere(), "has no era, or a route that is not known"),
        (row.credential not in _CREDENTIALS, "has a credential that is not known"),
        (not all(status in _STATUSES for status in row.statuses), "has a status that is none"),
        (not row.causes, "names no cause"),
        (bool(named), f"names a cause that is not known: {', '.join(sorted(named))[:100]!r}"),
        (row.effect not in {one.effect for one in rows()}, "has an effect that is not known"),
        (any(map(_odd, texts)), "has a text that is too long or cannot be shown"),
        (len(PLACEHOLDER.findall(row.message)) > _MOST_SLOTS, f"has more than {_MOST_SLOTS} slots in its message"),
        (words < _LEAST_WORDS, "has too few words of its own in its message, so it would fit anything"),
    )
    return next((why for is_so, why in faults if is_so), "")


def _odd(text: str) -> bool:
    return len(text) > _LONGEST or not text.isprintable()
