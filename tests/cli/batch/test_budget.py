"""The limits of a batch's servers, and what of them a run takes up from one that was killed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from diagnose.cli.batch.bucket import UNDER_WAY_S
from diagnose.cli.batch.budget import Budget, StoppedError, Ticket
from diagnose.cli.batch.journal import Journal
from diagnose.http.messages import Request
from diagnose.model import Answer, Envelope, Exchange

LOGIN = Request(probe="login", method="POST", path="/api/v1/auth/universal-auth/login")
LIST = Request(probe="list", method="GET", path="/api/v3/secrets/raw")
HERE = "http://127.0.0.1"
LIMIT = 10
Begin = Callable[[], Budget]


class Clocks:
    """Both clocks of a machine, moved by hand."""

    def __init__(self) -> None:
        self.steady, self.wall = 0.0, 1_000_000.0

    def move(self, seconds: float) -> None:
        self.steady += seconds
        self.wall += seconds

    def wait(self, delays: list[float | None]) -> None:
        self.move(max(delay for delay in delays if delay))


@pytest.fixture
def clocks() -> Clocks:
    return Clocks()


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    with Journal(tmp_path / "journal") as made:
        yield made


@pytest.fixture
def begin(journal: Journal, clocks: Clocks, monkeypatch: pytest.MonkeyPatch) -> Begin:
    """Begin a run, on a machine that was started anew; the runs before it were killed."""

    def begun() -> Budget:
        clocks.steady = 5.0
        budget = Budget(journal, lambda: clocks.steady, lambda: clocks.wall)
        monkeypatch.setattr(budget, "_wait", clocks.wait)
        return budget

    return begun


def told(left: int, reset: float = 60, status: int = 200, after: int | None = None) -> Exchange:
    headers = {"x-ratelimit-limit": str(LIMIT), "x-ratelimit-remaining": str(left), "x-ratelimit-reset": f"{reset:g}"}
    headers |= {} if after is None else {"retry-after": str(after)}
    answer = Answer(status=status, envelope=Envelope.EMPTY, headers=headers)
    return Exchange(id="", probe="", method="", url="", at=0, took_ms=1, answer=answer)


def ask(budget: Budget, exchange: Exchange, request: Request = LOGIN) -> Ticket:
    """Put one request, which is answered so."""
    ticket = budget.admit(HERE)
    ticket.wait(request)
    ticket.learn(request, exchange)
    return ticket


def test_what_a_killed_run_spent_is_waited_for_until_the_windows_end(begin: Begin, clocks: Clocks) -> None:
    ticket = ask(begin(), told(9))
    clocks.move(20)
    for _ in range(9):
        assert ticket.wait(LOGIN) == 0
    clocks.move(UNDER_WAY_S)
    later = begin().admit(HERE)
    assert clocks.steady == 5 + 60 - 20 - UNDER_WAY_S
    assert [later.wait(LOGIN) for _ in range(LIMIT)] == [0] * LIMIT


def test_a_run_begins_only_when_all_routes_of_the_killed_one_have_room(begin: Begin, clocks: Clocks) -> None:
    budget = begin()
    ask(budget, told(9))
    ask(budget, told(0, reset=30), LIST)
    clocks.move(UNDER_WAY_S)
    begin().admit(HERE)
    assert clocks.steady == 5 + 30 - UNDER_WAY_S


def test_another_servers_limit_is_not_waited_for(begin: Begin, clocks: Clocks) -> None:
    ask(begin(), told(0))
    assert begin().admit("http://127.0.0.2").wait(LOGIN) == 0
    assert clocks.steady == 5


def test_a_refusal_is_waited_for_by_the_next_run(begin: Begin, clocks: Clocks) -> None:
    ask(begin(), told(0, status=429, after=40))
    begin().admit(HERE)
    assert clocks.steady == 5 + 40


def test_a_window_that_is_over_is_forgotten(begin: Begin, clocks: Clocks) -> None:
    ask(begin(), told(9))
    clocks.move(60 + UNDER_WAY_S)
    ticket = ask(begin(), told(0))
    assert ticket.wait(LOGIN) == 60


def test_where_the_wall_clock_was_put_back_the_whole_rest_is_waited_for(begin: Begin, clocks: Clocks) -> None:
    ask(begin(), told(0))
    clocks.wall -= 3600
    begin().admit(HERE)
    assert clocks.steady == 5 + 60


def test_of_a_server_without_limits_only_the_first_request_is_entered(begin: Begin, journal: Journal) -> None:
    ticket = ask(begin(), Exchange(id="", probe="", method="", url="", at=0, took_ms=1))
    before = journal.levels()
    assert [ticket.wait(LOGIN) for _ in range(50)] == [0] * 50
    assert (len(before), journal.levels()) == (1, before)


def test_a_row_is_begun_once_when_the_turn_of_its_first_request_has_come(begin: Begin) -> None:
    begun: list[str] = []
    ticket = begin().admit(HERE, lambda: begun.append("row"))
    assert begun == []
    for _ in range(2):
        ticket.wait(LOGIN)
        ticket.learn(LOGIN, told(9))
        assert begun == ["row"]


def test_a_row_whose_turn_does_not_come_before_the_end_is_not_begun(begin: Begin) -> None:
    begun: list[str] = []
    budget = begin()
    ticket = budget.admit(HERE, lambda: begun.append("row"))
    ask(budget, told(0))
    budget.stop()
    with pytest.raises(StoppedError):
        ticket.wait(LOGIN)
    assert begun == []


@pytest.mark.parametrize(
    ("exchange", "is_refused"),
    [
        (told(0, status=429, after=40), True),
        (told(0, status=500, after=40), True),
        (told(0, status=500), False),
        (told(5, status=429), False),
        (told(0), False),
    ],
)
def test_a_refusal_is_one_by_the_limit_and_not_by_a_lock_or_an_error(
    exchange: Exchange, *, is_refused: bool, begin: Begin
) -> None:
    ticket = begin().admit(HERE)
    ticket.wait(LOGIN)
    assert ticket.learn(LOGIN, exchange) is is_refused
