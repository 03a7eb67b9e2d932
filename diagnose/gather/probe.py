"""What a probe is: one question as data, and how its request is made of what is known."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Final, Literal

import msgspec

from checks.case.cached import cached_property
from diagnose.credential.spelling import UUID
from diagnose.http.messages import segment
from diagnose.model import Cost, Sent, Target

_RAW, _NEWEST = "/api/v3/secrets/raw/", "/api/v4/secrets/"
_RENAMED: Final = {"workspaceId": "projectId"}
_FIELD: Final = re.compile(r"\{(\w+)\}")


class Aim(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """What probes need besides the target: ids and names that earlier answers gave. `modern`: the server is era C.

    `raw_gone`: the server has the newest route for secrets only. `more`: further values by the names that paths and
    queries have for them.
    """

    target: Target
    identity_id: str | None = None
    role_slug: str | None = None
    project_slug: str | None = None
    secret_name: str | None = None
    organisation_id: str | None = None
    modern: bool = False
    raw_gone: bool = False
    more: Mapping[str, str] = {}

    @cached_property
    def known(self) -> Mapping[str, str]:
        """The values that paths and queries of probes may name; what is not known is missing."""
        target = self.target
        project, folders = target.project_id, target.secret_path.strip("/")
        values = {
            "project_id": project,
            "environment": target.environment,
            "secret_path": target.secret_path,
            "parent_path": target.secret_path.rstrip("/").rpartition("/")[0] if "/" in folders else None,
            "folder_above": (target.secret_path.rstrip("/").rpartition("/")[0] or "/") if folders else None,
            "wanted_name": target.secret_name,
            "listed_name": self.secret_name,
            "possible_slug": project if project and not UUID.fullmatch(project) else None,
            "identity_id": self.identity_id,
            "organisation_id": self.organisation_id,
            "project_slug": self.project_slug,
            "role_slug": self.role_slug,
            **self.more,
        }
        return {name: value for name, value in values.items() if value}


class Ask(msgspec.Struct, frozen=True, kw_only=True):
    """A probe's request without its credential."""

    method: str = "GET"
    path: str
    query: Mapping[str, str] = {}


class Path(msgspec.Struct, frozen=True):
    """Where a probe is put; `{name}` is a value of `Aim.known`. `modern`: only in era C, or only before it."""

    text: str
    modern: bool | None = None


def old(text: str) -> Path:
    """Where it is put before era C."""
    return Path(text, modern=False)


def new(text: str) -> Path:
    """Where it is put in era C."""
    return Path(text, modern=True)


class Probe(msgspec.Struct, frozen=True, kw_only=True):
    """One question.

    `shows` says in a phrase what it tells. The first of `paths` that fits the server's era and names only what is
    known is taken; so a probe that needs an id cannot be put before the id is known. `query` is filled in likewise.
    `body` gives each field of a JSON body the name of what goes there: `client_id`, `client_secret` or `minted`; under
    `*` stand further fields that bring their own names.
    `keep` names the facts kept of the answer (`diagnose.http.answer.allow_list`). `when`: whether `--plan` lists it
    with what is asked first, with what may be asked later, or at the end. `cloud_port`: where Infisical Cloud takes it.
    """

    name: str
    shows: str
    paths: tuple[Path, ...]
    method: str = "GET"
    query: Mapping[str, str] = {}
    body: Mapping[str, str] | None = None
    sent: Sent = Sent.TOKEN
    keep: str = ""
    cost: Cost = Cost(token_uses=1)
    when: Literal["first", "later", "last"] = "later"
    cloud_port: int | None = None
    leaves: str = ""

    def possible(self, aim: Aim) -> bool:
        """Whether all that its request names is known."""
        return self._path(aim) is not None and all(_needs(text) <= aim.known.keys() for text in self.query.values())

    def ask(self, aim: Aim) -> Ask:
        """The request. Raises LookupError where it is not `possible`."""
        path, known = self._path(aim), aim.known
        if path is None:
            raise LookupError(self.name)
        query = {name: _FIELD.sub(lambda match: known[match[1]], text) for name, text in self.query.items()}
        if aim.raw_gone and path.startswith(_RAW):
            path = _NEWEST + path.removeprefix(_RAW)
            query = {_RENAMED.get(name, name): value for name, value in query.items()}
        return Ask(method=self.method, path=_FIELD.sub(lambda match: segment(known[match[1]]), path), query=query)

    def _path(self, aim: Aim) -> str | None:
        known = aim.known.keys()
        fitting = (path.text for path in self.paths if path.modern in {None, aim.modern})
        return next((text for text in fitting if _needs(text) <= known), None)


@cache
def _needs(text: str) -> frozenset[str]:
    """The names in a path or query of a probe, of which there are few."""
    return frozenset(_FIELD.findall(text))
