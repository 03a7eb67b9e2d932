"""What a credential is and what is odd about it, told without sending it."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from diagnose.credential import Credential, classify, from_pair, from_token
from diagnose.credential.spelling import is_placeholder
from diagnose.model import CredentialKind as Kind
from diagnose.model import Oddity as Odd
from tests.jwts import IDENTITY, SECRET, SIGNATURE, UUID, jwt, segment

OBJECT_ID = "65a1b2c3d4e5f60718293a4b"
SERVICE = f"st.{UUID}.0123456789abcdef0123456789abcdef"
MANGLED, MISMATCH, SWAPPED = "credential-mangled", "credential-kind-mismatch", "credential-swapped"


def seen(credential: Credential, field: str) -> list[tuple[Odd, str, bool]]:
    return [(t.oddity, t.cause, t.fatal) for t in credential.facts.traits if t.field == field]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (SERVICE, Kind.SERVICE_TOKEN),
        ("st.", Kind.SERVICE_TOKEN),
        (f"ak.{UUID}.abc", Kind.API_KEY),
        (jwt(IDENTITY), Kind.ACCESS_TOKEN),
        (jwt({"authTokenType": "accessToken", "userId": UUID}), Kind.USER_SESSION),
        (jwt({"authTokenType": "apiKey"}), Kind.API_KEY),
        (jwt({"authTokenType": "scimToken"}), Kind.UNKNOWN),
        (jwt({"authTokenType": ["identityAccessToken"]}), Kind.UNKNOWN),
        (jwt({"identityId": UUID}), Kind.ACCESS_TOKEN),
        (jwt({"userId": UUID}), Kind.USER_SESSION),
        (jwt({"iss": "https://kubernetes.default.svc"}), Kind.UNKNOWN),
        (f'"Bearer {jwt(IDENTITY)}"\r\n', Kind.ACCESS_TOKEN),
        (f"\u200b{SERVICE}", Kind.SERVICE_TOKEN),
        (SECRET, Kind.UNKNOWN),
        ("", Kind.UNKNOWN),
    ],
)
def test_the_kind_of_a_token_is_told_from_its_value(text: str, kind: Kind) -> None:
    assert classify(text) is kind


def test_a_pair_as_issued_has_nothing_odd_about_it() -> None:
    assert from_pair(UUID, SECRET, {}).facts.traits == ()


@pytest.mark.parametrize(
    "token",
    [
        jwt(),
        SERVICE,
        f"st.{OBJECT_ID}.0123456789abcdef",
        f"{SERVICE}.0123456789abcdef",
        f"ak.{UUID}.0123456789abcdef",
        jwt({"authTokenType": "apiKey"}),
    ],
)
def test_a_token_as_issued_has_nothing_odd_about_it(token: str) -> None:
    assert from_token(token, {}).facts.traits == ()


@pytest.mark.parametrize(
    ("text", "oddity", "cause"),
    [
        (SECRET, Odd.IS_CLIENT_SECRET, MISMATCH),
        (jwt(), Odd.IS_JWT, MISMATCH),
        (SERVICE, Odd.IS_SERVICE_TOKEN, MISMATCH),
        (UUID.upper(), Odd.NOT_A_UUID, MANGLED),
        (UUID[:-2], Odd.NOT_A_UUID, MANGLED),
        (UUID.replace("-", ""), Odd.NOT_A_UUID, MANGLED),
        (f"{{{UUID}}}", Odd.NOT_A_UUID, MANGLED),
        (f'"{UUID}"', Odd.QUOTES, MANGLED),
        (f"{UUID[:9]} {UUID[9:]}", Odd.INNER_WHITESPACE, MANGLED),
        ("${CLIENT_ID}", Odd.PLACEHOLDER, MANGLED),
        (OBJECT_ID, Odd.NOT_A_UUID, "client-id-unknown"),
        ("billing-job", Odd.NOT_A_UUID, "client-id-unknown"),
    ],
)
def test_a_client_id_that_no_server_knows(text: str, oddity: Odd, cause: str) -> None:
    assert (oddity, cause, True) in seen(from_pair(text, SECRET, {}), "client-id")


@pytest.mark.parametrize(
    ("text", "oddity", "cause"),
    [
        (UUID.replace("0", "1"), Odd.IS_UUID, MISMATCH),
        (UUID, Odd.IS_UUID, MISMATCH),
        (jwt(), Odd.IS_JWT, MISMATCH),
        (jwt().rpartition(".")[0], Odd.IS_JWT, MISMATCH),
        (SERVICE, Odd.IS_SERVICE_TOKEN, MISMATCH),
        (f"ak.{UUID}.x", Odd.IS_API_KEY, MISMATCH),
        (SECRET[:-1], Odd.TRUNCATED, MANGLED),
        (OBJECT_ID, Odd.TRUNCATED, MANGLED),
        (SECRET + SECRET, Odd.TOO_LONG, MANGLED),
        (SECRET.upper(), Odd.NOT_64_HEX, MANGLED),
        (f"secret={SECRET}", Odd.NOT_64_HEX, MANGLED),
        (f"{SECRET[:-1]}g", Odd.NOT_64_HEX, MANGLED),
        (f"'{SECRET}'", Odd.QUOTES, MANGLED),
        (f"{SECRET}\u201d", Odd.QUOTES, MANGLED),
        (f"{SECRET[:32]}\n{SECRET[32:]}", Odd.INNER_WHITESPACE, MANGLED),
        (f"{SECRET}\u200b", Odd.INVISIBLE_CHARACTER, MANGLED),
        (f"{SECRET}\x00", Odd.INVISIBLE_CHARACTER, MANGLED),
        (f"{SECRET}\x85", Odd.INVISIBLE_CHARACTER, MANGLED),  # Python would strip it, servers do not
        (f"{SECRET[:4]}****", Odd.PLACEHOLDER, MANGLED),
    ],
)
def test_a_client_secret_that_no_server_issued(text: str, oddity: Odd, cause: str) -> None:
    assert (oddity, cause, True) in seen(from_pair(UUID, text, {}), "client-secret")


def test_client_id_and_secret_in_each_others_place_are_told_from_each_other() -> None:
    swapped = from_pair(f"{SECRET}\n", f"'{UUID}'", {})
    assert [(t.field, t.oddity, t.cause, t.fatal) for t in swapped.facts.traits] == [
        ("client-id", Odd.IS_CLIENT_SECRET, SWAPPED, True),
        ("client-secret", Odd.IS_UUID, SWAPPED, True),
    ]


@pytest.mark.parametrize(
    ("text", "oddity", "cause", "fatal"),
    [
        (f"Bearer {jwt()}", Odd.BEARER_PREFIX, "auth-header-format", True),
        (f"authorization: bearer {SERVICE}", Odd.BEARER_PREFIX, "auth-header-format", True),
        (jwt().rpartition(".")[0], Odd.JWT_UNDECODABLE, "token-malformed", True),
        (f"{jwt()}.x", Odd.JWT_UNDECODABLE, "token-malformed", True),
        (f"{jwt()}=", Odd.JWT_UNDECODABLE, "token-malformed", True),
        ("a.b.c", Odd.JWT_UNDECODABLE, "token-malformed", True),
        (jwt(signature=""), Odd.JWT_NO_SIGNATURE, "token-invalid-algorithm", True),
        (jwt(alg="none"), Odd.JWT_NO_SIGNATURE, "token-invalid-algorithm", True),
        (jwt(alg="RS256"), Odd.JWT_ALGORITHM, "token-invalid-algorithm", False),
        (jwt(alg=None), Odd.JWT_ALGORITHM, "token-invalid-algorithm", False),
        (jwt(signature=SIGNATURE[:-3]), Odd.TRUNCATED, MANGLED, True),
        (jwt(signature=SIGNATURE + "A"), Odd.TOO_LONG, MANGLED, True),
        (jwt({"authTokenType": "accessToken"}), Odd.JWT_TYPE, MISMATCH, False),
        (jwt({"iss": "https://elsewhere.example"}), Odd.JWT_TYPE, MISMATCH, False),
        (jwt({"authTokenType": "scimToken"}), Odd.JWT_TYPE, MISMATCH, False),
        ("st.abc.def", Odd.NOT_A_TOKEN, "token-malformed", True),
        (f"st.{UUID}", Odd.NOT_A_TOKEN, "token-malformed", True),
        (f"st.{UUID}.not-hex", Odd.NOT_A_TOKEN, "token-malformed", True),
        (f"ak.{UUID}", Odd.NOT_A_TOKEN, "token-malformed", True),
        ("something else entirely", Odd.INNER_WHITESPACE, MANGLED, True),
        ("something-else-entirely", Odd.NOT_A_TOKEN, "token-malformed", True),
        (SECRET, Odd.IS_CLIENT_SECRET, MISMATCH, True),
        (UUID, Odd.IS_UUID, MISMATCH, True),
        (f'"{jwt()}"', Odd.QUOTES, MANGLED, True),
        (jwt().replace(".", ".\n"), Odd.INNER_WHITESPACE, MANGLED, True),
        ("${{ secrets.INFISICAL_TOKEN }}", Odd.PLACEHOLDER, MANGLED, True),
    ],
)
def test_a_token_that_is_odd(text: str, oddity: Odd, cause: str, *, fatal: bool) -> None:
    assert (oddity, cause, fatal) in seen(from_token(text, {}), "token")


@pytest.mark.parametrize(
    ("around", "oddities"),
    [
        (("", "\n"), [Odd.SURROUNDING_WHITESPACE]),
        ((" ", ""), [Odd.SURROUNDING_WHITESPACE]),
        (("\u00a0", "\u3000"), [Odd.SURROUNDING_WHITESPACE]),
        (("", "\r\n"), [Odd.CARRIAGE_RETURN]),
        (("", "\r"), [Odd.CARRIAGE_RETURN]),
        (("\ufeff", ""), [Odd.BYTE_ORDER_MARK]),
        (("\ufeff", " \r\n"), [Odd.BYTE_ORDER_MARK, Odd.CARRIAGE_RETURN, Odd.SURROUNDING_WHITESPACE]),
    ],
)
def test_white_space_around_a_value_is_told_removed_and_not_fatal(around: tuple[str, str], oddities: list[Odd]) -> None:
    before, after = around
    pair = from_pair(f"{before}{UUID}{after}", f"{before}{SECRET}{after}", {})
    token = from_token(f"{before}{jwt()}{after}", {})
    for credential, field in ((pair, "client-id"), (pair, "client-secret"), (token, "token")):
        assert seen(credential, field) == [(oddity, MANGLED, False) for oddity in oddities]
    assert pair.client_id == UUID
    assert pair.client_secret is not None
    assert pair.client_secret.reveal() == SECRET
    assert token.token is not None
    assert token.token.reveal() == jwt()


@pytest.mark.parametrize(
    "text",
    [
        "***", "xxxx", "••••••", "...", "undefined", "null", "None", "<client-secret>", "[REDACTED]", "${VAR}", "$VAR",
        "$(cat secret)", "%VAR%", "{{ x }}", "{{x}}", "your-client-secret", "YOUR_CLIENT_SECRET_HERE", "changeme",
        "change-me", "client-secret", "CLIENT_SECRET", "my-token", "INFISICAL_TOKEN", "abcd****", "eyJhbGciOi...",
        "op://vault/item/field", "arn:aws:secretsmanager:eu-west-1:1:secret:x", "'${VAR}'",
    ],
)  # fmt: skip
def test_what_stands_for_a_value_is_a_placeholder(text: str) -> None:
    assert is_placeholder(text)


@pytest.mark.parametrize("text", [UUID, SECRET, SERVICE, jwt(), "billing-job", "test-runner", "my-app", OBJECT_ID])
def test_a_value_or_a_name_is_no_placeholder(text: str) -> None:
    assert not is_placeholder(text)


def test_only_an_identifier_is_kept_of_the_client_id() -> None:
    assert from_pair(f" {UUID}", SECRET, {}).facts.client_id == UUID
    assert from_pair(SECRET, UUID, {}).facts.client_id is None


def test_a_secret_in_the_client_ids_place_counts_as_a_secret() -> None:
    assert [value.reveal() for value in from_pair(SECRET, UUID, {}).secrets()] == [SECRET, UUID]
    assert [value.reveal() for value in from_pair(UUID, SECRET, {}).secrets()] == [SECRET]


def test_lengths_and_sources_are_kept() -> None:
    facts = from_pair(UUID, f"{SECRET}\r", {"client-id": "--client-id", "client-secret": "stdin"}).facts
    assert facts.lengths == {"client-id": 36, "client-secret": 65}
    assert facts.sources == {"client-id": "--client-id", "client-secret": "stdin"}


def test_the_claims_are_read_through_what_spoils_the_token() -> None:
    token = from_token(f"Bearer '{jwt()}'", {}).token_facts
    assert token is not None
    assert token.claims["authTokenType"] == "identityAccessToken"


def test_the_representation_shows_no_value() -> None:
    assert SECRET not in repr(from_pair(SECRET, UUID, {}))
    assert SIGNATURE not in repr(from_token(jwt(), {}))


@given(st.text(min_size=1), st.text(min_size=1))
def test_any_pair_is_read_and_fatal_unless_it_has_the_issued_form(client_id: str, secret: str) -> None:
    assert from_pair(client_id, secret, {}).fatal()


@given(st.text(min_size=1))
def test_any_text_is_fatal_as_a_token(text: str) -> None:
    assert from_token(text, {}).fatal()


_HEX = st.text("0123456789abcdef", min_size=64, max_size=64)
_JUNK = st.text(" \t\r\n\ufeff\u00a0", max_size=4)


@given(st.uuids(), _HEX, _JUNK, _JUNK)
def test_an_issued_pair_is_never_fatal_whatever_white_space_is_around_it(
    uuid: object, secret: str, before: str, after: str
) -> None:
    assert not from_pair(f"{before}{uuid}{after}", f"{before}{secret}{after}", {}).fatal()


@given(st.text("0123456789abcdefABCDEF-.gz'\" $", min_size=12, max_size=80))
def test_no_trait_repeats_the_value(secret: str) -> None:
    for credential in (from_pair(UUID, secret, {}), from_pair(secret, SECRET, {}), from_token(secret, {})):
        assert secret.strip() not in msgspec.json.encode(credential.facts.traits).decode()


def test_a_payload_may_hold_anything() -> None:
    token = f"{segment({'alg': 'HS256'})}.{segment({'authTokenType': 7})}.{SIGNATURE}"
    assert classify(token) is Kind.UNKNOWN
