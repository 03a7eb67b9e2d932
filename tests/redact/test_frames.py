"""What goes over several lines is found whatever is put before each of them, and that stays."""

from __future__ import annotations

import pytest

from diagnose.redact import Redactor
from tests.redact.ordinary import log

SECRET = "marble-velvet-lantern"
FRAMES = {
    "a quoted mail": "> {}",
    "a mail quoted twice": ">> {}",
    "a comment of a shell": "# {}",
    "a comment of C": " * {}",
    "a comment of SQL": "-- {}",
    "what a diff adds": "+{}",
    "what a diff removes": "-{}",
    "numbered lines": "  1{n}\t{}",
    "lines that grep found": "app/run.log:1{n}:{}",
    "a box": "\u2502 {:<60} \u2502",
    "docker compose": "api-1  | {}",
    "kubectl": "[pod/api-6c9f7d4b8-x2k9z/api] {}",
    "pods of a deployment": "api-6c9f7d4b8 api {}",
    "what CI tells to find mistakes": "##[debug]{}",
    "lines that Python printed": "line: '{}'",
    "a step of CI": "2026-06-20T05:00:0{n}.1234567Z {}",
    "syslog": "Jun 20 05:00:0{n} host app[12]: {}",
    "a chat": "[05:0{n}] bob: {}",
    "a quoted chat": "> [05:0{n}] bob: {}",
    "messages in JSON": '{{"level":30,"time":"05:00:0{n}","msg":"{}"}}',
    "messages of Go": 'time=2026-06-20T05:00:0{n}Z level=INFO msg="{}"',
}
WRITTEN = {
    "a value on the next line": ("Client secret:", SECRET, "status 401"),
    "a block of YAML": ("clientSecret: |", f"  {SECRET}", "status: 401"),
    "what a command prints": ("$ echo $CLIENT_SECRET", SECRET, "$ echo status 401"),
    "a table": (
        "name    client_secret            status",
        f"bob     {SECRET}    401",
        "eve     -                        401",
    ),
}


def framed(frame: str, lines: tuple[str, ...]) -> str:
    return "".join(frame.replace("{n}", str(number)).format(line) + "\n" for number, line in enumerate(lines))


@pytest.mark.parametrize("written", WRITTEN)
@pytest.mark.parametrize("frame", FRAMES)
def test_a_secret_over_several_lines_goes_and_all_around_it_stays(frame: str, written: str) -> None:
    text = "it fails since today\n" + framed(FRAMES[frame], WRITTEN[written]) + "bye\n"

    before, behind = text.split(SECRET)
    cleaned = Redactor().document(text, "pasted")

    assert SECRET not in cleaned
    assert cleaned.startswith(f"{before}<")
    assert cleaned.endswith(f" characters>{behind}")


def test_a_step_of_a_long_log_is_read_without_its_times() -> None:
    lines = ("Run login", "Client secret:", SECRET, "status 401")
    text = log("nginx", 2000) + framed("2026-06-20T05:00:0{n}.1234567Z {}", lines) + log("nginx", 2000)

    assert SECRET not in Redactor().document(text, "app.log")


@pytest.mark.parametrize("number", ["     {n}\t", "  {n} \u2502 "])
def test_a_line_with_a_number_before_it_is_no_header_of_a_table(number: str) -> None:
    text = framed(number + "{}", ("Client Secret", SECRET, "request req-6kaXdLGbNUvpfd", "host a.example"))

    assert Redactor().document(text, "pasted") == text.replace(SECRET, "<client-secret:21 characters>")
