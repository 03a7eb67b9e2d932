"""Before and after: what two runs show differently."""

from __future__ import annotations

import json

from diagnose.judgement import judge
from reports import comparison
from tests.build import evidence, said

REFUSED = judge(evidence(said("login", 401, "UnauthorizedError", "Access denied due to expired client secret")))
WORKS = judge(evidence(said("login", 200), said("read", 200, data={"secrets": 3})))


def test_the_verdict_comes_first_and_then_each_answer_that_is_another() -> None:
    lines = comparison.text(REFUSED, WORKS).splitlines()
    assert lines[0].startswith("verdict: client-secret-expired (certain) → ")
    assert lines[1] == "login: 401 Access denied due to expired client secret → 200"
    assert lines[2] == "read: not asked → 200 a list of 3 secrets and 0 imports"


def test_two_runs_that_show_the_same_have_no_changes() -> None:
    assert comparison.changes(REFUSED, REFUSED) == ()
    assert comparison.text(REFUSED, REFUSED) == "Nothing changed: client-secret-expired (certain)\n"


def test_programs_get_both_verdicts_and_the_changes() -> None:
    told = json.loads(comparison.json(REFUSED, WORKS))
    assert (told["before"]["cause"], [change["what"] for change in told["changes"]]) == (
        "client-secret-expired",
        ["verdict", "login", "read"],
    )


def test_a_servers_words_do_not_act_on_the_terminal() -> None:
    odd = judge(evidence(said("login", 401, "UnauthorizedError", "Access \x1b[31mdenied")))
    assert "\x1b" not in comparison.text(odd, WORKS)


def test_a_servers_words_do_not_act_on_a_terminal_that_shows_the_json() -> None:
    words = "Access \x9b31m\u202edenied"
    odd = judge(evidence(said("login", 401, "UnauthorizedError", words)))
    told = comparison.json(odd, WORKS)
    assert not {"\x9b", "\u202e"} & set(told)
    assert any("31m" in str(change) for change in json.loads(told)["changes"])


def test_where_only_ascii_is_shown_the_arrow_is_spelt() -> None:
    assert comparison.text(REFUSED, WORKS, unicode=False).isascii()
