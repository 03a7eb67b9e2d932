"""Texts that try to be more than text, for property tests."""

from __future__ import annotations

from hypothesis import settings
from hypothesis import strategies as st

from tests.reports.samples import HOSTILE

PIECES = (
    *("\x1b[2J", "\x1b]8;;https://evil.example\x07", "\x9b31m", "\x07", "\r", "\n", "\t", "\x00", "\x7f", "\x85"),
    *("\u202e", "\u2066", "\u2069", "\u200e", "\u061c", "\u200b", "\u200d", "\u2060", "\ufeff", "\u2028", "\u2029"),
    *("\U000e0041", "\ud800", "\udfff", "\u00ad", "\u3164"),
    *("<script>", "</script>", "<!--", "-->", "</style>", "]]>", "<img src=x onerror=y>", "\"><b a='", "&lt;", "&#60;"),
    *("`", "``", "```", "~~~", "\n```\n", "\\", "|", "\n# h\n", "[a](javascript:b)", "![i](x)", "<https://e.example>"),
    *("@everyone", "#1", "https://evil.example", "www.evil.example", "a@b.example", "1. ", "- ", "> ", "***", "__"),
    *("{{ 7*7 }}", "{% raw %}", "{#", "[bold]", "[/]", ":smile:", "[link=x]", " ", "  ", "a", "漢字", "é"),
)

few = settings(max_examples=12)
"""For a test that renders a whole report: a text stands in every place of it, so a dozen go a long way."""

texts = st.one_of(
    st.just(HOSTILE),
    st.lists(st.one_of(st.sampled_from(PIECES), st.text(st.characters(), max_size=4)), max_size=14).map("".join),
).map(lambda text: f"x{text}x")
