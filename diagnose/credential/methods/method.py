"""What a login method is: an id, a route, and how its proof is read. Data and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import msgspec

from diagnose.model import Trait
from diagnose.secret import Secret


class Fetch(msgspec.Struct, frozen=True, kw_only=True):
    """One request to the place where a workload is given its own proof: a metadata service or a build system.

    `what` names that place for people. `local`: the address is one of this very machine or its link, which no proxy
    can reach. `answers_with`: a header and its value that only the real service sends. `statuses`: those of an answer
    that can be read.
    """

    what: str
    url: str
    method: str = "GET"
    headers: Mapping[str, str | Secret] = {}
    local: bool = True
    answers_with: tuple[str, str] | None = None
    content: bytes | None = None
    statuses: tuple[int, ...] = (200,)


class FetchError(Exception):
    """The place did not give a proof. The text is one line for people."""


class NotFetched(Exception):  # noqa: N818 - no fault: a plan asks nobody
    """Nothing is asked now. `what` names the place that would be asked."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Where a proof is looked for: the environment, the flags of the methods by name, files below `cwd`, and services.

    `now` is in seconds since the epoch. `stdin` is read if a flag says so. `fetch` raises FetchError, or NotFetched
    where `asks` is false: then nobody may be asked, by whatever means.
    """

    identity_id: str
    environ: Mapping[str, str]
    flags: Mapping[str, str]
    cwd: Path
    stdin: Callable[[], bytes]
    fetch: Callable[[Fetch], bytes]
    now: float
    asks: bool = True

    def __repr__(self) -> str:
        return "Place(…)"


class Proof(msgspec.Struct, frozen=True, kw_only=True):
    """What the method sends to prove who the workload is.

    `fields` are those of the login's body, besides the identity's id; `certificate` the files of a certificate and its
    key for the handshake. `source` says where the proof is from. `claims`
    is what it says in the clear, by allow-list, and `traits` what is odd about it. `held`: further secrets that went
    into it, none of which may be shown.
    """

    fields: Mapping[str, str | Secret]
    source: str
    claims: Mapping[str, Any] = {}
    traits: tuple[Trait, ...] = ()
    held: tuple[Secret, ...] = ()
    certificate: tuple[str, str] | None = None

    def secrets(self) -> tuple[Secret, ...]:
        """Every value that must not be shown."""
        return (*(value for value in self.fields.values() if isinstance(value, Secret)), *self.held)


class Method(msgspec.Struct, frozen=True, kw_only=True):
    """One way to log in.

    `id` is the official CLI's value of `--method`; `route` the name in the login's path, before `-auth`; `title` the
    method's name for people. `identities`: variables that hold the identity's id for other official programs. `read`
    finds the proof, and raises UsageProblem with one line for people. `dummy`: a body of the same form that proves
    nothing, with which a server that looks for the method first tells whether the identity has it; None where asking
    so would tell nothing or count as a failure. `counts_failures`: a refused login counts towards a lockout.
    `cloud_port`: where Infisical Cloud takes this login, if it is not where all else goes.
    """

    id: str
    route: str
    title: str
    read: Callable[[Place], Proof]
    identities: tuple[str, ...] = ()
    dummy: Mapping[str, str] | None = None
    counts_failures: bool = False
    cloud_port: int | None = None

    @property
    def path(self) -> str:
        """Where the method logs in."""
        return f"/api/v1/auth/{self.route}-auth/login"
