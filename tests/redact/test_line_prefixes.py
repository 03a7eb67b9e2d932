"""What programs put before each line does not hide the passwords behind it."""

from __future__ import annotations

import pytest

from diagnose.redact import Redactor

PREFIXES = (
    "2026-11-28T10:00:00.123Z INFO  [worker-3] ", "Nov 28 10:00:00 web1 app[812]: ", "app-1  | ",
    "[pod/app-6b7c9d8f5c-x2k4p/app] ", "> ", ">> ", "+", "   12  ", "app.log:12:", "# ", " * ",
)  # fmt: skip
LINES = (
    "a1 LOGIN ci {}",
    "bindpw {}",
    "chpasswd ok\n    root:{}",
    "set password {}",
    "ipmitool -I lanplus -H 203.0.113.20 -U ADMIN -P {} power status",
    "rabbitmqctl add_user app {}",
)


@pytest.mark.parametrize("prefix", PREFIXES)
@pytest.mark.parametrize("line", LINES)
def test_a_password_goes_from_a_line_that_something_stands_before(line: str, prefix: str) -> None:
    text = "".join(f"{prefix}{each}\n" for each in line.format("canyonglacier").split("\n"))

    cleaned = Redactor().document(text, "a.log")

    assert "canyonglacier" not in cleaned
    assert all(each.startswith(prefix) for each in cleaned.splitlines())
