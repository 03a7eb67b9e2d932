"""How the HTTP library is brought in."""

from __future__ import annotations

import sys
from pathlib import Path

import httpx
import pytest

from diagnose.http import transport


def test_the_library_is_imported_without_its_command_line_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "httpx").mkdir()
    (tmp_path / "httpx" / "_main.py").write_text("")
    (tmp_path / "httpx" / "__init__.py").write_text(
        "try:\n    import httpx._main\n    program = True\nexcept ImportError:\n    program = False\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "httpx")
    monkeypatch.delitem(sys.modules, "httpx._main", raising=False)
    assert transport._httpx().program is False
    assert "httpx._main" not in sys.modules


def test_a_library_that_is_there_already_is_left_as_it_is() -> None:
    before = sys.modules.get("httpx._main")
    assert transport._httpx() is httpx
    assert sys.modules.get("httpx._main") is before
