"""The gallery: a report for each of the FAQ's items and for the commonest causes outside it, for both readers.

    python examples/make.py               renders every page again from the evidence beside it
    python examples/make.py --gather      asks the lab anew, for evidence that is of today
    python examples/make.py --screenshot  takes the picture of the README (needs Chromium)

A test holds the pages to what the tool renders, so run it after a change of a report or of a cause.
"""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from diagnose.cli.demo import inputs_of
from diagnose.files import evidence_file
from diagnose.gather import gather
from diagnose.intake import read
from diagnose.judgement import judge
from diagnose.lab import Lab
from diagnose.model import Diagnosis, Evidence
from reports import Options, certainty, render

HERE: Final = Path(__file__).parent
HOST: Final = "https://infisical.example"
PICTURED: Final = "permission"
AUDIENCES: Final = ("support", "customer")


class Example(NamedTuple):
    """What a report is about, and where its evidence comes from: a state of the lab, or else a text in this folder."""

    about: str
    state: str = ""
    era: str | None = None


EXAMPLES: Final = {
    "expired-client-secret": Example("FAQ: expired client secret", "expired-client-secret"),
    "expired-token": Example("FAQ: expired access token", "expired-token"),
    "permission": Example("FAQ: no permission for a folder", "role-for-other-path", "B2"),
    "e2ee-raw": Example("FAQ: a /raw endpoint on a project with end-to-end encryption", "encrypted-project", "B2"),
    "untrusted-ip": Example("FAQ: untrusted IP"),
    "service-token": Example("beside the FAQ: a service token that has ended", "expired-service-token"),
    "identity-crud": Example("beside the FAQ: an identity may not create identities"),
    "wrong-client-secret": Example("outside: the server does not say which of several it is", "wrong-client-secret"),
    "wrong-region": Example("outside: credentials of another region or instance", "other-instance", "B2"),
    "wrong-environment": Example("outside: an environment by its display name", "environment-name-as-slug"),
    "unknown-folder": Example("outside: a folder that does not exist", "unknown-folder"),
    "locked-out": Example("outside: locked after failed logins, read from a log"),
    "firewall": Example("outside: a firewall answers in Infisical's place", "web-application-firewall"),
    "works": Example("nothing is wrong", "healthy-viewer"),
}


def gathered(name: str, example: Example) -> Evidence:
    """Evidence of today, with a host that belongs to nobody in place of the lab's."""
    if not example.state:
        return read((str(HERE / f"{name}.txt"),), lambda: sys.stdin.buffer)
    with Lab(example.state, era=example.era) as lab:
        evidence = gather(inputs_of(lab), environ={}).evidence
        text = evidence_file.encode(evidence).decode().replace(lab.base_url, HOST)
    return evidence_file.decode(re.sub(r"127\.0\.0\.1:\d+", "infisical.example", text).encode(), Path(name))


def diagnosed(name: str) -> Diagnosis:
    return judge(evidence_file.load(HERE / f"{name}.json"))


def pages() -> Iterator[tuple[Path, str]]:
    """Every file that is made of the evidence, with its content."""
    rows = ["# Examples", "", "Made by `make.py` from the evidence beside them.", ""]
    rows += ["| about | verdict | pages |", "|---|---|---|"]
    for name, example in EXAMPLES.items():
        diagnosis = diagnosed(name)
        for audience in AUDIENCES:
            yield HERE / f"{name}.{audience}.html", render(diagnosis, "html", Options(audience=audience))
        verdict = diagnosis.verdict
        sure = f" ({said})" if (said := certainty.sure(diagnosis)) else ""
        links = ", ".join(f"[{audience}]({name}.{audience}.html)" for audience in AUDIENCES)
        rows.append(f"| {example.about} | {verdict.headline}{sure} | {links}, [evidence]({name}.json) |")
    yield HERE / "README.md", "\n".join(rows) + "\n"


def screenshot() -> None:
    """The first screen of a support copy, as the README shows it."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1120, "height": 860})
        page.goto((HERE / f"{PICTURED}.support.html").as_uri())
        page.screenshot(path=HERE / "report.png")
        browser.close()


def main() -> None:
    if "--gather" in sys.argv:
        for name, example in EXAMPLES.items():
            (HERE / f"{name}.json").write_bytes(evidence_file.encode(gathered(name, example)))
    for path, content in pages():
        path.write_text(content, "utf-8")
    if "--screenshot" in sys.argv:
        screenshot()


if __name__ == "__main__":
    main()
