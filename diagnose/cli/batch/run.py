"""Runs a batch: what an earlier run has done is taken from the journal, the rest is asked by a few threads."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

import msgspec
from msgspec.structs import replace

from diagnose.cli.batch.asked_of import inputs_of
from diagnose.cli.batch.budget import StoppedError
from diagnose.cli.batch.rows import Row
from diagnose.cli.batch.unit import Tools, Unit, units
from diagnose.cli.batch.verdicts import result_of
from diagnose.files import evidence_file
from diagnose.gather import first_evidence
from diagnose.inputs import Inputs
from diagnose.inputs.address import DEFAULT, base_url
from diagnose.model import Evidence
from diagnose.model.result import Result

CONCURRENCY: Final = 8
INTERRUPTED: Final = (
    "An earlier run was ended while this was asked. It is not asked again, since that could cost a use or lock the "
    "client ID; --redo-interrupted does so."
)
Take = Callable[[Result], None]


class Batch:
    """The rows of one file. `take` is given each result once, in the order in which they come, from any thread."""

    def __init__(self, rows: Sequence[Row], tools: Tools, take: Take, *, concurrency: int = CONCURRENCY) -> None:
        self._rows, self._tools, self._take, self._concurrency = tuple(rows), tools, take, concurrency
        self._lock = threading.Lock()
        self._problem: BaseException | None = None
        self._inputs: dict[str, Inputs] = {}

    def check(self) -> frozenset[str]:
        """The servers that would be asked. Raises UsageProblem if any row cannot be asked; nothing is sent."""
        for row in self._rows:
            self._inputs[row.key] = inputs_of(row, self._tools.common)
        return frozenset(inputs.target.base_url for inputs in self._inputs.values())

    def is_done(self) -> bool:
        """Whether an earlier run has done every row, so that a new one begins anew."""
        return {row.key for row in self._rows} <= dict(self._tools.journal.results()).keys()

    def run(self) -> None:
        """Every row, until all are done. An exception of a row, or of the caller's thread, ends the batch early."""
        left = self._resumed()
        work: queue.SimpleQueue[list[Row]] = queue.SimpleQueue()
        for unit in units(left, self._origin):
            work.put(unit)
        threads = [threading.Thread(target=self._work, args=(work,)) for _ in range(min(self._concurrency, len(left)))]
        try:
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        except BaseException:
            self._tools.budget.stop()
            for thread in threads:
                if thread.ident is not None:
                    thread.join()
            raise
        if self._problem is not None:
            raise self._problem

    def _work(self, work: queue.SimpleQueue[list[Row]]) -> None:
        while True:
            try:
                rows = work.get_nowait()
            except queue.Empty:
                return
            try:
                Unit([(row, self._inputs_of(row)) for row in rows], self._tools, self._done).run()
            except StoppedError:
                return
            except BaseException as error:  # noqa: BLE001 - it is raised in the caller's thread
                self._problem = self._problem or error
                self._tools.budget.stop()
                return

    def _inputs_of(self, row: Row) -> Inputs:
        """The row's inputs: those that were checked, which are not needed a second time."""
        return self._inputs.pop(row.key, None) or inputs_of(row, self._tools.common)

    def _done(self, result: Result) -> None:
        with self._lock:
            self._take(result)

    def _resumed(self) -> list[Row]:
        """Give what is known from the journal; the rows that are left to ask."""
        journal = self._tools.journal
        done, begun = dict(journal.results()), journal.begun()
        touched = {(row.client_id, row.client_secret) for row in self._rows if row.key in done.keys() | begun.keys()}
        left = []
        for row in self._rows:
            key = row.key
            if key in done:
                self._take(replace(msgspec.json.decode(done[key], type=Result), row=row.line))
            elif key in begun or (row.client_secret and (row.client_id, row.client_secret) in touched):
                self._take(self._interrupted(row, begun))
            else:
                left.append(row)
        return left

    def _interrupted(self, row: Row, begun: Mapping[str, bytes | None]) -> Result:
        """The result of what an earlier run saw of the row before it was ended."""
        tools = self._tools
        content = begun.get(row.key)
        evidence = _decoded(content) if content is not None else first_evidence(self._inputs_of(row))
        evidence = replace(evidence, remarks=(*evidence.remarks, INTERRUPTED))
        result = result_of(row, evidence, tools.plugins, tools.within_s)
        tools.journal.finish(row.key, msgspec.json.encode(result))
        return result

    def _origin(self, row: Row) -> str:
        return base_url(
            row.domain or self._tools.common.environ.get("INFISICAL_DOMAIN") or DEFAULT, "", allow_http=True
        )


def _decoded(content: bytes) -> Evidence:
    return evidence_file.decode(content, Path("the journal"))
