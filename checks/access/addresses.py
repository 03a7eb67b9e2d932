"""Trusted addresses: whether a list of them holds an address, as the server's block list decides it."""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final

from checks.access.outcome import ServerFailsError

_Network = IPv4Network | IPv6Network
_MAPPED: Final = 96
"""How many leading bits of an IPv4-mapped IPv6 address are not the IPv4 address."""


def trusts(entries: Iterable[str], address: str) -> bool:
    """Whether one of the entries (`a.b.c.d`, `a.b.c.d/n`, IPv6 likewise) holds the address; an empty list holds none.

    IPv4 and IPv4-mapped IPv6 are the same. Raises ServerFailsError where the address is none.
    """
    seen = _address(address)
    return any(_holds(_network(entry), seen) for entry in entries)


def nearest(entries: Iterable[str], address: str) -> str:
    """The entry that shares the most leading bits with the address, or an empty text. Raises as `trusts` does."""
    seen = _address(address)
    listed = [(_shared_bits(_network(entry), seen), entry) for entry in entries]
    return max(listed, default=(0, ""), key=lambda pair: pair[0])[1]


def _address(text: str) -> IPv4Address | IPv6Address:
    try:
        address = ip_address(text)
    except ValueError:
        raise ServerFailsError(f"{text!r} is no address") from None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


def _network(entry: str) -> _Network:
    network = ip_network(entry, strict=False)
    if isinstance(network, IPv6Network) and network.prefixlen >= _MAPPED and network.network_address.ipv4_mapped:
        return IPv4Network((network.network_address.ipv4_mapped, network.prefixlen - _MAPPED))
    return network


def _holds(network: _Network, address: IPv4Address | IPv6Address) -> bool:
    if network.version == address.version:
        return address in network
    if isinstance(address, IPv4Address) and isinstance(network, IPv6Network):
        return IPv6Address(f"::ffff:{address}") in network
    return False


def _shared_bits(network: _Network, address: IPv4Address | IPv6Address) -> int:
    if network.version != address.version:
        return -1
    size = address.max_prefixlen
    differing = (int(network.network_address) ^ int(address)).bit_length()
    return min(size - differing, network.prefixlen)


def trusts_everyone(entries: Iterable[str]) -> bool:
    """Whether the entries hold every address there is: IPv6 as a whole includes IPv4."""
    return any(isinstance(network, IPv6Network) and network.prefixlen == 0 for network in map(_network, entries))
