"""Which proxy the environment asks for, and what is known of its login."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from diagnose.http.faults import SendError
from diagnose.http.proxies import Proxy, logins, proxy_for
from diagnose.model import Silence

HTTPS = urlsplit("https://infisical.example/api")
HTTP = urlsplit("http://infisical.example:8080/api")


def variable(environ: dict[str, str], url: str = "https://infisical.example") -> str | None:
    proxy = proxy_for(urlsplit(url), environ)
    return proxy.variable if proxy is not None else None


@pytest.mark.parametrize(
    ("environ", "chosen"),
    [
        ({}, None),
        ({"HTTPS_PROXY": ""}, None),
        ({"HTTPS_PROXY": "  "}, None),
        ({"http_proxy": "http://p"}, None),
        ({"https_proxy": "http://p"}, "https_proxy"),
        ({"HTTPS_PROXY": "http://p"}, "HTTPS_PROXY"),
        ({"https_proxy": "http://p", "HTTPS_PROXY": "http://q"}, "https_proxy"),
        ({"https_proxy": "", "HTTPS_PROXY": "http://q"}, "HTTPS_PROXY"),
        ({"all_proxy": "http://p"}, "all_proxy"),
        ({"ALL_PROXY": "http://p"}, "ALL_PROXY"),
        ({"all_proxy": "http://p", "ALL_PROXY": "http://q"}, "all_proxy"),
        ({"ALL_PROXY": "http://p", "HTTPS_PROXY": "http://q"}, "HTTPS_PROXY"),
        ({"HTTPS_PROXY": "http://p", "REQUEST_METHOD": "GET"}, "HTTPS_PROXY"),
    ],
)
def test_the_variables_have_curls_order(environ: dict[str, str], chosen: str | None) -> None:
    assert variable(environ) == chosen


@pytest.mark.parametrize(
    ("environ", "chosen"),
    [
        ({"HTTP_PROXY": "http://p"}, "HTTP_PROXY"),
        ({"HTTP_PROXY": "http://p", "REQUEST_METHOD": ""}, None),
        ({"http_proxy": "http://p", "REQUEST_METHOD": "GET"}, "http_proxy"),
    ],
)
def test_a_client_of_a_cgi_program_cannot_set_the_proxy(environ: dict[str, str], chosen: str | None) -> None:
    assert variable(environ, "http://infisical.example") == chosen


@pytest.mark.parametrize(
    ("value", "shown", "scheme"),
    [
        ("p.example", "http://p.example:80", "http"),
        ("p.example:3128", "http://p.example:3128", "http"),
        ("https://p.example", "https://p.example:443", "https"),
        ("socks5://p.example", "socks5://p.example:1080", "socks5"),
        ("SOCKS5H://u:V@p.example", "socks5h://p.example:1080", "socks5h"),
        ("http://[2001:db8::1]:3128", "http://[2001:db8::1]:3128", "http"),
    ],
)
def test_a_proxy_is_shown_with_its_port_and_without_its_login(value: str, shown: str, scheme: str) -> None:
    proxy = proxy_for(HTTPS, {"https_proxy": value})
    assert isinstance(proxy, Proxy)
    assert (proxy.shown, proxy.scheme, proxy.variable) == (shown, scheme, "https_proxy")
    assert value.rpartition("//")[2].lower() in proxy.url.reveal().lower()


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ("http://", "https_proxy names is not an address"),
        ("http://p:x", "https_proxy names is not an address"),
        ("http://p\x07", "https_proxy names is not an address"),
        ("9f3c1b7ae2d5" * 5 + "abcd", "https_proxy names is not an address"),
        ("htp:/not an address", "https_proxy names is not an address"),
        ("ftp://p", "https_proxy names a kind of proxy that is not supported"),
    ],
)
def test_a_proxy_that_cannot_be_used_is_told(value: str, says: str) -> None:
    with pytest.raises(SendError) as error:
        proxy_for(HTTPS, {"https_proxy": value})
    assert error.value.fault.silence is Silence.PROXY_UNUSABLE
    assert error.value.fault.note.endswith(says)


@pytest.mark.parametrize(
    ("no_proxy", "url", "exempt"),
    [
        ("*", "https://infisical.example", True),
        ("x.example,*", "https://infisical.example", True),
        ("infisical.example", "https://infisical.example", True),
        ("INFISICAL.example.", "https://infisical.Example.", True),
        (".example", "https://infisical.example", True),
        ("*.example", "https://infisical.example", True),
        ("example", "https://infisical.example", True),
        ("fisical.example", "https://infisical.example", False),
        ("infisical.example", "https://eu.infisical.example", True),
        ("eu.infisical.example", "https://infisical.example", False),
        ("", "https://infisical.example", False),
        (".", "https://infisical.example", False),
        (",", "https://infisical.example", False),
        ("x.example infisical.example", "https://infisical.example", True),
        ("x.example, infisical.example", "https://infisical.example", True),
        ("infisical.example:443", "https://infisical.example", True),
        ("infisical.example:80", "http://infisical.example", True),
        ("infisical.example:80", "https://infisical.example", False),
        ("infisical.example:8443", "https://infisical.example:8443", True),
        ("infisical.example:8443,infisical.example:443", "https://infisical.example", True),
        ("infisical.example:x", "https://infisical.example", False),
        ("10.0.0.0/8", "https://10.1.2.3", True),
        ("10.1.2.3/8", "https://10.1.2.3", True),
        ("10.1.2.3", "https://10.1.2.3", True),
        ("10.1.2.3:443", "https://10.1.2.3", True),
        ("10.1.2.3:80", "https://10.1.2.3", False),
        ("11.0.0.0/8", "https://10.1.2.3", False),
        ("1.2.3", "https://10.1.2.3", False),
        ("10.0.0.0/8", "https://infisical.example", False),
        ("443", "https://443", True),
        ("80", "https://443", False),
        ("*.", "https://infisical.example.", False),
        ("::1", "https://[::1]", True),
        ("[::1]", "https://[::1]", True),
        ("[::1]:443", "https://[::1]", True),
        ("[::1]:80", "https://[::1]", False),
        ("2001:db8::/32", "https://[2001:db8::5]", True),
    ],
)
@pytest.mark.parametrize("name", ["no_proxy", "NO_PROXY"])
def test_no_proxy_exempts_names_addresses_networks_and_ports(
    name: str, no_proxy: str, url: str, exempt: object
) -> None:
    chosen = variable({"https_proxy": "http://p", "http_proxy": "http://p", name: no_proxy}, url)
    assert (chosen is None) is exempt


def test_of_two_lists_of_exemptions_the_one_in_lower_case_counts() -> None:
    both = {"https_proxy": "http://p", "no_proxy": "x.example", "NO_PROXY": "infisical.example"}
    assert variable(both) == "https_proxy"


@pytest.mark.parametrize(
    ("value", "known"),
    [
        ("http://p.example:8080", set()),
        ("http://a-token@p.example", {"a-token"}),
        ("http://a%2Dtoken:@p.example", {"a%2Dtoken", "a-token"}),
        ("http://:V1@p.example", {"V1", ":V1"}),
        ("p.example:8080", set()),
        ("someone:V1@p.example", {"V1", "someone:V1"}),
        ("http://a%40b:p%21w@p.example", {"p%21w", "p!w", "a@b:p!w"}),
        ("http://a:p@w:d@p.example", {"p@w:d", "a:p@w:d"}),
    ],
)
@pytest.mark.parametrize("name", ["http_proxy", "HTTPS_PROXY", "all_proxy", "NO_PROXY"])
def test_a_proxys_password_is_known_alone_and_behind_its_user_and_a_user_alone_is_one(
    name: str, value: str, known: set[str]
) -> None:
    assert {secret.reveal() for secret in logins({name: value})} == known
