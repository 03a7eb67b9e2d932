"""A process for the benchmarks: a lab, or a relay that delays. Says in one line of JSON where; ends with its stdin."""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys
from typing import Any


def lab(name: str) -> None:
    """Serve the lab in that state; says its port and the variables with which to ask it."""
    from diagnose.cli.demo import environment
    from diagnose.lab import Lab

    with Lab(name) as running:
        say(port=int(running.base_url.rpartition(":")[2]), environ=environment(running))
        sys.stdin.read()


async def relay(port: int, delay_s: float) -> None:
    """Pass bytes on to `port` and back, each piece after the delay, in their order."""

    async def meet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        back, onward = await asyncio.open_connection("127.0.0.1", port)
        with contextlib.suppress(asyncio.CancelledError, ConnectionError):  # the end of the process, or of a side
            await asyncio.gather(pass_on(reader, onward, delay_s), pass_on(back, writer, delay_s))

    server = await asyncio.start_server(meet, "127.0.0.1", 0)
    say(port=server.sockets[0].getsockname()[1])
    await asyncio.to_thread(sys.stdin.read)


async def pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, delay_s: float) -> None:
    """Write what is read when its time has come; a later piece never waits for an earlier one's delay."""
    loop = asyncio.get_running_loop()
    while piece := await reader.read(65536):
        loop.call_later(delay_s, writer.write, piece)
    loop.call_later(delay_s, writer.close)


def say(**facts: Any) -> None:
    """Tell the parent process where it is."""
    print(json.dumps(facts), flush=True)


if __name__ == "__main__":
    if sys.argv[1] == "lab":
        lab(sys.argv[2])
    else:
        asyncio.run(relay(int(sys.argv[2]), int(sys.argv[3]) / 1000))
