"""Whole batches against a server with many identities."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from diagnose.cli.batch.asked_of import Common
from diagnose.cli.batch.budget import Budget
from diagnose.cli.batch.journal import Journal
from diagnose.cli.batch.rows import read_rows
from diagnose.cli.batch.run import INTERRUPTED, Batch
from diagnose.cli.batch.unit import LOCKS, SHARED, Tools
from diagnose.gather import Limits
from diagnose.http.shared import Connections
from diagnose.lab.answers import Request
from diagnose.lab.truth import truth
from diagnose.model import Status
from diagnose.model.result import Result, urgency
from diagnose.problems import UsageProblem
from tests.cli.batch.fleet import STATES, Fleet, alone, fleet, thirty


class Pulled(BaseException):
    """The plug."""


def run(made: Fleet, folder: Path, *, most: int | None = None, within_s: float | None = None) -> list[Result]:
    """The results of a batch, which ends in the middle after `most` of them."""
    got: list[Result] = []

    def take(result: Result) -> None:
        if most is not None and len(got) >= most:
            raise Pulled
        got.append(result)

    with Journal(folder / "journal") as journal:
        tools = Tools(
            common=Common(environ=made.environ, folder=folder, source="rows.jsonl"),
            limits=Limits(),
            plugins=(),
            budget=Budget(journal),
            connections=Connections(),
            journal=journal,
            within_s=within_s,
        )
        batch = Batch(read_rows(made.file(folder)), tools, take)
        batch.check()
        try:
            batch.run()
        except Pulled:
            assert most is not None
        finally:
            tools.connections.close()
    return sorted(got, key=lambda result: result.row)


def asked(method: str, path: str) -> Request:
    """A request of somebody else, from the same address and with nothing in it."""
    return Request(method=method, url=path, path=path, query={}, headers={}, body=b"{}", peer="127.0.0.1")


def named(results: Sequence[Result]) -> list[str]:
    return [result.cause or ("none" if result.status is Status.NO_CAUSE else "") for result in results]


def test_every_row_gets_the_verdict_of_its_state_within_the_limits_of_the_server(tmp_path: Path) -> None:
    with fleet(STATES, minute=0.6, reads=9, writes=6) as made:
        got = run(made, tmp_path)
        assert [name for name, state in zip(named(got), STATES, strict=True) if name not in truth(state, "C2")] == []
        assert (made.refused_for_the_rate(), made.repeated()) == (0, [])
        assert len(set(made.logins())) == len(made.logins())


def test_a_login_that_anothers_use_of_the_limit_turned_away_is_put_again(tmp_path: Path) -> None:
    with fleet(["healthy-viewer", "wrong-client-secret"], minute=0.6, reads=9, writes=2) as made:
        for _ in range(2):
            made.app.handle(asked("POST", "/api/v1/auth/universal-auth/login"))
        got = run(made, tmp_path)
        assert named(got) == ["none", alone("wrong-client-secret")]
        assert made.refused_for_the_rate() == len(made.repeated()) > 0
        assert [result.spent.logins for result in got] == [1, 1]


@pytest.mark.long
def test_five_hundred_identities_of_thirty_states_get_the_verdicts_of_single_runs(tmp_path: Path) -> None:
    with fleet([name for _ in range(17) for name in thirty()][:500], minute=10, reads=200, writes=90) as made:
        got = run(made, tmp_path)
        assert (made.refused_for_the_rate(), made.repeated()) == (0, [])
    each = {name: alone(name) for name in thirty()}
    wrong = [
        result for result, name in zip(got, named(got), strict=True) if name != each[result.name.rpartition("-")[0]]
    ]
    assert wrong == []


def test_a_token_says_when_it_ends_and_whether_that_is_soon(tmp_path: Path) -> None:
    with fleet(["healthy-token", "healthy-viewer"]) as made:
        token, pair = run(made, tmp_path, within_s=31 * 86_400)
    assert (token.expiring, pair.expiring, pair.expires_at) == (True, False, None)
    assert sorted([pair, token], key=urgency) == [token, pair]


def test_rows_of_one_credential_share_its_login_and_give_its_token_back(tmp_path: Path) -> None:
    with fleet(["healthy-viewer"]) as made:
        made.rows.append({**made.rows[0], "environment": "prod"})
        made.rows.append({**made.rows[0], "environment": "nope"})
        got = run(made, tmp_path)
        assert named(got) == ["none", "none", "environment-not-found"]
        assert [result.spent.logins for result in got] == [1, 0, 0]
        assert len(made.logins()) == 1
        assert [entry.path for entry in made.log].count("/api/v1/auth/token/revoke") == 1


def test_rows_of_one_refused_credential_get_the_same_verdict_from_one_login(tmp_path: Path) -> None:
    with fleet(["expired-client-secret"]) as made:
        made.rows.append({**made.rows[0], "environment": "prod"})
        got = run(made, tmp_path)
        assert named(got) == ["client-secret-expired"] * 2
        assert (len(made.logins()), SHARED in got[1].remarks) == (1, True)


def test_a_second_wrong_secret_of_a_client_id_is_not_tried(tmp_path: Path) -> None:
    with fleet(["wrong-client-secret"]) as made:
        made.rows.append({**made.rows[0], "client_secret": "OTHER"})
        made.environ["OTHER"] = "1f2e3d4c" * 8
        got = run(made, tmp_path)
        assert (got[1].status, got[1].remarks) == (Status.INCONCLUSIVE, (LOCKS,))
        assert len(made.logins()) == 1


def test_a_run_that_ends_in_the_middle_is_finished_by_the_next_one_without_asking_twice(tmp_path: Path) -> None:
    with fleet(STATES) as made:
        run(made, tmp_path, most=4)
        got = run(made, tmp_path)
        assert [result.row for result in got] == list(range(1, len(STATES) + 1))
        assert made.repeated() == []
        whole = [result for result in got if INTERRUPTED not in result.remarks]
        assert len(whole) >= 4
        assert [x.name for x in whole if named([x])[0] not in truth(STATES[x.row - 1], "C2")] == []


def test_what_a_run_that_ended_in_the_middle_spent_of_the_limit_is_not_spent_again(tmp_path: Path) -> None:
    with fleet(["healthy-viewer"] * 6, minute=1, reads=9, writes=4) as made:
        run(made, tmp_path, most=3)
        assert named(run(made, tmp_path)) == ["none"] * 6
        assert made.refused_for_the_rate() == 0


def test_the_token_of_a_login_is_given_back_when_the_batch_ends_in_the_middle(tmp_path: Path) -> None:
    with fleet(["healthy-viewer"]) as made:
        made.rows.append({**made.rows[0], "environment": "prod"})
        run(made, tmp_path, most=0)
        assert [entry.path for entry in made.log].count("/api/v1/auth/token/revoke") == 1
    with Journal(tmp_path / "journal") as journal:
        assert [name for name in journal.levels() if "revoke" in name] != []


def test_a_row_without_a_credential_is_looked_at_with_the_privileged_token(tmp_path: Path) -> None:
    with fleet(["role-for-other-environment"]) as made:
        row = made.rows[0]
        del row["client_secret"]
        made.environ["INFISICAL_DIAGNOSE_ADMIN_TOKEN"] = made.admin_token
        (got,) = run(made, tmp_path)
        assert got.status is Status.CAUSE_FOUND
        assert made.logins() == []


def test_a_client_secret_that_was_looked_at_says_when_it_ends(tmp_path: Path) -> None:
    with fleet(["healthy-viewer"]) as made:
        del made.rows[0]["client_secret"]
        made.environ["INFISICAL_DIAGNOSE_ADMIN_TOKEN"] = made.admin_token
        owner = next(i for i in made.world.identities.values() if i.client_id == made.rows[0]["client_id"])
        (secret,) = owner.secrets
        secret.ttl = 40 * 86_400
        (got,) = run(made, tmp_path, within_s=60 * 86_400)
        assert (got.status, got.expiring) == (Status.NO_CAUSE, True)
        assert got.expires_at == pytest.approx(secret.created + secret.ttl, abs=1)


def test_a_variable_that_is_not_set_is_a_problem_before_anything_is_sent(tmp_path: Path) -> None:
    with fleet(["healthy-viewer"]) as made:
        made.environ.clear()
        with pytest.raises(UsageProblem, match=r"rows\.jsonl, line 1: client_secret names a variable that is not set"):
            run(made, tmp_path)
        assert made.log == []
