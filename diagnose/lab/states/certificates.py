"""States of an identity that logs in with the client's own TLS certificate."""

from __future__ import annotations

from typing import Any

from diagnose.lab.bench import Bench
from diagnose.lab.methods.certificates import authority
from diagnose.lab.state import Edge
from diagnose.lab.states.logins import log_in, shared
from diagnose.lab.states.registry import state

_C = "C1 C2"
_DAY = 86_400
_NAME, _ALTERNATIVE = "deploy", "DNS:deploy.shop.example"


def holder(
    bench: Bench, *, by: str = "Shop Workloads CA", starts: float = -1, ends: float = 30, is_authority: bool = False
) -> dict[str, Any]:
    """A client with a certificate that may log in, and the identity's settings. Dates in days from now."""
    now = bench.clock.now()
    issued = authority(by).issue(
        _NAME, now + starts * _DAY, now + ends * _DAY, names=(_ALTERNATIVE,), is_authority=is_authority
    )
    web = authority("Lab Web CA")
    served = web.issue("127.0.0.1", now - _DAY, now + _DAY, names=("IP:127.0.0.1", "DNS:localhost"))
    bench.world.server.edge = Edge(pair=bench.file("edge.pem", served.pem + served.key), known=issued.pem)
    bench.canaries.update(issued.key.splitlines()[1:-1])
    settings = {
        "issued": issued, "authority": "Shop Workloads CA", "chain": False, "names": (_NAME,), "alternatives": (),
    }  # fmt: skip
    log_in(
        bench,
        "tls-cert",
        settings,
        auth_method="tls-cert-auth",
        client_cert=bench.file("client.crt", issued.pem),
        client_key=bench.file("client.key", issued.key),
        ca_bundle=bench.file("ca.pem", web.own(now - _DAY, now + _DAY).pem),
    )
    return settings


def _edge(bench: Bench, *, asks: bool = True, hands_on: bool = True) -> None:
    holder(bench)
    known = bench.world.server.edge
    assert known is not None  # noqa: S101 - set by the line above
    bench.world.server.edge = Edge(pair=known.pair, known=known.known, asks=asks, hands_on=hands_on)


@state("tls-cert-healthy", "The certificate may log in, and the secrets can be read.", _C, works=True)
def healthy(bench: Bench) -> None:
    """Everything fits."""
    holder(bench)


@state("tls-cert-not-asked-for", "What ends TLS before the server asks for no certificate.", _C)
def not_asked_for(bench: Bench) -> None:
    """The port of everything else."""
    _edge(bench, asks=False)


@state("tls-cert-not-handed-on", "What ends TLS before the server does not hand the certificate on.", _C)
def not_handed_on(bench: Bench) -> None:
    """A proxy without the header."""
    _edge(bench, hands_on=False)


@state("tls-cert-other-authority", "Another authority issued the certificate than the settings hold.", _C)
def other_authority(bench: Bench) -> None:
    """A replaced CA."""
    holder(bench, by="Shop Workloads CA of 2024")


@state("tls-cert-chain-broken", "The certificate's chain does not lead to the CA in the settings.", "C2")
def chain_broken(bench: Bench) -> None:
    """The intermediate is missing."""
    holder(bench, by="Shop Issuing CA")["chain"] = True


@state("tls-cert-expired", "The client's certificate has ended.", _C)
def expired(bench: Bench) -> None:
    """Nobody renewed it."""
    holder(bench, starts=-90, ends=-2)


@state("tls-cert-not-yet-valid", "The client's certificate is not valid yet.", _C)
def not_yet_valid(bench: Bench) -> None:
    """Issued for next week."""
    holder(bench, starts=7)


@state("tls-cert-other-name", "The certificate's common name is not among those that the identity allows.", _C)
def other_name(bench: Bench) -> None:
    """The list holds another one."""
    holder(bench)["names"] = ("build",)


@state("tls-cert-other-alternative-name", "None of the certificate's alternative names is allowed.", "C2")
def other_alternative(bench: Bench) -> None:
    """The list holds another one."""
    holder(bench)["alternatives"] = ("DNS:build.shop.example",)


@state("tls-cert-of-an-authority", "The client shows the certificate of an authority.", "C2")
def of_an_authority(bench: Bench) -> None:
    """The wrong file of two."""
    holder(bench, is_authority=True)


shared("tls-cert", "TLS Certificate", _C, healthy)
