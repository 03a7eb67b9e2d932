"""Which address a server takes for the client's, and whether a list of trusted ones holds it."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Mapping

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_HEADERS = {
    "A": ("cf-connecting-ip", "x-forwarded-for"),
    "B": (
        "cf-connecting-ip",
        "x-client-ip",
        "x-envoy-external-address",
        "x-forwarded-for",
        "fastly-client-ip",
        "true-client-ip",
        "x-real-ip",
        "forwarded-for",
        "x-forwarded",
        "forwarded",
        "x-appengine-user-ip",
    ),
}


def client_address(family: str, headers: Mapping[str, str], peer: str, *, first_of_list: bool) -> str:
    """The client's address as text, unchecked. `family`: A, B or C; `peer`: the other end of the connection."""
    for name in _HEADERS.get(family, _HEADERS["B"]):
        value = headers.get(name)
        if value:
            return value.split(",")[0].strip() if first_of_list else value
    return peer


def is_trusted(text: str, trusted: Iterable[str]) -> bool:
    """Whether one of the ranges (CIDR) holds the address. Raises ValueError if the address cannot be read.

    As the servers match: a mapped IPv4 address counts as IPv4, `::/0` holds IPv4 too, `0.0.0.0/0` no native IPv6.
    """
    address = _plain(ipaddress.ip_address(text))
    return any(_holds(ipaddress.ip_network(cidr, strict=False), address) for cidr in trusted)


def _plain(address: Address) -> Address:
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return mapped or address


def _holds(network: ipaddress.IPv4Network | ipaddress.IPv6Network, address: Address) -> bool:
    if network.version == address.version:
        return address in network
    return network.version == 6 and network.prefixlen == 0  # noqa: PLR2004 - the IP version
