from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from reports import html_page
from tests.browser.cases import AUDIENCES, CAUSES, case
from tests.browser.fixtures import Look, Open, html
from tests.reports.samples import everywhere, inconclusive

EXAMPLES = Path(__file__).parents[2] / "examples"
WIDE, PHONE = {"width": 1280, "height": 720}, {"width": 390, "height": 844}
MEDIA: tuple[dict[str, Any], ...] = (
    {"color_scheme": "light"},
    {"color_scheme": "dark"},
    {"media": "print", "color_scheme": "light"},
    {"media": "screen", "forced_colors": "active"},
)
AXE = {"resultTypes": ["violations"], "preload": False}
INJECTED = (
    "<script>document.title = 'ran'</script><style>h1 { display: none }</style>"
    "<img src='https://evil.example/x' onerror=\"document.title = 'ran'\"><iframe src='https://evil.example'></iframe>"
    "<h2 style='display: none' id='styled'>x</h2></main>"
)

audiences = pytest.mark.parametrize("audience", AUDIENCES)
causes = pytest.mark.parametrize("cause", CAUSES)


@causes
@audiences
def test_the_first_screen_holds_the_verdict_and_the_first_step(opened: Look, audience: str, cause: str) -> None:
    page, _ = opened(html(case(cause), audience))

    for viewport in (WIDE, PHONE):
        page.set_viewport_size({"width": viewport["width"], "height": viewport["height"]})
        for part in ("h1", ".fix li:first-child"):
            box = page.locator(part).first.bounding_box()
            assert box is not None
            assert box["y"] + box["height"] <= viewport["height"], part


@causes
@audiences
def test_a_page_asks_for_nothing_and_complains_of_nothing(opened: Look, audience: str, cause: str) -> None:
    _, watch = opened(html(case(cause), audience))

    assert (watch.requests, watch.console, watch.dialogs) == ([], [], [])


@audiences
def test_the_policy_stops_what_somebody_put_into_the_page(show: Open, audience: str) -> None:
    page, watch = show(html(case(CAUSES[0]), audience).replace("</main>", INJECTED))

    assert page.title() != "ran"
    assert page.locator("h1").is_visible()
    assert page.locator("#styled").is_visible()
    assert len([line for line in watch.console if "Content Security Policy" in line]) >= 4


@causes
@audiences
def test_axe_finds_nothing(opened: Look, audience: str, cause: str) -> None:
    axe = pytest.importorskip("axe_playwright_python", reason="axe is not installed")
    page, _ = opened(html(case(cause), audience, verbose=True))
    page.evaluate((files(axe) / "axe.min.js").read_text(encoding="utf-8"))

    for number, media in enumerate(MEDIA):
        page.emulate_media(**media)
        # Only colours differ from one kind of display to the next, so the other rules hold for all of them.
        rules = {"runOnly": ["color-contrast"]} if number else {}
        found = page.evaluate(f"() => axe.run(document, {json.dumps({**AXE, **rules})})")
        told = [(one["id"], [node["html"][:120] for node in one["nodes"]]) for one in found["violations"]]
        assert told == [], media
        assert number or len(found["passes"]) > 10
    page.emulate_media(media="screen", color_scheme="light", forced_colors="none")


@causes
@audiences
def test_without_javascript_the_page_says_the_same(show: Open, opened: Look, audience: str, cause: str) -> None:
    text = html(case(cause), audience)
    with_it, _ = opened(text)
    without, _ = show(text, java_script_enabled=False)

    said = without.locator("body").text_content()

    assert said == with_it.locator("body").text_content()
    assert case(cause).verdict.customer_fix[0] in (said or "") or audience == "support"


def test_a_copy_button_copies_the_text_before_it_and_says_so(show: Open) -> None:
    page, _ = show(html(case(CAUSES[0]), "customer"), permissions=["clipboard-read", "clipboard-write"])
    button = page.get_by_role("button", name="Copy the reference")

    button.click()
    page.locator("button.done").wait_for()

    assert page.evaluate("navigator.clipboard.readText()") == page.locator("[data-copy='the reference']").text_content()
    assert page.get_by_role("status").get_attribute("aria-label") == "the reference copied"


@pytest.mark.parametrize("anchor", ["e1", "client-secret-expired", "considered"])
def test_an_anchor_opens_what_it_names(show: Open, anchor: str) -> None:
    page, _ = show(html(case(CAUSES[0]), "support"), after=f"#{anchor}")

    assert page.locator(f"#{anchor}").is_visible()
    assert page.evaluate(f"document.getElementById('{anchor}').closest('details').open") is True


@audiences
def test_printing_opens_everything_and_closes_it_again(opened: Look, audience: str) -> None:
    page, _ = opened(html(case(CAUSES[0]), audience))
    closed = page.locator("details:not([open])")
    before = closed.count()

    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    during = closed.count()
    page.evaluate("dispatchEvent(new Event('afterprint'))")

    assert (during, closed.count()) == (0, before)
    assert before > 0


@pytest.mark.parametrize(("audience", "most"), [("support", 4), ("customer", 2)])
def test_it_prints_on_few_sheets_and_the_answer_ends_on_the_first(opened: Look, audience: str, most: int) -> None:
    page, _ = opened((EXAMPLES / f"permission.{audience}.html").read_text(encoding="utf-8"))

    sheets = page.pdf(format="A4", prefer_css_page_size=True).count(b"/Type /Page\n")
    page.emulate_media(media="print")
    behind = page.locator("[aria-labelledby='chain-title'] + section, [aria-labelledby='more']").first

    assert 2 <= sheets <= most
    assert behind.evaluate("one => getComputedStyle(one).breakBefore") == "page"


@audiences
def test_nothing_sticks_out_at_any_width(opened: Look, audience: str) -> None:
    page, _ = opened(html(inconclusive(), audience, verbose=True))

    for width in (320, 390, 768, 1280, 3840):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@audiences
def test_a_word_without_end_wraps(show: Open, audience: str) -> None:
    page, _ = show(html(everywhere("W" * 5000), audience, verbose=True), viewport={"width": 320, "height": 900})

    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@audiences
def test_the_keyboard_goes_through_the_page_in_the_order_of_reading(opened: Look, audience: str) -> None:
    page, _ = opened(html(case(CAUSES[1]), audience, verbose=True))
    stops = "[...document.querySelectorAll('a[href], summary, button')]"

    tops = page.evaluate(f"{stops}.map((one) => one.closest('section, footer').getBoundingClientRect().top)")

    assert tops == sorted(tops)
    assert page.evaluate(f"{stops}.filter((one) => one.tabIndex !== 0).length") == 0


def test_the_script_of_the_page_is_the_one_that_was_tested() -> None:
    assert html_page.behaviour() in html(case(CAUSES[0]), "support")
