"""The base URL that a person means: region name, with or without /api, and what is refused before anything is sent."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final
from urllib.parse import SplitResult, urlsplit

from diagnose.problems import UsageProblem

DEFAULT: Final = "https://app.infisical.com"
_REGIONS: Final = {"us": "https://app.infisical.com", "eu": "https://eu.infisical.com"}
_REGION_OF: Final = {
    "https://app.infisical.com": "us",
    "https://us.infisical.com": "us",
    "https://eu.infisical.com": "eu",
}
_DEFAULT_PORTS: Final = {"https": 443, "http": 80}
_METADATA_NAMES: Final = frozenset(
    {"metadata", "metadata.google.internal", "instance-data", "instance-data.ec2.internal"}
)
_METADATA_ADDRESSES: Final = frozenset({"fd00:ec2::254", "100.100.100.200"})
_LONGEST_SHOWN_LABEL: Final = 30
_HOST: Final = re.compile(r"[a-z0-9_]([a-z0-9._-]*[a-z0-9_])?")
_BARE: Final = re.compile(r"([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?(/.*)?", re.DOTALL)
_PATH: Final = re.compile(r"(/[A-Za-z0-9._~-]+)*")


def is_cloud(base_url: str) -> bool:
    """Whether the base URL is one of Infisical's own."""
    return base_url in _REGION_OF


def other_region(base_url: str, region: str, source: str) -> str:
    """The base URL of that region of Infisical Cloud. Raises UsageProblem unless `base_url` is that of another one."""
    if not is_cloud(base_url):
        msg = f"{source} is for Infisical Cloud's own hosts; {base_url} is none of them. Nothing was sent."
        raise UsageProblem(msg)
    if region not in _REGIONS:
        msg = f"{source} is {' or '.join(_REGIONS)}."
        raise UsageProblem(msg)
    if _REGION_OF[base_url] == region:
        msg = f"{source} {region} names the region that is asked anyway, {base_url}; name the other one."
        raise UsageProblem(msg)
    return _REGIONS[region]


@lru_cache(maxsize=64)
def base_url(text: str, source: str, *, allow_http: bool = False) -> str:
    """`scheme://host[:port][/prefix]` without `/api` and without a slash at the end.

    `source` names the place that the text came from. A UsageProblem says what is wrong with it; the text is repeated in
    part only, and not at all where it may hold a password.
    """
    text = text.strip()
    if text.lower() in _REGIONS:
        return _REGIONS[text.lower()]
    parts = _split(text, source)
    host = _host(parts, source)
    if parts.scheme == "http" and not allow_http and not _is_loopback(host):
        msg = f"{source}: http would send the credential in clear text; use https, or --allow-http if you must."
        raise UsageProblem(msg)
    return f"{parts.scheme}://{_authority(parts, host, source)}{_prefix(parts, source)}"


def _split(text: str, source: str) -> SplitResult:
    if "@" in text:
        msg = f"{source}: a base URL with a user name or password (…@) is not accepted."
        raise UsageProblem(msg)
    if "\\" in text or not text.isprintable() or " " in text:
        msg = f"{source}: the base URL has a backslash, white space or characters that cannot be seen."
        raise UsageProblem(msg)
    try:
        parts = urlsplit(text)
        parts.port  # noqa: B018 - reading it checks it
    except ValueError:
        msg = f"{source}: this is not a URL; give one such as {DEFAULT}."
        raise UsageProblem(msg) from None
    if parts.scheme not in _DEFAULT_PORTS or not parts.netloc:
        raise UsageProblem(_without_scheme(text, source))
    if parts.query or parts.fragment or "?" in text or "#" in text:
        msg = f'{source}: a base URL has no "?" or "#"; give only the part up to the host.'
        raise UsageProblem(msg)
    return parts


def _without_scheme(text: str, source: str) -> str:
    bare = _BARE.fullmatch(text)
    if bare is None or not _looks_like_a_host(bare[1]):
        return f"{source}: the base URL must start with https://, or be us or eu."
    scheme = "http" if _is_loopback(bare[1].strip("[]")) else "https"
    return f"{source}: the base URL must start with {scheme}://; did you mean {scheme}://{bare[1]}{bare[2] or ''}?"


def _looks_like_a_host(text: str) -> bool:
    """Whether the text may be repeated: a host name or address, not a token that landed in the wrong place."""
    if text.startswith(("st.", "ak.", "eyJ")) or any(len(label) > _LONGEST_SHOWN_LABEL for label in text.split(".")):
        return False
    return "." in text or ":" in text or text == "localhost"


def _host(parts: SplitResult, source: str) -> str:
    host = (parts.hostname or "").rstrip(".")
    try:
        host = host if ":" in host else host.encode("idna").decode("ascii").lower()
    except UnicodeError:
        msg = f"{source}: the host of the base URL is not a valid name."
        raise UsageProblem(msg) from None
    address = _address(host)
    if host in _METADATA_NAMES or address in _METADATA_ADDRESSES or _is_link_local(host):
        msg = f"{source}: link-local and cloud metadata addresses are not asked."
        raise UsageProblem(msg)
    if address is None and (not _HOST.fullmatch(host) or _is_number_like(host)):
        msg = f"{source}: the host of the base URL is not a valid name or address."
        raise UsageProblem(msg)
    return address or host


def _address(host: str) -> str | None:
    """The usual spelling of an IP address, an IPv4 address in IPv6 clothes included; None for a name."""
    from ipaddress import IPv6Address, ip_address

    try:
        address = ip_address(host)
    except ValueError:
        return None
    return str(address.ipv4_mapped if isinstance(address, IPv6Address) and address.ipv4_mapped else address)


def _is_number_like(host: str) -> bool:
    """Whether the system's resolver would read the name as an IPv4 address in an old spelling, such as 2852039166."""
    return re.fullmatch(r"(0x[0-9a-f]*|[0-9]+)", host.rpartition(".")[2]) is not None


def _is_link_local(host: str) -> bool:
    from ipaddress import ip_address

    address = _address(host)
    return address is not None and ip_address(address).is_link_local


def _is_loopback(host: str) -> bool:
    from ipaddress import ip_address

    address = _address(host)
    if address is None:
        return host == "localhost" or host.endswith(".localhost")
    return ip_address(address).is_loopback


def _authority(parts: SplitResult, host: str, source: str) -> str:
    shown = f"[{host}]" if ":" in host else host
    if parts.port == 0:
        msg = f"{source}: the port of the base URL is not valid."
        raise UsageProblem(msg)
    return shown if parts.port in (None, _DEFAULT_PORTS[parts.scheme]) else f"{shown}:{parts.port}"


def _prefix(parts: SplitResult, source: str) -> str:
    path = re.sub(r"(/api)?/*$", "", re.sub(r"/+", "/", parts.path), count=1)
    steps = path.split("/")
    if "api" in steps or "." in steps or ".." in steps or not _PATH.fullmatch(path):
        msg = f"{source}: give only the base URL, such as {DEFAULT}, not the address of a page or route."
        raise UsageProblem(msg)
    if path and f"{parts.scheme}://{parts.hostname}" in _REGION_OF:
        msg = f"{source}: Infisical Cloud has no path in its base URL; give https://{parts.hostname}."
        raise UsageProblem(msg)
    return path
