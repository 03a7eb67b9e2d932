"""Why the library gave up on a request, as one of our reasons and a note."""

from __future__ import annotations

from typing import Final

from diagnose.http.faults import Fault, Stage, is_malformed, is_too_long, of_chain
from diagnose.http.messages import MAX_HEADER_BYTES
from diagnose.http.transport import Opened
from diagnose.model import Silence

PROXY_WANTS_LOGIN: Final = 407
_STATUS_LINE: Final = b"HTTP/"


def fault_of(error: BaseException, opened: Opened, stage: Stage, head: bytes = b"") -> Fault:
    """Tell why the library gave up. A fault on the way to the proxy is the proxy's, whatever its kind.

    `head`: the first bytes of what came in place of an answer.
    """
    import httpx

    if opened.proxy and (stage in {Stage.CONNECT, Stage.PROXY} or isinstance(error, httpx.ProxyError)):
        return Fault(Silence.PROXY, _proxy_note(error, opened, opened.proxy.shown))
    if isinstance(error, httpx.TimeoutException):
        return Fault(Silence.TIMEOUT, f"no answer in time; it was still {stage.value}")
    found = of_chain(error, opened.host, opened.trust.source if opened.trust else "")
    if found is None and isinstance(error, httpx.RemoteProtocolError):
        found = _broken_answer(error, opened.host, head)
    if found:
        return found
    if isinstance(error, httpx.NetworkError):
        before = stage is Stage.CONNECT
        return Fault(Silence.UNREACHABLE if before else Silence.RESET, f"the connection to {opened.host} failed")
    said = "the address cannot be asked for; check the host name"
    if not isinstance(error, UnicodeError | httpx.InvalidURL):
        said = f"the request could not be put ({type(error).__name__})"
    return Fault(Silence.CANNOT_SEND, said)


def _broken_answer(error: BaseException, host: str, head: bytes) -> Fault:
    """Tell what was wrong with the answer's form."""
    if is_too_long(error):
        return Fault(Silence.TOO_LARGE, f"the head of the answer is larger than {MAX_HEADER_BYTES // 1024} KiB")
    if is_malformed(error) or not _STATUS_LINE.startswith(head[: len(_STATUS_LINE)]):
        return Fault(Silence.UNREADABLE, f"what answers at {host} does not speak HTTP, or not correctly")
    return Fault(Silence.RESET, f"{host} closed the connection before the answer was complete")


def _proxy_note(error: BaseException, opened: Opened, shown: str) -> str:
    """Say what the proxy did; of its own words only the status is used."""
    import httpx

    status = str(error)[:3]
    if isinstance(error, httpx.ProxyError):
        if status == str(PROXY_WANTS_LOGIN):
            return f"the proxy {shown} answered 407: it wants a user name and password"
        if status.isdecimal():
            return f"the proxy {shown} answered {status} when asked for a connection to {opened.host}"
        return f"the proxy {shown} did not open a connection to {opened.host}"
    found = of_chain(error, f"the proxy {shown}", opened.trust.source if opened.trust else "")
    return found.note if found else f"the proxy {shown} closed the connection"
