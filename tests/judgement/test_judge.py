"""Judging: a broken check is contained, the FAQ's items follow the findings, and nothing but the evidence counts."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import msgspec
import pytest

from checks.case import Case
from checks.check import Check
from checks.knowledge.causes import all_causes, faq_items
from checks.registry import ALL
from diagnose.judgement import judge
from diagnose.model import CredentialFacts, CredentialKind, Evidence, Finding, State
from tests.build import NO_READ, PAIR, evidence, login_ok, minted, said

ROOT = Path(__file__).parents[2]
EXPIRED = evidence(
    said("login", 401, "UnauthorizedError", "Access denied due to expired client secret"), credential=PAIR
)
DENIED = evidence(
    login_ok("B2"),
    said("read", 403, "PermissionDenied", NO_READ, era="B2"),
    credential=PAIR,
    token=minted("B2"),
)
WORKS = evidence(login_ok("C1"), said("read", 200, data={"secrets": 3}), credential=PAIR, token=minted("C1"))
NOTHING = evidence(credential=CredentialFacts(kind=CredentialKind.UNKNOWN))
UNSURE = evidence(said("login", 401, "UnauthorizedError", "Invalid credentials"), credential=PAIR)


def faq(of: Evidence) -> dict[str, State]:
    return {item.id: item.state for item in judge(of).faq}


# ----------------------------------------------------------------------------------------------------------- findings


@pytest.mark.parametrize("of", [EXPIRED, DENIED, WORKS, UNSURE, NOTHING])
def test_every_cause_has_one_finding_of_the_check_that_owns_it(of: Evidence) -> None:
    found = judge(of).findings
    assert sorted(f.cause for f in found) == sorted(all_causes())
    assert {f.cause: f.check for f in found} == {known.id: known.check for known in all_causes().values()}


@pytest.mark.parametrize("of", [EXPIRED, DENIED, WORKS, UNSURE])
def test_a_finding_cites_only_exchanges_that_were_made(of: Evidence) -> None:
    ids = {exchange.id for exchange in of.exchanges}
    for finding in judge(of).findings:
        assert set(finding.because) <= ids
        assert finding.says
        assert (finding.confidence is not None) is (finding.state in {State.CAUSE, State.POSSIBLE})


@pytest.mark.parametrize("check", ALL, ids=lambda check: check.id)
def test_a_check_reports_exactly_its_own_causes(check: Check) -> None:
    # A sign for another check's cause would be lost without a word.
    found = [finding.cause for finding in check.judge(Case(DENIED))]
    assert found == [known.id for known in all_causes().values() if known.check == check.id]
    assert check.asks.endswith("?")


# -------------------------------------------------------------------------------------------------------------- guard


def broken(_: Case) -> Iterable[Finding]:
    yield Finding(check="theirs", cause="theirs", state=State.UNKNOWN, says="half an answer")
    raise RuntimeError("st.secret-in-a-message")


def test_a_check_that_breaks_costs_one_unknown_finding() -> None:
    diagnosis = judge(EXPIRED, (Check(id="theirs", asks="?", judge=broken),))
    assert diagnosis.verdict == judge(EXPIRED).verdict
    lost = diagnosis.findings[len(judge(EXPIRED).findings) :]
    assert [(f.check, f.state) for f in lost] == [("theirs", State.UNKNOWN)]
    assert "RuntimeError" in lost[0].says
    assert "secret" not in lost[0].says


def test_one_of_our_own_checks_may_break_too(monkeypatch: pytest.MonkeyPatch) -> None:
    ours = tuple(msgspec.structs.replace(check, judge=broken) if check.id == "clock" else check for check in ALL)
    monkeypatch.setattr("diagnose.judgement.ALL", ours)
    assert judge(EXPIRED).verdict.cause == "client-secret-expired"


def test_a_check_may_name_a_cause_that_only_it_knows() -> None:
    def theirs(_: Case) -> Iterable[Finding]:
        return (Finding(check="theirs", cause="their-cause", state=State.UNKNOWN, says="Nothing was seen."),)

    diagnosis = judge(WORKS, (Check(id="theirs", asks="?", judge=theirs),))
    assert diagnosis.findings[-1].cause == "their-cause"
    assert diagnosis.faq == judge(WORKS).faq


# ---------------------------------------------------------------------------------------------------------------- faq


@pytest.mark.parametrize(
    ("of", "expected"),
    [
        (EXPIRED, {"expired": State.CAUSE, "permission": State.NOT_REACHED, "e2ee-raw": State.NOT_REACHED}),
        (DENIED, {"expired": State.RULED_OUT, "permission": State.CAUSE, "untrusted-ip": State.RULED_OUT}),
        (WORKS, {"expired": State.RULED_OUT, "e2ee-raw": State.RULED_OUT, "identity-crud": State.UNKNOWN}),
        (UNSURE, {"expired": State.POSSIBLE, "permission": State.NOT_REACHED, "outside": State.POSSIBLE}),
        (NOTHING, dict.fromkeys((item.id for item in faq_items()), State.UNKNOWN)),
    ],
)
def test_an_item_of_the_faq_is_as_its_most_telling_cause(of: Evidence, expected: dict[str, State]) -> None:
    assert {item: faq(of)[item] for item in expected} == expected


@pytest.mark.parametrize("of", [EXPIRED, DENIED, WORKS, UNSURE, NOTHING])
def test_the_faq_has_all_its_items_in_order_each_with_its_sentence(of: Evidence) -> None:
    items = judge(of).faq
    assert [item.id for item in items] == [item.id for item in faq_items()]
    for item, known in zip(items, faq_items(), strict=True):
        assert item.says in {known.says[item.state.value], known.says["partly"]}


# ------------------------------------------------------------------------------------------------------------- purity


@pytest.mark.parametrize("of", [EXPIRED, DENIED, WORKS, UNSURE])
def test_the_same_evidence_gives_the_same_diagnosis(of: Evidence) -> None:
    again = msgspec.json.decode(msgspec.json.encode(of), type=Evidence)
    assert judge(of) == judge(of)
    assert msgspec.json.encode(judge(again), enc_hook=str) == msgspec.json.encode(judge(of), enc_hook=str)


JUDGE_STDIN = """
import sys, msgspec
from diagnose.judgement import judge
from diagnose.model import Evidence
for line in sys.stdin.buffer:
    sys.stdout.buffer.write(msgspec.json.encode(judge(msgspec.json.decode(line, type=Evidence)), enc_hook=str) + b"\\n")
"""


def test_hash_seed_locale_and_time_zone_change_no_byte() -> None:
    lines = b"".join(msgspec.json.encode(of) + b"\n" for of in (EXPIRED, DENIED, WORKS, UNSURE, NOTHING))
    settings: tuple[dict[str, str], ...] = (
        {"PYTHONHASHSEED": "0"},
        {"PYTHONHASHSEED": "1", "LC_ALL": "C", "TZ": "Pacific/Kiritimati"},
        {"PYTHONHASHSEED": "2", "TZ": "America/St_Johns", "PYTHONUTF8": "0", "LANG": "C"},
    )
    said_ = {
        subprocess.run(
            [sys.executable, "-c", JUDGE_STDIN],
            input=lines,
            env={**os.environ, **setting},
            cwd=ROOT,
            capture_output=True,
            check=True,
            timeout=60,
        ).stdout
        for setting in settings
    }
    assert len(said_) == 1
    assert next(iter(said_)).count(b"\n") == 5
