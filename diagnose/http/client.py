"""The only place that speaks HTTP. Each request becomes one exchange, whatever happens; nothing is raised upwards.

No redirect is followed, no cookie kept, no netrc read, no credential taken from a URL: the transport is used bare.
"""

from __future__ import annotations

import logging
import sys
import threading
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Final, Self

import msgspec

from diagnose.answer import UNREADABLE, read_answer
from diagnose.http import messages
from diagnose.http.attempt import Attempt
from diagnose.http.faults import Fault, SendError, Stage, is_malformed, is_too_long, of_chain
from diagnose.http.messages import MAX_HEADER_BYTES, Reply, Request, Settings, segment
from diagnose.model import Answer, Exchange, Silence
from diagnose.secret import Secret
from diagnose.secret.mask import Mask

if TYPE_CHECKING:
    import httpx

    from diagnose.http.connection import Proxy, Trust

__all__ = ["MAX_BODY", "Client", "Reply", "Request", "Settings", "segment"]

MAX_BODY: Final = 1024 * 1024
_CONNECT_SHARE: Final = 0.4
"""Of the time for a request, what one address may take to connect: a second address still gets its turn."""
_PROXY_WANTS_LOGIN: Final = 407


class _Line(msgspec.Struct, frozen=True):
    """The opened way to the server, used by every request."""

    transport: httpx.HTTPTransport
    host: str
    proxy: Proxy | None
    trust: Trust | None
    headers: tuple[tuple[bytes, bytes], ...]


_Outcome = tuple[Answer, str, Secret | None] | Fault
"""An answer, a note on it and the token that it issued; or why there is none."""


class Client:
    """One pool of connections to one server, with one deadline for all requests, which starts with the client."""

    def __init__(
        self,
        settings: Settings,
        *,
        monotonic: Callable[[], float] = time.monotonic,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._settings = settings
        self._monotonic = monotonic
        self._now = now
        self._ends_at = monotonic() + settings.deadline_s
        self._base = messages.shown_base(settings.base_url)
        self._sent = 0
        self._lock = threading.Lock()
        self._mask = Mask(settings.custom_headers.values())
        self._line: _Line | SendError | None = None
        self._last: Attempt[tuple[_Outcome, float]] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def sent(self) -> int:
        """How many requests went out, or may have; a GET that was put a second time counts twice."""
        return self._sent

    def remaining_s(self) -> float:
        """Seconds until the deadline, never negative."""
        return max(0.0, self._ends_at - self._monotonic())

    def hurry(self, seconds: float) -> None:
        """Move the deadline to so many seconds from now, earlier or later than it was."""
        self._ends_at = self._monotonic() + seconds

    def late_token(self, seconds: float) -> Secret | None:
        """The token that the newest request brings, if the wait for it was interrupted; waits at most so long."""
        found = self._last.late(seconds) if self._last is not None else None
        return None if found is None or isinstance(found[0], Fault) else found[0][2]

    def close(self) -> None:
        """Close the connections. What is still under way comes to nothing, and nothing can be asked after it."""
        line, self._line = self._line, SendError(Silence.CANNOT_SEND, "the client is closed")
        if isinstance(line, _Line):
            line.transport.close()

    def send(self, request: Request) -> Reply:
        """Put one request and wait for its end, at most until its own time or the deadline is over."""
        return self.send_all((request,))[0]

    def send_all(self, requests: Sequence[Request]) -> tuple[Reply, ...]:
        """Put all requests at once; the replies are in their order."""
        self._open()
        return tuple([wait() for wait in [self._start(request) for request in requests]])

    # ------------------------------------------------------------------------------------------------------- waiting

    def _start(self, request: Request) -> Callable[[], Reply]:
        """Start a request in a thread of its own and give back how to wait for it.

        The wait is ours because the library's timeouts start anew with every byte, and a name look-up has none.
        """
        at, begun, remaining = self._now(), self._monotonic(), self.remaining_s()
        budget = min(self._settings.timeout_s, remaining)
        is_last = remaining <= self._settings.timeout_s
        attempt: Attempt[tuple[_Outcome, float]] = Attempt(budget, self._count)

        def reply(outcome: _Outcome, ended: float) -> Reply:
            exchange = Exchange(
                id="",
                probe=request.probe,
                method=request.method,
                url=messages.url_of(self._base, request),
                at=at,
                took_ms=round((ended - begun) * 1000, 1),
                answer=None if isinstance(outcome, Fault) else outcome[0],
                silence=outcome.silence if isinstance(outcome, Fault) else None,
                note=messages.plain(outcome.note if isinstance(outcome, Fault) else outcome[1]),
            )
            return Reply(exchange, None if isinstance(outcome, Fault) else outcome[2])

        if budget <= 0:
            over = f"the {self._settings.deadline_s:g} s for the whole run were over before this was asked"
            return lambda: reply(Fault(Silence.DEADLINE, over), begun)
        self._last = attempt
        attempt.run(lambda: (self._put(request, attempt), self._monotonic()))

        def wait() -> Reply:
            result = attempt.result()
            if result is None:
                late = f"no answer within {budget:.3g} s; it was still {attempt.stage.value}"
                return reply(Fault(Silence.DEADLINE if is_last else Silence.TIMEOUT, late), self._monotonic())
            outcome, ended = result
            if isinstance(outcome, Fault) and outcome.silence is Silence.TIMEOUT and ended >= self._ends_at:
                outcome = Fault(Silence.DEADLINE, outcome.note)
            return reply(outcome, ended)

        return wait

    def _count(self) -> None:
        with self._lock:
            self._sent += 1

    # ------------------------------------------------------------------------------------------------------- sending

    def _put(self, request: Request, attempt: Attempt[Any]) -> _Outcome:
        """Put the request; a GET once more if its connection broke. Never raises."""
        outcome = self._put_once(request, attempt)
        again = request.retry and request.method.upper() == "GET"
        if again and isinstance(outcome, Fault) and outcome.silence is Silence.RESET and not attempt.given_up:
            second = self._put_once(request, attempt)
            return Fault(second.silence, f"{second.note} (asked twice)") if isinstance(second, Fault) else second
        return outcome

    def _put_once(self, request: Request, attempt: Attempt[Any]) -> _Outcome:
        line = self._line
        if isinstance(line, SendError):
            return line.fault
        if line is None:
            return Fault(Silence.CANNOT_SEND, "the client is closed")
        try:
            return self._exchange(request, attempt, line)
        except SendError as error:
            return error.fault
        except Exception as error:  # noqa: BLE001 - hostile input must never become a traceback
            return _fault(error, line, attempt.stage)

    def _exchange(self, request: Request, attempt: Attempt[Any], line: _Line) -> tuple[Answer, str, Secret | None]:
        """Send, and read within the caps. Raises `SendError` and whatever the library raises."""
        import httpx

        attempt.begin(through_proxy=line.proxy is not None)
        times = {"connect": attempt.budget * _CONNECT_SHARE}
        times |= dict.fromkeys(("read", "write", "pool"), attempt.budget)
        message = httpx.Request(
            request.method,
            messages.url_of(self._base, request),
            headers=[*line.headers, *messages.request_headers(request)],
            content=messages.content(request),
            extensions={"timeout": times, "trace": attempt.trace},
        )
        response = line.transport.handle_request(message)
        try:
            attempt.answered()
            headers = messages.checked_headers(response.headers.raw)
            messages.refuse_encoding(headers)
            body = _read_body(response.stream, headers, attempt)
        finally:
            response.close()
        if response.status_code == _PROXY_WANTS_LOGIN:
            by = line.proxy.shown if line.proxy else "between here and the server"
            raise SendError(Silence.PROXY, f"the proxy {by} answered 407: it wants a user name and password")
        answer, minted = self._read(request, response.status_code, headers, body)
        why = next((UNREADABLE[mark] for mark in answer.marks if mark in UNREADABLE), None)
        if why:
            raise SendError(Silence.UNREADABLE, f"the answer has status {answer.status}, but {why}")
        return answer, messages.redirect_note(answer), minted

    def _read(
        self, request: Request, status: int, headers: Sequence[tuple[str, str]], body: bytes
    ) -> tuple[Answer, Secret | None]:
        """Read an answer without what it repeats of the secrets that this server was sent, or has just issued."""
        mask = self._know(messages.secrets_in(request))
        answer, minted = read_answer(request.keep, status, headers, body, mask)
        if minted is not None:
            answer, _ = read_answer(request.keep, status, headers, body, self._know((minted,)))
        return answer, minted

    def _know(self, secrets: Sequence[Secret]) -> Mask:
        with self._lock:
            self._mask = self._mask.also(*secrets)
            return self._mask

    # ------------------------------------------------------------------------------------------------------- opening

    def _open(self) -> None:
        """Open the way once. What is wrong with it is kept, and becomes the reason of every exchange."""
        if self._line is not None:
            return
        try:
            self._line = _open_line(self._settings)
        except SendError as error:
            self._line = error
        except Exception as error:  # noqa: BLE001 - a bad URL or proxy rises in many shapes, none of them for people
            kind = type(error).__name__
            self._line = SendError(Silence.CANNOT_SEND, f"the connection could not be prepared ({kind})")


def _open_line(settings: Settings) -> _Line:
    """Check the settings and build the transport. Raises `SendError`."""
    httpx = _httpx()
    from diagnose.http.connection import proxy_for, trust

    target = messages.checked_target(settings.base_url)
    headers = messages.common_headers(settings.custom_headers)
    proxy = proxy_for(target, settings.environ)
    is_tls = target.scheme == "https" or (proxy is not None and proxy.scheme == "https")
    trusted = trust(settings.ca_bundle, settings.environ) if is_tls else None
    try:
        transport = httpx.HTTPTransport(
            verify=trusted.context if trusted else _no_tls(),
            trust_env=False,
            proxy=_library_proxy(httpx, proxy, trusted),
        )
    except ImportError:
        named = proxy.variable if proxy else "the environment"
        said = f"{named} names a SOCKS proxy, which needs the Python package socksio"
        raise SendError(Silence.CANNOT_SEND, said) from None
    return _Line(transport, messages.plain(target.hostname or ""), proxy, trusted, headers)


def _httpx() -> Any:
    """Import httpx without its command-line program, which alone pulls in rich; httpx provides for its absence."""
    name = "httpx._main"
    blocked = "httpx" not in sys.modules and name not in sys.modules
    if blocked:
        sys.modules[name] = None  # type: ignore[assignment] # the documented way to make an import fail
    try:
        import httpx
    finally:
        if blocked:
            del sys.modules[name]
    for logger in ("httpx", "httpcore"):  # their debug lines show headers
        logging.getLogger(logger).setLevel(logging.WARNING)
    return httpx


def _no_tls() -> Any:
    """Give an empty context, which trusts nobody, where no TLS is spoken: the library would load one that does."""
    import ssl

    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def _library_proxy(httpx: Any, proxy: Proxy | None, trusted: Trust | None) -> Any:
    if proxy is None:
        return None
    context = trusted.context if trusted and proxy.scheme == "https" else None
    try:
        return httpx.Proxy(proxy.url.reveal(), ssl_context=context)
    except (ValueError, httpx.InvalidURL):
        raise SendError(Silence.CANNOT_SEND, f"the proxy that {proxy.variable} names cannot be used") from None


def _read_body(stream: Any, headers: Sequence[tuple[str, str]], attempt: Attempt[Any]) -> bytes:
    """Read the body up to the cap."""
    length = next((value for name, value in headers if name.lower() == "content-length"), "")
    body = bytearray()
    if not (length.isdigit() and len(length) < 20 and int(length) > MAX_BODY):  # noqa: PLR2004 - digits of 2**64
        for chunk in stream:
            attempt.check()
            body += chunk
            if len(body) > MAX_BODY:
                break
        else:
            return bytes(body)
    raise SendError(Silence.TOO_LARGE, f"the answer is larger than {MAX_BODY // 1024} KiB")


def _fault(error: Exception, line: _Line, stage: Stage) -> Fault:
    """Tell why the library gave up. A fault on the way to the proxy is the proxy's, whatever its kind."""
    import httpx

    if line.proxy and (stage in {Stage.CONNECT, Stage.PROXY} or isinstance(error, httpx.ProxyError)):
        return Fault(Silence.PROXY, _proxy_note(error, line, line.proxy.shown))
    if isinstance(error, httpx.TimeoutException):
        return Fault(Silence.TIMEOUT, f"no answer in time; it was still {stage.value}")
    found = of_chain(error, line.host, line.trust.source if line.trust else "")
    if found is None and isinstance(error, httpx.RemoteProtocolError):
        found = _broken_answer(error, line.host)
    if found:
        return found
    if isinstance(error, httpx.NetworkError):
        before = stage is Stage.CONNECT
        return Fault(Silence.UNREACHABLE if before else Silence.RESET, f"the connection to {line.host} failed")
    said = "the address cannot be asked for; check the host name"
    if not isinstance(error, UnicodeError | httpx.InvalidURL):
        said = f"the request could not be put ({type(error).__name__})"
    return Fault(Silence.CANNOT_SEND, said)


def _broken_answer(error: Exception, host: str) -> Fault:
    """Tell what was wrong with the answer's form."""
    if is_too_long(error):
        return Fault(Silence.TOO_LARGE, f"the head of the answer is larger than {MAX_HEADER_BYTES // 1024} KiB")
    if is_malformed(error):
        return Fault(Silence.UNREADABLE, f"what answers at {host} does not speak HTTP, or not correctly")
    return Fault(Silence.RESET, f"{host} closed the connection before the answer was complete")


def _proxy_note(error: Exception, line: _Line, shown: str) -> str:
    """Say what the proxy did; of its own words only the status is used."""
    import httpx

    status = str(error)[:3]
    if isinstance(error, httpx.ProxyError):
        if status == str(_PROXY_WANTS_LOGIN):
            return f"the proxy {shown} answered 407: it wants a user name and password"
        if status.isdecimal():
            return f"the proxy {shown} answered {status} when asked for a connection to {line.host}"
        return f"the proxy {shown} did not open a connection to {line.host}"
    found = of_chain(error, f"the proxy {shown}", line.trust.source if line.trust else "")
    return found.note if found else f"the proxy {shown} closed the connection"
