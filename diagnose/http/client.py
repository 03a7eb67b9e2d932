"""The only place that speaks HTTP. Each request becomes one exchange, whatever happens; nothing is raised upwards.

No redirect is followed, no cookie kept, no netrc read, no credential taken from a URL: the transport is used bare.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from typing import Any, Final, Self

from diagnose.http import messages
from diagnose.http.allowed import refuse
from diagnose.http.answer import UNREADABLE, read_answer
from diagnose.http.answer.others_secrets import without_others_secrets
from diagnose.http.attempt import Attempt
from diagnose.http.body import MAX_BODY, read_body
from diagnose.http.faults import Fault, SendError
from diagnose.http.library_faults import PROXY_WANTS_LOGIN, fault_of
from diagnose.http.messages import Reply, Request, Settings, segment
from diagnose.http.pace import UNPACED, Pace
from diagnose.http.proxies import logins
from diagnose.http.transport import Opened, open_transport, parsed
from diagnose.model import Answer, Exchange, Silence
from diagnose.secret import MAX_TOKEN, Secret
from diagnose.secret.mask import Mask

__all__ = ["MAX_BODY", "Client", "Reply", "Request", "Settings", "segment"]

_CONNECT_SHARE: Final = 0.4
"""Of the time for a request, what one address may take to connect: a second address still gets its turn."""


_Outcome = tuple[Answer, str, Secret | None] | Fault
"""An answer, a note on it and the token that it issued; or why there is none."""


class Client:
    """One pool of connections to one server, with one deadline for all requests, which starts with the client.

    `opened`: a way that several clients share; it is not theirs to close. `pace`: when each request may go out.
    `meanwhile`: what to do once, in the caller's thread, while the first answer is awaited.
    """

    def __init__(  # noqa: PLR0913 - what is shared with others, and the clocks
        self,
        settings: Settings,
        *,
        opened: Opened | SendError | None = None,
        pace: Pace = UNPACED,
        meanwhile: Callable[[], None] | None = None,
        monotonic: Callable[[], float] = time.monotonic,
        now: Callable[[], float] = time.time,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._settings = settings
        self._monotonic = monotonic
        self._now = now
        self._sleep = sleep
        self._ends_at = monotonic() + settings.deadline_s
        self._base = messages.shown_base(settings.base_url)
        self._sent = 0
        self._lock = threading.Lock()
        self._mask = Mask((*settings.custom_headers.values(), *logins(settings.environ)))
        self._opened = opened
        self._is_shared = opened is not None
        self._pace = pace
        self._meanwhile = meanwhile
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
        opened, self._opened = self._opened, SendError(Silence.CANNOT_SEND, "the client is closed")
        if isinstance(opened, Opened) and not self._is_shared:
            opened.transport.close()

    def send(self, request: Request) -> Reply:
        """Put one request and wait for its end, at most until its own time or the deadline is over."""
        return self.send_all((request,))[0]

    def send_all(self, requests: Sequence[Request]) -> tuple[Reply, ...]:
        """Put all requests at once; the replies are in their order. A wait for the pace moves the deadline."""
        self._open()
        self._ends_at += sum(self._pace.wait(request) for request in requests)
        waits = [self._start(request) for request in requests]
        self._use_the_wait()
        replies = [wait() for wait in waits]
        return tuple([self._paced(request, reply) for request, reply in zip(requests, replies, strict=True)])

    def _paced(self, request: Request, reply: Reply) -> Reply:
        """The reply; a request that was only turned away because there were too many is put once more, in its turn."""
        if not self._pace.learn(request, reply.exchange) or not _was_not_judged(request, reply.exchange):
            return reply
        self._ends_at += self._pace.wait(request)
        second = self._start(request)()
        self._pace.learn(request, second.exchange)
        return second

    # ------------------------------------------------------------------------------------------------------- waiting

    def _use_the_wait(self) -> None:
        """Do once what can be done now; not before the request went out, which it would hold up."""
        meanwhile, self._meanwhile = self._meanwhile, None
        if meanwhile is not None:
            if self._last is not None:
                self._last.under_way()
            meanwhile()

    def _start(self, request: Request) -> Callable[[], Reply]:
        """Start a request in a thread of its own and give back how to wait for it.

        The wait is ours because the library's timeouts start anew with every byte, and a name look-up has none.
        """
        at, begun, remaining = self._now(), self._monotonic(), self.remaining_s()
        budget = min(self._settings.timeout_s, remaining)
        is_last = remaining <= self._settings.timeout_s
        attempt: Attempt[tuple[_Outcome, float]] = Attempt(budget, self._count)

        def reply(outcome: _Outcome, ended: float) -> Reply:
            return self._reply(request, outcome, at, round((ended - begun) * 1000, 1))

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

    def _reply(self, request: Request, outcome: _Outcome, at: float, took_ms: float) -> Reply:
        """The exchange of a request that ended so, and the token that it brought."""
        fault = outcome if isinstance(outcome, Fault) else None
        answer, note, minted = (None, outcome.note, None) if isinstance(outcome, Fault) else outcome
        exchange = Exchange(
            id="",
            probe=request.probe,
            method=request.method,
            url=messages.url_of(self._base, request),
            at=at,
            took_ms=took_ms,
            answer=answer,
            silence=fault.silence if fault else None,
            note=messages.plain(note),
        )
        return Reply(exchange, minted)

    def _count(self) -> None:
        with self._lock:
            self._sent += 1

    # ------------------------------------------------------------------------------------------------------- sending

    def _put(self, request: Request, attempt: Attempt[Any]) -> _Outcome:
        """Put the request; a GET once more if its connection broke, or if the server asks for a short wait."""
        outcome = self._put_once(request, attempt)
        if attempt.given_up or not (request.retry and request.method == "GET"):
            return outcome
        if isinstance(outcome, Fault):
            if outcome.silence is not Silence.RESET:
                return outcome
            second = self._put_once(request, attempt)
            return Fault(second.silence, f"{second.note} (asked twice)") if isinstance(second, Fault) else second
        wait = messages.short_wait(outcome[0])
        if self._pace is not UNPACED or wait is None or wait > attempt.left() / 2:
            return outcome
        self._sleep(wait)
        second = self._put_once(request, attempt)
        return outcome if isinstance(second, Fault) else second

    def _put_once(self, request: Request, attempt: Attempt[Any]) -> _Outcome:
        opened = self._opened
        if isinstance(opened, SendError):
            return opened.fault
        if opened is None:
            return Fault(Silence.CANNOT_SEND, "the client is closed")
        try:
            return self._exchange(request, attempt, opened)
        except SendError as error:
            return error.fault
        except BaseException as error:  # noqa: BLE001 - in this thread nobody would see it, and the wait would go on
            return fault_of(error, opened, attempt.stage, attempt.head)

    def _exchange(self, request: Request, attempt: Attempt[Any], opened: Opened) -> tuple[Answer, str, Secret | None]:
        """Send, and read within the caps. Raises `SendError` and whatever the library raises."""
        import httpx

        refuse(request)
        attempt.begin(through_proxy=opened.proxy is not None)
        times = {"connect": attempt.budget * _CONNECT_SHARE}
        times |= dict.fromkeys(("read", "write", "pool"), attempt.budget)
        url, content = parsed(messages.url_of(self._base, request)), messages.content(request)
        message = httpx.Request(
            request.method,
            url,
            headers=[(b"Host", url.netloc), *opened.headers, *messages.request_headers(request, content)],
            stream=httpx.ByteStream(content),  # as content it would be looked at for what the headers say
            extensions={"timeout": times, "trace": attempt.trace},
        )
        response = opened.transport.handle_request(message)
        try:
            attempt.answered()
            headers = messages.checked_headers(response.headers.raw)
            body = self._body(request, response, headers, attempt)
        finally:
            response.close()
        if response.status_code == PROXY_WANTS_LOGIN:
            by = opened.proxy.shown if opened.proxy else "between here and the server"
            raise SendError(Silence.PROXY, f"the proxy {by} answered 407: it wants a user name and password")
        answer, minted = self._read(request, response.status_code, headers, body)
        why = next((UNREADABLE[mark] for mark in answer.marks if mark in UNREADABLE), None)
        if why:
            raise SendError(Silence.UNREADABLE, f"the answer has status {answer.status}, but {why}")
        return answer, messages.redirect_note(answer), minted

    @staticmethod
    def _body(request: Request, response: Any, headers: Sequence[tuple[str, str]], attempt: Attempt[Any]) -> bytes:
        """The body, or of a long one that was read its beginning. Raises `SendError`, which names the status."""
        try:
            return read_body(response.stream, headers, attempt, in_part=request.method == "GET" and response.is_success)
        except SendError as error:
            note = f"the answer has status {response.status_code}, but {error.fault.note}"
            raise SendError(error.fault.silence, note) from None

    def _read(
        self, request: Request, status: int, headers: Sequence[tuple[str, str]], body: bytes
    ) -> tuple[Answer, Secret | None]:
        """Read an answer without what it holds of secrets: those that were sent or just issued, and others'."""
        mask = self._know(messages.secrets_in(request))
        answer, minted = read_answer(request.keep, status, headers, body, mask)
        if minted is not None and len(minted.reveal()) > MAX_TOKEN:
            raise SendError(Silence.TOO_LARGE, f"the access token in the answer is longer than {MAX_TOKEN // 1024} KiB")
        if minted is not None:
            self._know((minted,))
        return without_others_secrets(answer), minted

    def _know(self, secrets: Sequence[Secret]) -> Mask:
        with self._lock:
            self._mask = self._mask.also(*secrets)
            return self._mask

    # ------------------------------------------------------------------------------------------------------- opening

    def _open(self) -> None:
        """Open the way once. What is wrong with it is kept, and becomes the reason of every exchange."""
        if self._opened is not None:
            return
        try:
            self._opened = open_transport(self._settings)
        except SendError as error:
            self._opened = error
        except Exception as error:  # noqa: BLE001 - a bad URL or proxy rises in many shapes, none of them for people
            kind = type(error).__name__
            self._opened = SendError(Silence.CANNOT_SEND, f"the connection could not be prepared ({kind})")


def _was_not_judged(request: Request, exchange: Exchange) -> bool:
    """Whether a request that was one too many can be put again: a GET; and any other that a limit stopped at the door.

    A limit says how long to wait. A login that met a lock is answered 429 too, without that, after it was judged.
    """
    if request.method == "GET":
        return request.retry
    return exchange.answer is not None and "retry-after" in exchange.answer.headers
