"""Thousands of payloads, one in each place of a page, and a parser that reads pages as browsers do."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import count
from xml.etree import ElementTree as ET

import html5lib
import pytest

from diagnose.model import Diagnosis
from reports import Options, render
from tests.reports.payloads import payloads
from tests.reports.samples import scattered

AT_LEAST, AT_LEAST_LONG = 500, 5_000
AUDIENCES = ("support", "customer")


class Handed:
    """Gives texts, and knows how many it gave."""

    def __init__(self, texts: Iterator[str]) -> None:
        self.number = 0
        self._texts = texts

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        self.number += 1
        return next(self._texts)


def outline(diagnosis: Diagnosis, audience: str) -> list[tuple[object, ...]]:
    """Every element as a browser would build it, in order, with the names of its attributes."""
    page = render(diagnosis, "html", Options(audience=audience, verbose=True))
    tree: ET.Element = html5lib.parse(page, namespaceHTMLElements=False)
    assert tree is not None
    return [(one.tag, *sorted(map(str, one.attrib))) for one in tree.iter()]


@cache
def benign(audience: str) -> list[tuple[object, ...]]:
    return outline(scattered(f"word {number}" for number in count()), audience)


@pytest.mark.parametrize("audience", AUDIENCES)
@pytest.mark.parametrize("least", [AT_LEAST, pytest.param(AT_LEAST_LONG, marks=pytest.mark.long)])
def test_no_payload_in_any_place_makes_an_element_or_an_attribute(audience: str, least: int) -> None:
    handed = Handed(payloads())
    pages = 0
    while handed.number < least:
        assert outline(scattered(handed), audience) == benign(audience), f"page {pages}"
        pages += 1
    assert handed.number / pages > 80, "too few payloads on a page"


@pytest.mark.parametrize("audience", AUDIENCES)
def test_a_payload_is_on_the_page_to_be_read(audience: str) -> None:
    page = render(scattered(f"<i>{number}</i>" for number in count()), "html", Options(audience=audience))
    assert page.count("&lt;i&gt;") > 10
    assert "<i>" not in page


def test_the_parser_would_see_what_got_through() -> None:
    whole = "<p>" + "".join(next(payloads(seed)) for seed in range(50))
    seen = {one.tag for one in html5lib.parse(whole, namespaceHTMLElements=False).iter()}
    assert len(seen) > 10
