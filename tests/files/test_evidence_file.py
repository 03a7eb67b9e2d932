"""Evidence survives a file exactly; what is no evidence file is told without being quoted."""

from __future__ import annotations

import json
import stat
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diagnose import __version__
from diagnose.files.evidence_file import encode, load, save
from diagnose.model import (
    Action,
    Answer,
    CredentialFacts,
    CredentialKind,
    Envelope,
    Evidence,
    Exchange,
    Oddity,
    Silence,
    Spent,
    Target,
    Token,
    Trait,
)
from diagnose.problems import LeakFound, UsageProblem
from diagnose.secret import Secret
from diagnose.secret.guard import Guard
from tests.jwts import SECRET, UUID

FULL = Evidence(
    target=Target(
        base_url="https://app.infisical.com",
        project_id=UUID,
        secret_name="A\u2028\u202eB",
        action=Action.EDIT,
        sources={"base_url": "default"},
    ),
    credential=CredentialFacts(
        kind=CredentialKind.UNIVERSAL_AUTH,
        sources={"client-id": "--client-id"},
        lengths={"client-secret": 64},
        traits=(Trait(field="client-id", oddity=Oddity.QUOTES, fatal=True, cause="credential-mangled", detail="…"),),
        client_id=UUID,
    ),
    exchanges=(
        Exchange(
            id="E1",
            probe="status",
            method="GET",
            url="https://app.infisical.com/api/status",
            at=1_700_000_000.123456,
            took_ms=61.5,
            answer=Answer(
                status=403,
                envelope=Envelope.C,
                message="<script>\x1b[31m\x00",
                details=({"conditions": {"environment": {"$in": ["dev"]}}, "inverted": False},),
                data={"count": 0, "ratio": 0.1, "names": ["a", None]},
                headers={"date": "Tue, 14 Nov 2023 22:13:20 GMT"},
                marks=("from-edge",),
            ),
        ),
        Exchange(id="E2", probe="login", method="POST", url="u", at=1.0, took_ms=0.0, silence=Silence.DNS, note="n"),
    ),
    token=Token(minted=True, algorithm="HS256", claims={"iat": 1_700_000_000, "identityAuth": ["oidc"]}),
    started_at=1_700_000_000.1,
    clock_skew_s=-0.4,
    spent=Spent(requests=2, logins=1),
    remarks=("TOKEN is set",),
)


def saved(tmp_path: Path, change: dict[str, Any] | None = None) -> Path:
    path = tmp_path / "evidence.json"
    path.write_text(json.dumps({**json.loads(encode(FULL)), **(change or {})}))
    return path


def test_what_is_loaded_is_what_was_saved(tmp_path: Path) -> None:
    save(FULL, tmp_path / "evidence.json")
    assert load(tmp_path / "evidence.json") == FULL
    assert stat.S_IMODE((tmp_path / "evidence.json").stat().st_mode) == 0o600


def test_the_file_says_what_it_is() -> None:
    file = json.loads(encode(FULL))
    assert (file["format"], file["version"], file["tool"]) == ("infisical-diagnose/evidence", 1, __version__)
    assert list(file) == ["format", "version", "tool", "evidence"]


def test_an_existing_file_is_kept_unless_forced(tmp_path: Path) -> None:
    save(FULL, tmp_path / "evidence.json")
    with pytest.raises(UsageProblem, match="exists already"):
        save(FULL, tmp_path / "evidence.json")
    save(FULL, tmp_path / "evidence.json", force=True)


def test_nothing_is_saved_when_a_secret_is_in_it(tmp_path: Path) -> None:
    leaking = Evidence(target=FULL.target, credential=FULL.credential, remarks=(SECRET,))
    with pytest.raises(LeakFound):
        save(leaking, tmp_path / "evidence.json", guard=Guard([Secret(SECRET)], []))
    assert list(tmp_path.iterdir()) == []


text = st.text(max_size=30)
plain = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False) | text,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(text, inner, max_size=3),
    max_leaves=5,
)
answers = st.builds(
    Answer,
    status=st.integers(100, 599),
    envelope=st.sampled_from(Envelope),
    message=st.none() | text,
    data=st.dictionaries(text, plain, max_size=3),
)


@given(answer=answers, number=st.floats(allow_nan=False, allow_infinity=False), remark=text)
def test_any_evidence_survives_exactly(
    tmp_path_factory: pytest.TempPathFactory, answer: Answer, number: float, remark: str
) -> None:
    exchange = Exchange(id="E1", probe="p", method="GET", url=remark, at=number, took_ms=number, answer=answer)
    evidence = Evidence(
        target=FULL.target, credential=FULL.credential, exchanges=(exchange,), clock_skew_s=number, remarks=(remark,)
    )
    path = tmp_path_factory.mktemp("e") / "evidence.json"
    save(evidence, path)
    assert load(path) == evidence


def test_fields_that_a_later_tool_of_this_version_added_are_passed_over(tmp_path: Path) -> None:
    path = saved(tmp_path, {"added": 1, "evidence": {**json.loads(encode(FULL))["evidence"], "added": {"x": 1}}})
    assert load(path) == FULL


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"version": 7}, r"evidence version 7; this tool reads up to 1, a newer one is needed"),
        ({"version": 0}, r"damaged at \$\.version"),
        ({"version": "1"}, r"not an evidence file \(\$\.version\)"),
        ({"format": "canary/report"}, r"not an evidence file \(\$\.format"),
        ({"evidence": {}}, r"damaged at \$\.evidence\.target"),
        ({"evidence": "canary"}, r"damaged at \$\.evidence\."),
        ({"evidence": None}, r"damaged at \$\.evidence\."),
    ],
)
def test_a_file_that_cannot_be_judged_is_told(tmp_path: Path, change: dict[str, Any], says: str) -> None:
    with pytest.raises(UsageProblem, match=says) as problem:
        load(saved(tmp_path, change))
    assert "canary" not in str(problem.value)


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"answer": None}, r"\$\.evidence\.exchanges\[0\]"),
        ({"silence": "dns-failure"}, r"\$\.evidence\.exchanges\[0\]"),
        ({"at": "canary"}, r"\$\.evidence\.exchanges\[0\]\.at"),
        ({"answer": {"status": 200, "envelope": "canary"}}, r"\$\.evidence\.exchanges\[0\]\.answer\.envelope"),
        ({"answer": {"envelope": "B"}}, r"\$\.evidence\.exchanges\[0\]\.answer\.status"),
        ({"silence": "canary", "answer": None}, r"\$\.evidence\.exchanges\[0\]\.silence"),
    ],
)
def test_a_damaged_exchange_is_told_by_its_place(tmp_path: Path, change: dict[str, Any], place: str) -> None:
    evidence = json.loads(encode(FULL))["evidence"]
    evidence["exchanges"][0].update(change)
    with pytest.raises(UsageProblem, match=place) as problem:
        load(saved(tmp_path, {"evidence": evidence}))
    assert "canary" not in str(problem.value)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "damaged"),
        (b"canary", "damaged at byte 0"),
        (encode(FULL)[:-40], "damaged"),
        (b"[" * 100_000, "damaged|not an evidence file"),
        (b"\xff\xfe{}", "damaged"),
        (b"[1]", "not an evidence file"),
        (b"{}", r"not an evidence file \(\$\.format\)"),
    ],
)
def test_what_is_no_json_or_cut_off_is_told(tmp_path: Path, content: bytes, says: str) -> None:
    (tmp_path / "e").write_bytes(content)
    with pytest.raises(UsageProblem, match=says) as problem:
        load(tmp_path / "e")
    assert "canary" not in str(problem.value)
    assert "\n" not in str(problem.value)


def test_a_file_that_is_too_large_is_refused_before_it_is_read(tmp_path: Path) -> None:
    with (tmp_path / "e").open("wb") as file:
        file.truncate(1 << 40)
    with pytest.raises(UsageProblem, match="larger than 16 MiB"):
        load(tmp_path / "e")


@pytest.mark.parametrize("name", ["missing", ".", "nul\0"])
def test_a_file_that_cannot_be_read_is_told(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageProblem, match="cannot be read"):
        load(tmp_path / name)
