"""Asks the place where a workload is given its proof of identity: a metadata service, or a build system.

Only an address that the method names is asked, once, for a short time; no redirect is followed, and for an address of
this machine or its link no proxy is used.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

import httpx

from diagnose.credential.methods.method import Fetch, FetchError
from diagnose.http.faults import SendError
from diagnose.http.proxies import proxy_for
from diagnose.http.trust import trust
from diagnose.secret import Secret

LOCAL_S: Final = 2.0
REMOTE_S: Final = 10.0
MAX_BYTES: Final = 64 * 1024
_NAMES: Final = frozenset({"metadata.google.internal", "localhost"})


def fetch(wanted: Fetch, environ: Mapping[str, str]) -> bytes:
    """The body of the answer. Raises FetchError with one line for people; a value that was sent is not in it."""
    where = _checked(wanted)
    headers = {name: v.reveal() if isinstance(v, Secret) else v for name, v in wanted.headers.items()}
    try:
        with (
            _client(wanted, environ) as client,
            client.stream(wanted.method, wanted.url, headers=headers, content=wanted.content) as response,
        ):
            return _body(wanted, response)
    except SendError as error:
        msg = f"{wanted.what} cannot be asked: {error.fault.note}"
        raise FetchError(msg) from None
    except (httpx.HTTPError, httpx.InvalidURL, UnicodeError, ValueError) as error:
        msg = f"{wanted.what} does not answer at {where} ({type(error).__name__})"
        raise FetchError(msg) from None


def _client(wanted: Fetch, environ: Mapping[str, str]) -> httpx.Client:
    if wanted.local:
        return httpx.Client(trust_env=False, follow_redirects=False, timeout=LOCAL_S, verify=False)  # noqa: S501 - plain HTTP only
    proxy = proxy_for(urlsplit(wanted.url), environ)
    return httpx.Client(
        trust_env=False,
        follow_redirects=False,
        timeout=REMOTE_S,
        verify=trust(None, environ).context,
        proxy=proxy.url.reveal() if proxy is not None else None,
    )


def _checked(wanted: Fetch) -> str:
    """Scheme, host and port, as they may be shown. Raises FetchError for an address that may not be asked."""
    parts = urlsplit(wanted.url)
    try:
        host, port = parts.hostname or "", parts.port
    except ValueError:
        host, port = "", None
    if not host or not wanted.url.isprintable() or parts.username is not None:
        msg = f"the address of {wanted.what} is not a valid URL"
        raise FetchError(msg)
    allowed = _is_near(host) and parts.scheme == "http" if wanted.local else parts.scheme == "https" or _loops(host)
    if not allowed:
        what = "an address of this machine, over http" if wanted.local else "https"
        msg = f"the address of {wanted.what} is not {what}, so it was not asked"
        raise FetchError(msg)
    return f"{parts.scheme}://{host}" + (f":{port}" if port else "")


def _is_near(host: str) -> bool:
    """Whether the host is this machine, its link, or a private network."""
    if host in _NAMES:
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    return address.is_link_local or address.is_loopback or address.is_private


def _loops(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _body(wanted: Fetch, response: httpx.Response) -> bytes:
    if response.status_code not in wanted.statuses:
        msg = f"{wanted.what} answered {response.status_code}"
        raise FetchError(msg)
    name, value = wanted.answers_with or ("", "")
    if name and response.headers.get(name) != value:
        msg = f"what answers in the place of {wanted.what} is something else: its {name} header is missing"
        raise FetchError(msg)
    body = b""
    for chunk in response.iter_bytes():
        body += chunk
        if len(body) > MAX_BYTES:
            msg = f"{wanted.what} answered with more than {MAX_BYTES // 1024} KiB"
            raise FetchError(msg)
    return body
