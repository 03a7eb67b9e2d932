"""What the client still learns of a request whose wait was interrupted."""

from __future__ import annotations

import pytest

from diagnose.gather.probes import PROBES
from diagnose.http.attempt import Attempt
from diagnose.http.client import Client, Request, Settings
from tests.jwts import jwt
from tests.loopback import Behaviour, answer, close, hold, serving

LOGIN = Request(probe="login", method="POST", path="/api/v1/auth/universal-auth/login", keep=PROBES["login"].keep)
MINTS = answer(200, {"accessToken": jwt(), "expiresIn": 7200, "accessTokenMaxTTL": 7200, "tokenType": "Bearer"})


@pytest.fixture
def interrupted(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Attempt, "result", interrupt)


@pytest.mark.usefixtures("interrupted")
def test_a_token_that_comes_after_the_interrupt_is_known() -> None:
    with serving(MINTS) as server, Client(Settings(base_url=server.url)) as client:
        with pytest.raises(KeyboardInterrupt):
            client.send(LOGIN)
        token = client.late_token(5)
    assert token is not None
    assert token.reveal() == jwt()


@pytest.mark.usefixtures("interrupted")
@pytest.mark.parametrize(("behaviour", "seconds"), [(close, 5), (answer(401, {"message": "no"}), 5), (hold, 0)])
def test_an_answer_without_a_token_or_none_at_all_is_none(behaviour: Behaviour, seconds: float) -> None:
    with serving(behaviour) as server, Client(Settings(base_url=server.url)) as client:
        with pytest.raises(KeyboardInterrupt):
            client.send(LOGIN)
        assert client.late_token(seconds) is None


def test_a_client_that_asked_nothing_has_no_token_to_wait_for() -> None:
    with Client(Settings(base_url="http://127.0.0.1:9")) as client:
        assert client.late_token(5) is None


@pytest.mark.parametrize("deadline_s", [0.1, 30.0])
def test_the_deadline_can_be_moved_either_way(deadline_s: float) -> None:
    with Client(Settings(base_url="http://127.0.0.1:9", deadline_s=deadline_s), monotonic=lambda: 100.0) as client:
        client.hurry(1.0)
        assert client.remaining_s() == 1.0
