from __future__ import annotations

import base64
import gzip
import hashlib
import re
from functools import cache
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from jinja2 import UndefinedError

from diagnose.files.evidence_file import decode
from diagnose.judgement import judge
from diagnose.model import Diagnosis, Finding, State
from reports import Options, evidence_block, html_page, html_view, render
from reports.escape import ACTING
from tests.build import NO_READ, evidence, login_ok, said
from tests.reports.hostile import few, texts
from tests.reports.samples import SAMPLES, everywhere, inconclusive, permission_denied, secret_expired

AUDIENCES = ("support", "customer")


class Outline(HTMLParser):
    """Every tag with the names of its attributes, in order, and what else there is but text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.seen: list[tuple[str, ...]] = []
        self.links: list[dict[str, str | None]] = []
        self.words: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, *(name for name, _ in attrs)))
        if tag == "a":
            self.links.append(dict(attrs))

    def handle_endtag(self, tag: str) -> None:
        self.seen.append((f"/{tag}",))

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def handle_comment(self, data: str) -> None:
        self.seen.append(("comment", data))

    def handle_decl(self, decl: str) -> None:
        self.seen.append(("declaration", decl))

    def handle_pi(self, data: str) -> None:
        self.seen.append(("instruction", data))


def page(diagnosis: Diagnosis, **options: Any) -> str:
    return render(diagnosis, "html", Options(**options))


@cache
def benign(audience: str) -> list[tuple[str, ...]]:
    return Outline(page(everywhere("x"), audience=audience)).seen


@pytest.mark.parametrize("audience", AUDIENCES)
@few
@given(text=texts)
def test_no_text_in_any_field_changes_an_element_or_attribute(audience: str, text: str) -> None:
    seen = Outline(page(everywhere(text), audience=audience)).seen

    assert seen == benign(audience)


@pytest.mark.parametrize("audience", AUDIENCES)
@few
@given(text=texts)
def test_no_text_moves_hides_or_reorders_what_is_seen(audience: str, text: str) -> None:
    assert re.search(f"(?!\n)[{ACTING}]", page(everywhere(text), audience=audience)) is None


@pytest.mark.parametrize("audience", AUDIENCES)
@few
@given(text=texts)
def test_no_text_of_a_server_becomes_a_link(audience: str, text: str) -> None:
    links = Outline(page(permission_denied(text), audience=audience)).links

    assert links == Outline(page(permission_denied("x"), audience=audience)).links


def test_hostile_text_is_shown_as_it_is_spelled() -> None:
    assert "<script>alert(1)</script>" in "".join(Outline(page(permission_denied())).words)
    assert "{{ 7*7 }} {% raw %}" in page(permission_denied())


def digest(content: str) -> str:
    return base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()


@pytest.mark.parametrize("audience", AUDIENCES)
def test_the_policy_is_the_first_thing_in_the_head_and_fits_style_and_script(audience: str) -> None:
    text = page(secret_expired(), audience=audience)
    sheets = re.findall(r"<style>(.*?)</style>", text, re.DOTALL)
    scripts = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
    policy = re.search(r"<head>\s*<meta http-equiv=\"Content-Security-Policy\" content=\"([^\"]*)\"", text)

    assert (len(sheets), len(scripts)) == (1, 1)
    assert policy is not None
    assert unescape(policy[1]) == (
        f"default-src 'none'; style-src 'sha256-{digest(sheets[0])}'; script-src 'sha256-{digest(scripts[0])}'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


@pytest.mark.parametrize("audience", AUDIENCES)
@pytest.mark.parametrize("name", SAMPLES)
def test_nothing_is_loaded_or_styled_in_place_and_only_the_own_script_runs(name: str, audience: str) -> None:
    outline = Outline(page(SAMPLES[name](), audience=audience))
    attributes = {name for tag in outline.seen for name in tag[1:] if tag[0] not in {"declaration", "comment"}}
    running = [tag for tag in outline.seen if tag[0] == "script" and "type" not in tag]

    assert {"link", "img", "iframe", "object", "form", "base"}.isdisjoint(tag[0] for tag in outline.seen)
    assert running == [("script",)]
    assert [name for name in attributes if name in {"style", "src"} or name.startswith("on")] == []
    assert "url(" not in html_page.style()
    assert "@import" not in html_page.style()


def test_the_script_is_small() -> None:
    assert len(html_page.behaviour().encode()) <= 2048


@pytest.mark.parametrize("name", SAMPLES)
def test_links_lead_to_the_evidence_or_to_the_documentation(name: str) -> None:
    text = page(SAMPLES[name]())
    docs = SAMPLES[name]().verdict.docs

    for link in Outline(text).links:
        target = link["href"] or ""
        assert f'id="{target[1:]}"' in text if target.startswith("#") else target == docs
        assert target.startswith("#") or link["rel"] == "noopener noreferrer"


@pytest.mark.parametrize("docs", ["http://infisical.com", "javascript:alert(1)", 'https://a"b', "https://a b", "//x"])
def test_a_link_that_is_not_clean_https_is_left_out(docs: str) -> None:
    verdict = msgspec.structs.replace(secret_expired().verdict, docs=docs)

    outline = Outline(page(msgspec.structs.replace(secret_expired(), verdict=verdict)))

    assert [link for link in outline.links if not (link["href"] or "").startswith("#")] == []


@pytest.mark.parametrize(
    ("console", "count"),
    [("{base}/projects", 1), ("https://evil.example/projects", 0), ("javascript:alert(1)", 0), ('{base}/"x', 0)],
)
def test_the_console_is_linked_only_on_the_server_that_was_asked(console: str, count: int) -> None:
    link = console.format(base=secret_expired().evidence.target.base_url)
    verdict = msgspec.structs.replace(secret_expired().verdict, docs="", console=link)

    outline = Outline(page(msgspec.structs.replace(secret_expired(), verdict=verdict)))

    assert [one["href"] for one in outline.links if not (one["href"] or "").startswith("#")] == [link] * count


@pytest.mark.parametrize(
    "words",
    [
        ("Cause found", "certain", "The client secret was created with a lifetime"),
        ("What to do", "Open Access Control → Machine Identities, and open the identity."),
        ("How far the request came", "Infisical answers", "Client secret", "Access token", "The causes in the FAQ"),
        ("Access denied due to expired client secret", "401", "req-7Gq2hJ3kLm9P"),
        ("from INFISICAL_UNIVERSAL_AUTH_CLIENT_ID", "64 characters", "2 requests, 1 login, nothing written"),
    ],
)
def test_the_page_tells_answer_fix_gates_proof_and_cost_in_that_order(words: tuple[str, ...]) -> None:
    text = "".join(Outline(page(secret_expired())).words)

    places = [text.index(word) for word in words]

    assert places == sorted(places)


@pytest.mark.parametrize("state", ["possible", "ruled out", "not reached"])
def test_a_state_is_a_word_and_not_only_a_colour(state: str) -> None:
    assert state in "".join(Outline(page(inconclusive())).words)


def test_evidence_is_folded_unless_it_was_asked_for() -> None:
    opened = re.findall(r"<details[^>]*>", page(secret_expired(), verbose=True))

    assert "<details>" in page(secret_expired())
    assert [tag for tag in opened if " open" not in tag] == []


def test_the_page_has_one_title_one_language_and_one_main_heading() -> None:
    tags = [tag[0] for tag in Outline(page(secret_expired())).seen]

    assert (tags.count("h1"), tags.count("title"), tags.count("main")) == (1, 1, 1)
    assert '<html lang="en">' in page(secret_expired())


@pytest.mark.parametrize("missing", sorted(html_view.support(permission_denied())))
def test_a_value_that_the_page_lacks_is_an_error_and_not_a_gap(missing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    view = html_view.support
    monkeypatch.setattr(
        html_view, "support", lambda d: {name: value for name, value in view(d).items() if name != missing}
    )

    with pytest.raises(UndefinedError, match=missing):
        page(permission_denied())


@pytest.mark.parametrize("words", ["", "word " * 10_000])
def test_ninety_excluded_causes_and_a_wordy_server_stay_below_sixty_kilobytes(words: str) -> None:
    full = permission_denied(words or "Not allowed.")
    findings = tuple(
        Finding(
            check="c",
            cause=f"cause-number-{n}",
            state=State.RULED_OUT,
            says=f"Sentence number {n}, as long as one usually is here, is said.",
            because=("E1",),
        )
        for n in range(90)
    )
    exchanges = tuple(msgspec.structs.replace(one, id=f"E{n}") for n in range(4) for one in full.evidence.exchanges)
    evidence = msgspec.structs.replace(full.evidence, exchanges=exchanges)

    content = page(msgspec.structs.replace(full, findings=findings, evidence=evidence)).encode()

    assert len(content) <= 60 * 1024
    assert len(gzip.compress(content)) <= 15 * 1024


@pytest.mark.parametrize("audience", AUDIENCES)
def test_what_the_judge_makes_of_six_answers_stays_small(audience: str) -> None:
    answers = [
        said(probe, 200, data={"keys": ["k" * 60] * 9}) for probe in ("project", "membership", "role", "folders")
    ]
    refused = said("read", 403, "PermissionDenied", NO_READ)

    content = page(judge(evidence(login_ok(), *answers, refused)), audience=audience).encode()

    assert len(content) <= 60 * 1024
    assert len(gzip.compress(content)) <= 15 * 1024


def test_the_page_carries_its_evidence_as_data_that_nothing_can_end() -> None:
    diagnosis = permission_denied("</script><!--<script>\u2028&lt;")
    (block,) = re.findall(r'<script type="application/json" id="evidence">(.*?)</script>', page(diagnosis), re.DOTALL)

    assert set("<>&") & set(block) == set()
    assert decode(block.encode(), Path("page.html")) == diagnosis.evidence


def test_the_customers_copy_carries_the_hash_and_no_evidence() -> None:
    diagnosis = permission_denied("said by the server")
    text = page(diagnosis, audience="customer")

    assert evidence_block.digest(diagnosis.evidence) in text
    assert "application/json" not in text


def test_evidence_that_is_too_long_is_named_and_not_carried() -> None:
    text = page(permission_denied("word " * 10_000))

    assert 'id="evidence">null</script>' in text
    assert "It is too long for this page" in text


def test_a_field_at_its_default_does_not_change_the_hash() -> None:
    diagnosis = permission_denied()
    spelled = evidence_block.canonical(diagnosis.evidence)

    assert "intake" not in spelled
    assert "sources" in spelled


def test_each_piece_of_evidence_says_what_it_proves_and_which_gates_it_shows() -> None:
    words = "".join(Outline(page(secret_expired())).words)

    assert "supports client-secret-expired" in words
    assert "shows stopped here" in words


def test_an_answer_that_excludes_or_leaves_open_says_so() -> None:
    assert "rules out client-secret-expired" in page(permission_denied("x"))
    assert re.search(r"leaves \S.* open", page(inconclusive()))


def test_every_finding_has_an_anchor_of_its_own() -> None:
    diagnosis = judge(evidence(said("read", 403, "PermissionDenied", NO_READ)))
    text = page(diagnosis)

    for finding in diagnosis.findings:
        assert text.count(f'id="{finding.cause}"') == 1
