"""Asks the place where a workload is given its proof of identity: a metadata service, or a build system.

Only an address that the method names is asked, once, for a short time; no redirect is followed, and for an address of
this machine or its link no proxy is used.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlsplit

import httpx

from diagnose.credential.methods.method import Fetch, FetchError
from diagnose.http.attempt import Attempt
from diagnose.http.faults import SendError
from diagnose.http.proxies import proxy_for
from diagnose.http.trust import trust
from diagnose.secret import Secret

LOCAL_S: Final = 2.0
REMOTE_S: Final = 10.0
MAX_BYTES: Final = 64 * 1024
_NAMES: Final = frozenset({"metadata.google.internal", "localhost"})


def fetch(wanted: Fetch, environ: Mapping[str, str], *, within_s: float | None = None) -> bytes:
    """The body of the answer. Raises FetchError with one line for people; a value that was sent is not in it.

    `within_s`: how long all of it may take; of itself `LOCAL_S` or `REMOTE_S`, by where it is.
    """
    where = _checked(wanted)
    attempt: Attempt[bytes | FetchError] = Attempt(within_s or (LOCAL_S if wanted.local else REMOTE_S), lambda: None)
    attempt.run(lambda: _put(wanted, environ, where, attempt))
    found = attempt.result()
    if isinstance(found, bytes):
        return found
    raise found or FetchError(f"{wanted.what} does not answer at {where} within {attempt.budget:g} s")


def _put(wanted: Fetch, environ: Mapping[str, str], where: str, attempt: Attempt[Any]) -> bytes | FetchError:
    """The body, or why there is none: what runs in a thread of its own may not raise."""
    headers = {name: v.reveal() if isinstance(v, Secret) else v for name, v in wanted.headers.items()}
    headers["Accept-Encoding"] = "identity"
    try:
        with (
            _client(wanted, environ, attempt.budget) as client,
            client.stream(
                wanted.method,
                wanted.url,
                headers=headers,
                content=wanted.content,
                extensions={"trace": attempt.trace},
            ) as response,
        ):
            return _body(wanted, response)
    except FetchError as error:
        return error
    except SendError as error:
        return FetchError(f"{wanted.what} cannot be asked: {error.fault.note}")
    except BaseException as error:  # noqa: BLE001 - as in the client: here nobody would see it, and the wait would go on
        return FetchError(f"{wanted.what} does not answer at {where} ({type(error).__name__})")


def _client(wanted: Fetch, environ: Mapping[str, str], timeout_s: float) -> httpx.Client:
    if wanted.local:
        return httpx.Client(trust_env=False, follow_redirects=False, timeout=timeout_s, verify=False)  # noqa: S501 - plain HTTP only
    proxy = proxy_for(urlsplit(wanted.url), environ)
    return httpx.Client(
        trust_env=False,
        follow_redirects=False,
        timeout=timeout_s,
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
    for chunk in response.iter_raw():  # packed it would be no proof, and unpacked it could fill the memory
        body += chunk
        if len(body) > MAX_BYTES:
            msg = f"{wanted.what} answered with more than {MAX_BYTES // 1024} KiB"
            raise FetchError(msg)
    return body
