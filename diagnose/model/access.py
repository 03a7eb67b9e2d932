"""What the rules of an identity allow: the answer, and the rules that lead to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec


class AccessRule(msgspec.Struct, frozen=True, kw_only=True, rename={"source": "from"}):
    """One rule of a role or privilege. `matches` is None where something decides that is not known; `why` says it."""

    source: str
    effect: str
    subject: str
    actions: tuple[str, ...]
    conditions: Mapping[str, Any] | None = None
    matches: bool | None = None
    why: str = ""


class Addition(msgspec.Struct, frozen=True, kw_only=True):
    """The least rule that would allow it, who may add it, and where: in the web page, and by which request."""

    rule: Mapping[str, Any]
    page: str
    request: str
    needs: str


class Access(msgspec.Struct, frozen=True, kw_only=True):
    """Whether an identity may do `action` on secrets at a place.

    `allowed` is None where something decides that is not known: `depends_on` says what. `forbidden_by` names the
    sources whose forbidding rule wins over any rule that could be added.
    """

    allowed: bool | None
    action: str
    rules: tuple[AccessRule, ...] = ()
    add: Addition | None = None
    depends_on: tuple[str, ...] = ()
    forbidden_by: tuple[str, ...] = ()
    fails: bool = False


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    """What a login's proof says beside what one setting of the identity's method allows. `fits` None: not known."""

    setting: str
    cause: str
    allowed: tuple[str, ...]
    says: tuple[str, ...]
    fits: bool | None
