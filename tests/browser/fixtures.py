"""A real browser, where there is one: Debian's Chromium, driven by Playwright; without either the tests are skipped."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from diagnose.model import Diagnosis
from reports import Options, render

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

_QUIET = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--renderer-process-limit=1"),
)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        # Where the tests have to run, a missing browser is a failure and not a reason to pass.
        missing = pytest.fail if os.environ.get("BROWSER_TESTS") == "required" else pytest.skip
        missing("there is no Chromium on this machine")
    with sync_api.sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=list(_QUIET))
        yield running
        running.close()


class Watch:
    """What a page did that no report may do."""

    def __init__(self, page: Page) -> None:
        self.requests: list[str] = []
        self.console: list[str] = []
        self.dialogs: list[str] = []
        page.on("request", lambda one: self.requests.append(one.url))
        page.on("console", lambda one: self.console.append(one.text) if one.type in {"error", "warning"} else None)
        page.on("pageerror", lambda one: self.console.append(str(one)))
        page.on("dialog", self._dialog)

    def _dialog(self, dialog: Any) -> None:
        self.dialogs.append(dialog.message)
        dialog.dismiss()


Opened = tuple["Page", Watch]
Open = Callable[..., Opened]
Look = Callable[[str], Opened]


@pytest.fixture(scope="session")
def context_of(browser: Browser) -> Callable[..., BrowserContext]:
    """The context of a browser that is set up so: made once, since each costs processes of its own."""
    made: dict[str, BrowserContext] = {}

    def context_of(**options: Any) -> BrowserContext:
        key = repr(sorted(options.items()))
        if key not in made:
            made[key] = browser.new_context(**options)
        return made[key]

    return context_of


@pytest.fixture
def show(context_of: Callable[..., BrowserContext], tmp_path: Path) -> Iterator[Open]:
    """Opens a page from a file, as people do; `context` sets up the browser, `after` is put behind the file's name."""
    pages: list[Page] = []

    def opened(text: str, *, after: str = "", **context: Any) -> Opened:
        file = tmp_path / f"report-{len(pages)}.html"
        pages.append(context_of(**context).new_page())
        return pages[-1], _loaded(pages[-1], file, text, after)

    yield opened
    for one in pages:
        one.close()


@pytest.fixture(scope="session")
def opened(
    context_of: Callable[..., BrowserContext], tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], Opened]:
    """A page of that text for tests that only look at it: opened once however many of them ask for it."""
    pages: dict[str, Opened] = {}

    def page_of(text: str) -> Opened:
        if text not in pages:
            page = context_of().new_page()
            pages[text] = page, _loaded(page, tmp_path_factory.mktemp("page") / "report.html", text)
        return pages[text]

    return page_of


def _loaded(page: Page, file: Path, text: str, after: str = "") -> Watch:
    """Open the page from a file of that text, and watch what it does."""
    file.write_text(text, encoding="utf-8")
    watch = Watch(page)
    page.goto(file.as_uri() + after)
    watch.requests.remove(file.as_uri())
    return watch


def html(diagnosis: Diagnosis, audience: str, **options: Any) -> str:
    return render(diagnosis, "html", Options(audience=audience, **options))
