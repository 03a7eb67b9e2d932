"""Everything that a check may know."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

import msgspec

from diagnose.model.exchange import Answer, Exchange
from diagnose.model.target import CredentialFacts, Era, Target

OTHER_REGION: Final = frozenset({"region-login", "region-revoke"})
"""Probes that were put to the other region of Infisical Cloud: their answers tell nothing of the server asked."""


class Token(msgspec.Struct, frozen=True, kw_only=True):
    """The readable part of an access token (a JWT): its header's algorithm and the allow-listed claims; no signature.

    `minted`: issued by this run's login. Claims as in catalogue section b.1; times in seconds since the epoch.
    """

    minted: bool = False
    algorithm: str | None = None
    claims: Mapping[str, Any] = {}


class Privileged(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a second credential that may look at the first one's identity. Holds no secret.

    `own_id`, `organisation_id`, `uses_limit`: claims of its token. `subject_id`: the identity to look at, where the
    user named it; `from_address`: where it calls from; `compares_secret`: the start of a client secret is known.
    """

    source: str
    own_id: str | None = None
    organisation_id: str | None = None
    uses_limit: int | None = None
    subject_id: str | None = None
    from_address: str | None = None
    compares_secret: bool = False


class Spent(msgspec.Struct, frozen=True, kw_only=True):
    """What a run cost. `writes`: anything that changed the server, our own token's revocation excepted."""

    requests: int = 0
    logins: int = 0
    writes: int = 0


class Redaction(msgspec.Struct, frozen=True, kw_only=True):
    """What was taken out of a text before anything else saw it: a kind, how often, and the first few places."""

    kind: str
    count: int
    places: tuple[str, ...] = ()


class Intake(msgspec.Struct, frozen=True, kw_only=True):
    """What was read of pasted texts. `skipped`: lines in which nothing was recognised.

    `eras`: the server generations that whoever ran the tool said it can be; empty if nothing was said.
    `mentions`: lines that name Infisical. `telling`: the line that looks most like a failure. `worked`: a line that
    proves that Infisical gave what was asked for. `clients`: the programs that met the refusals. `values`: what the
    text shows around them that a step to mend it can name, by the names of `diagnose/intake/shown.toml`.
    """

    sources: tuple[str, ...] = ()
    lines: int = 0
    skipped: int = 0
    redactions: tuple[Redaction, ...] = ()
    eras: tuple[Era, ...] = ()
    mentions: int = 0
    telling: str = ""
    worked: str = ""
    clients: tuple[str, ...] = ()
    values: Mapping[str, str] = {}


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """Everything a check may know. Holds no secret, and is enough to judge again, later and elsewhere."""

    target: Target
    credential: CredentialFacts
    exchanges: tuple[Exchange, ...] = ()
    token: Token | None = None
    started_at: float = 0.0
    clock_skew_s: float | None = None
    spent: Spent = Spent()
    remarks: tuple[str, ...] = ()
    intake: Intake | None = None
    privileged: Privileged | None = None
    inspected: bool = False

    def of(self, probe: str) -> Exchange | None:
        """The exchange of that probe, if it was put."""
        return next((x for x in self.exchanges if x.probe == probe), None)

    def answered(self) -> Iterator[tuple[Exchange, Answer]]:
        """The exchanges that brought an answer of the server that is judged."""
        return ((x, x.answer) for x in self.exchanges if x.answer is not None and x.probe not in OTHER_REGION)
