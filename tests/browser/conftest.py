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
    *("--disable-component-update", "--disable-sync"),
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


@pytest.fixture
def show(browser: Browser, tmp_path: Path) -> Iterator[Open]:
    """Opens a page from a file, as people do; `context` sets up the browser, `after` is put behind the file's name."""
    contexts: list[BrowserContext] = []

    def opened(text: str, *, after: str = "", **context: Any) -> Opened:
        file = tmp_path / f"report-{len(contexts)}.html"
        file.write_text(text, encoding="utf-8")
        contexts.append(browser.new_context(**context))
        page = contexts[-1].new_page()
        watch = Watch(page)
        page.goto(file.as_uri() + after)
        watch.requests.remove(file.as_uri())
        return page, watch

    yield opened
    for one in contexts:
        one.close()


@pytest.fixture(scope="module")
def opened(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Opened]]:
    """A page of that text for tests that only look at it: opened once however many of them ask for it."""
    context = browser.new_context()
    pages: dict[str, Opened] = {}

    def page_of(text: str) -> Opened:
        if text not in pages:
            file = tmp_path_factory.mktemp("page") / "report.html"
            file.write_text(text, encoding="utf-8")
            page = context.new_page()
            watch = Watch(page)
            page.goto(file.as_uri())
            watch.requests.remove(file.as_uri())
            pages[text] = page, watch
        return pages[text]

    yield page_of
    context.close()


def html(diagnosis: Diagnosis, audience: str, **options: Any) -> str:
    return render(diagnosis, "html", Options(audience=audience, **options))
