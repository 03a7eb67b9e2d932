"""Ways in which the same text reaches support in another shape: what it says stays the same."""

from __future__ import annotations

import gzip
import html
import random
import re
from collections.abc import Callable
from typing import Final

Mutation = Callable[[str, random.Random], str]
_UUID: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_REQUEST: Final = re.compile(r"req-[A-Za-z0-9]{14}")
_HOST: Final = re.compile(r"\b[a-z-]+(?:\.corp|\.intern)?\.example\b")
_LETTERS: Final = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"


def other_ids(text: str, dice: random.Random) -> str:
    """Other identifiers, each the same wherever it stands."""
    made: dict[str, str] = {}

    def fresh(match: re.Match[str]) -> str:
        old = match[0]
        if old not in made:
            made[old] = "".join(dice.choice("0123456789abcdef") if c != "-" else "-" for c in old)
        return made[old]

    def request(match: re.Match[str]) -> str:
        return made.setdefault(match[0], "req-" + "".join(dice.choice(_LETTERS) for _ in range(14)))

    return _REQUEST.sub(request, _UUID.sub(fresh, text))


def other_hosts(text: str, dice: random.Random) -> str:
    """Other names of self-hosted servers, one without `infisical` in it."""
    made: dict[str, str] = {}

    def fresh(match: re.Match[str]) -> str:
        name = "".join(dice.choice("bcdfghklmnprstvw") for _ in range(7))
        return made.setdefault(match[0], f"{name}.internal.{dice.choice(('test', 'example', 'lan'))}")

    return _HOST.sub(fresh, text)


def windows_line_ends(text: str, _: random.Random) -> str:
    return text.replace("\r\n", "\n").replace("\n", "\r\n")


def colours(text: str, dice: random.Random) -> str:
    return "\n".join(
        f"\x1b[{dice.choice(('31', '1;33', '38;5;196'))}m{line}\x1b[0m" if line.strip() else line
        for line in text.split("\n")
    )


def shipped(text: str, _: random.Random) -> str:
    """As the log of a container on Kubernetes has it."""
    return "\n".join(f"2026-01-05T09:00:00.123456789Z stdout F {line}" for line in text.split("\n"))


def composed(text: str, _: random.Random) -> str:
    return "\n".join(f"app-1       | {line}" for line in text.split("\n"))


def prefixed_by_kubectl(text: str, _: random.Random) -> str:
    return "\n".join(f"[pod/shop-7d9f-x2x/app] {line}" for line in text.split("\n"))


def in_a_mail(text: str, _: random.Random) -> str:
    """With words of the customer's around it."""
    before = "Hello,\n\nsince this morning our deployment fails. This is all that we see:\n\n"
    return f"{before}{text}\n\nCan you help?\nBest, Kim\n"


def in_a_fence(text: str, _: random.Random) -> str:
    return f"```\n{text}\n```\n"


def on_a_page(text: str, _: random.Random) -> str:
    """As the source of a page has it in a block."""
    return f"<pre><code>\n{html.escape(text)}\n</code></pre>\n"


def in_a_long_log(text: str, dice: random.Random) -> str:
    """Between many lines of other software, some of them with statuses of their own."""

    def noise(count: int) -> str:
        return "".join(
            f"2026-01-05T08:{n // 60 % 60:02d}:{n % 60:02d}Z INFO  shop: GET /v1/items/{dice.randrange(10_000)} "
            f"{dice.choice((200, 200, 304, 404))} {dice.randrange(90)}ms\n"
            for n in range(count)
        )

    return f"{noise(700)}{text}\n{noise(700)}"


def wrapped(text: str, _: random.Random) -> str:
    """Copied from a terminal of 100 columns that breaks lines wherever they end."""
    return "\n".join(line[at : at + 100] for line in text.split("\n") for at in range(0, max(1, len(line)), 100))


def another_order(text: str, dice: random.Random) -> str:
    """The lines of a log as a shipper delivered them."""
    lines = [line for line in text.split("\n") if line.strip()]
    dice.shuffle(lines)
    return "\n".join(lines)


MUTATIONS: Final[tuple[Mutation, ...]] = (
    other_ids,
    other_hosts,
    windows_line_ends,
    colours,
    shipped,
    composed,
    prefixed_by_kubectl,
    in_a_mail,
    in_a_fence,
    on_a_page,
    in_a_long_log,
    wrapped,
)
PACKINGS: Final[dict[str, Callable[[str], bytes]]] = {
    "utf-8 with a mark": lambda text: text.encode("utf-8-sig"),
    "utf-16": lambda text: text.encode("utf-16"),
    "utf-16 without a mark": lambda text: text.encode("utf-16-le"),
    "packed twice": lambda text: gzip.compress(gzip.compress(text.encode())),
}
