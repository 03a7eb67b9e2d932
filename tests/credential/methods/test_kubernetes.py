"""The token of a Kubernetes service account: where it is read, what is refused, and what it shows unsent."""

from __future__ import annotations

from pathlib import Path

import pytest

from diagnose.credential.methods import kubernetes
from diagnose.credential.methods.kubernetes import METHOD, PATH_VARIABLE, VALUE_VARIABLE
from diagnose.model import Oddity
from diagnose.problems import UsageProblem
from diagnose.secret import Secret
from tests.credential.methods.handed import NOW, place, token
from tests.jwts import IDENTITY, jwt

SUBJECT = "system:serviceaccount:payments:deploy"
GOOD = token(sub=SUBJECT, aud=["infisical"], **{"kubernetes.io": {"namespace": "payments", "secret": "x"}})


def test_the_flag_wins_over_the_variables_and_the_file_is_trimmed(tmp_path: Path) -> None:
    (tmp_path / "token").write_text(GOOD + "\n")
    environ = {PATH_VARIABLE: "elsewhere", VALUE_VARIABLE: "x.y.z"}

    proof = METHOD.read(place(tmp_path, environ, service_account_token_path="token"))

    assert proof.fields == {"jwt": Secret(GOOD)}
    assert proof.source == "file"


def test_the_variable_with_the_path_wins_over_the_one_with_the_value(tmp_path: Path) -> None:
    (tmp_path / "token").write_text(GOOD)

    proof = METHOD.read(place(tmp_path, {PATH_VARIABLE: "token", VALUE_VARIABLE: "x.y.z"}))

    assert proof.source == PATH_VARIABLE


def test_without_a_name_the_pods_own_file_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "pod").write_text(GOOD)
    monkeypatch.setattr(kubernetes, "DEFAULT", str(tmp_path / "pod"))

    assert METHOD.read(place()).source == "the pod's file"


def test_outside_a_pod_the_path_and_the_variable_are_named() -> None:
    with pytest.raises(UsageProblem, match=rf"this is no pod; set {PATH_VARIABLE}"):
        METHOD.read(place())


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "there is nothing in it"),
        (b" \n\t", "there is nothing in it"),
        (b"\xef\xbb\xbf" + GOOD.encode(), "byte order mark"),
        (GOOD.encode("utf-16"), "byte order mark"),
        (f'"{GOOD}"'.encode(), "quotation marks"),
        (b"\xff\xfe\xfd", "byte order mark"),
        (b"\x80abc", "not UTF-8"),
        (b"a" * 70_000, "more than 64 KiB"),
        (GOOD.replace(".", ".\n").encode(), "white space or a line break inside"),
        (b"abc.def", "2 dot-separated part"),
        (b"abc.def.ghi", "its parts cannot be decoded"),
        (b"${TOKEN}", "placeholder"),
    ],
)
def test_what_is_no_token_is_refused_in_one_line(tmp_path: Path, content: bytes, why: str) -> None:
    (tmp_path / "token").write_bytes(content)

    with pytest.raises(UsageProblem, match=why) as raised:
        METHOD.read(place(tmp_path, service_account_token_path="token"))

    assert "\n" not in str(raised.value)
    assert str(raised.value).endswith("Nothing was sent.")
    assert GOOD[:20] not in str(raised.value)


@pytest.mark.parametrize("name", ["missing", "."])
def test_a_file_that_cannot_be_read_is_named_by_who_pointed_at_it(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageProblem, match=r"^--service-account-token-path: the file cannot be read: "):
        METHOD.read(place(tmp_path, service_account_token_path=name))


def test_only_claims_of_the_allow_list_are_kept(tmp_path: Path) -> None:
    proof = METHOD.read(place(tmp_path, {VALUE_VARIABLE: GOOD}))

    assert proof.claims == {
        "iss": "https://issuer.example",
        "sub": SUBJECT,
        "aud": ["infisical"],
        "exp": NOW + 600,
        "kubernetes.io.namespace": "payments",
        "alg": "RS256",
    }


@pytest.mark.parametrize(
    ("claims", "oddity"),
    [
        ({"exp": NOW - 7200}, Oddity.EXPIRED),
        ({"nbf": NOW + 3600}, Oddity.NOT_YET_VALID),
        ({"sub": "repo:acme/shop"}, Oddity.OTHER_ISSUER),
        ({"iss": "kubernetes/serviceaccount"}, Oddity.NO_EXPIRY),
    ],
)
def test_what_is_odd_is_told_and_the_token_sent_all_the_same(claims: dict[str, object], oddity: Oddity) -> None:
    proof = METHOD.read(place(environ={VALUE_VARIABLE: token(**{"sub": SUBJECT, **claims})}))

    assert [trait.oddity for trait in proof.traits] == [oddity]
    assert not proof.traits[0].fatal


def test_a_token_of_infisicals_own_is_not_worth_sending() -> None:
    proof = METHOD.read(place(environ={VALUE_VARIABLE: jwt(IDENTITY)}))

    assert [(trait.oddity, trait.fatal) for trait in proof.traits] == [(Oddity.JWT_TYPE, True)]


def test_a_good_token_has_nothing_odd_about_it() -> None:
    assert METHOD.read(place(environ={VALUE_VARIABLE: GOOD})).traits == ()
