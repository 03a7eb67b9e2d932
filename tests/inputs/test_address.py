"""Which base URLs are understood, and which are refused before anything is sent."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diagnose.inputs.address import base_url, is_cloud
from diagnose.problems import UsageProblem


@pytest.mark.parametrize(
    ("text", "understood"),
    [
        ("us", "https://app.infisical.com"),
        ("EU", "https://eu.infisical.com"),
        ("https://app.infisical.com", "https://app.infisical.com"),
        ("https://app.infisical.com/api", "https://app.infisical.com"),
        (" https://app.infisical.com/api/ ", "https://app.infisical.com"),
        ("HTTPS://Secrets.Example.COM/", "https://secrets.example.com"),
        ("https://secrets.example.com:443", "https://secrets.example.com"),
        ("https://secrets.example.com:8443/api//", "https://secrets.example.com:8443"),
        ("https://example.com/infisical/api", "https://example.com/infisical"),
        ("https://münchen.example", "https://xn--mnchen-3ya.example"),
        ("https://10.0.0.7", "https://10.0.0.7"),
        ("https://[2001:DB8::1]:8443", "https://[2001:db8::1]:8443"),
        ("http://localhost:8080", "http://localhost:8080"),
        ("http://dev.localhost", "http://dev.localhost"),
        ("http://127.0.0.1:80/api", "http://127.0.0.1"),
        ("http://[::1]:8080", "http://[::1]:8080"),
        ("https://localhost./", "https://localhost"),
    ],
)
def test_a_base_url_is_brought_to_one_form(text: str, understood: str) -> None:
    assert base_url(text, "--domain") == understood


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("secrets.example.com", "did you mean https://secrets.example.com?"),
        ("secrets.example.com:8443/api?x=1", "did you mean https://secrets.example.com:8443?"),
        ("localhost:8080", "did you mean http://localhost:8080?"),
        ("elsewhere", "must start with https://"),
        ("ftp://example.com", "must start with https://"),
        ("https://", "must start with https://"),
        ("https:///path", "must start with https://"),
        ("http://example.com", "--allow-http"),
        ("https://user:password@example.com", "user name or password"),
        ("user:password@example.com", "user name or password"),
        ("https://example.com?x=1", "the part up to the host"),
        ("https://example.com#", "the part up to the host"),
        ("https://exa mple.com", "white space"),
        ("https://example.com\\.evil.example", "backslash"),
        ("https://example\t.com", "white space"),
        ("https://[::1", "not a URL"),
        ("https://example.com:99999", "not a URL"),
        ("https://example.com:0", "port"),
        ("https://a..b", "not a valid name"),
        (f"https://{'a' * 64}.example", "not a valid name"),
        ("https://-a.example", "not a valid name"),
        ("https://example.com/api/v3/secrets/raw", "not the address of a page"),
        ("https://example.com/%2e%2e", "not the address of a page"),
        ("https://example.com/../x", "not the address of a page"),
        ("https://app.infisical.com/organization/projects", "give https://app.infisical.com"),
    ],
)
def test_what_is_no_base_url_is_refused_with_the_reason(text: str, says: str) -> None:
    with pytest.raises(UsageProblem) as problem:
        base_url(text, "--domain")
    assert says in str(problem.value)
    assert "\n" not in str(problem.value)


@pytest.mark.parametrize(
    "host",
    [
        "169.254.169.254", "169.254.0.1", "[fe80::1]", "[fe80::1%25eth0]", "[::ffff:169.254.169.254]",
        "metadata.google.internal", "METADATA.google.internal.", "[fd00:ec2::254]", "100.100.100.200",
        "2852039166", "0xA9FEA9FE", "169.254.43518", "0251.0376.0251.0376", "169.254.169.0xfe",
    ],
)  # fmt: skip
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_link_local_and_metadata_addresses_are_refused_in_every_spelling(host: str, scheme: str) -> None:
    with pytest.raises(UsageProblem):
        base_url(f"{scheme}://{host}/", "--domain", allow_http=True)


def test_http_is_allowed_on_demand() -> None:
    assert base_url("http://secrets.internal", "--domain", allow_http=True) == "http://secrets.internal"


@pytest.mark.parametrize("text", ["eyJhbGciOi.eyJpZGVu.c2ln", "st.abc.def", "https://me:hunter2hunter2@h", "h" * 40])
def test_what_may_be_a_secret_in_the_wrong_place_is_not_repeated(text: str) -> None:
    with pytest.raises(UsageProblem) as problem:
        base_url(text, "--domain")
    assert text not in str(problem.value)
    assert "hunter2" not in str(problem.value)


@pytest.mark.parametrize(
    ("url", "cloud"),
    [
        ("https://app.infisical.com", True),
        ("https://us.infisical.com", True),
        ("https://eu.infisical.com", True),
        ("http://app.infisical.com", False),
        ("https://app.infisical.com:8443", False),
        ("https://app.infisical.com.evil.example", False),
    ],
)
def test_only_infisicals_own_addresses_are_its_cloud(url: str, *, cloud: bool) -> None:
    assert is_cloud(url) is cloud


@given(st.text())
def test_any_text_is_understood_or_refused_and_what_is_understood_stays_as_it_is(text: str) -> None:
    try:
        url = base_url(text, "--domain")
    except UsageProblem:
        return
    assert base_url(url, "--domain") == url
