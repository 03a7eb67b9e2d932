"""The report for CI, as JUnit XML: GitLab, Jenkins, Azure and CircleCI show it beside the tests of the job.

JUnit and not SARIF: a diagnosis is of a run and not of a line of source, and where SARIF is shown, results without
such a line are not.
"""

from __future__ import annotations

from collections import Counter
from typing import Final
from xml.etree import ElementTree as ET

from diagnose.model import Diagnosis, GateResult, GateState, Status
from reports import certainty, evidence_block, names, phrases, view
from reports.escape import clip, plain
from reports.options import Options

_LIMIT: Final = 600
_NAME: Final = "infisical-diagnose"
_WORKS: Final = "The credential works for this target"
# A refusal fails the job; what could not be judged is an error of the run, as the exit codes have it.
_OUTCOMES: Final = {
    Status.CAUSE_FOUND: "failure",
    Status.INCONCLUSIVE: "error",
    Status.NOT_REACHED: "error",
    Status.NO_CAUSE: "",
}
_OF_GATES: Final = {
    GateState.PASSED: "",
    GateState.FAILED: "failure",
    GateState.NOT_REACHED: "skipped",
    GateState.UNCLEAR: "skipped",
}


def render(diagnosis: Diagnosis, _: Options) -> str:
    """The verdict as one test case, and each gate as another."""
    suite = ET.Element("testsuite", name=_NAME)
    properties = ET.SubElement(suite, "properties")
    for name, value in _properties(diagnosis).items():
        ET.SubElement(properties, "property", name=name, value=clip(value, _LIMIT))
    cases = [_verdict(suite, diagnosis), *(_gate(suite, diagnosis, gate) for gate in diagnosis.chain)]
    counts = Counter(cases)
    seconds = sum(exchange.took_ms for exchange in diagnosis.evidence.exchanges) / 1000
    for key in ("failure", "error", "skipped"):
        suite.set(key if key == "skipped" else f"{key}s", str(counts[key]))
    suite.set("tests", str(len(cases)))
    suite.set("time", f"{seconds:.3f}")
    if diagnosis.evidence.started_at > 0:
        suite.set("timestamp", phrases.moment(diagnosis.evidence.started_at).removesuffix(" UTC").replace(" ", "T"))
    root = ET.Element("testsuites")
    root.append(suite)
    ET.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _properties(diagnosis: Diagnosis) -> dict[str, str]:
    verdict, target = diagnosis.verdict, diagnosis.evidence.target
    named = {
        "status": verdict.status.value,
        "cause": verdict.cause,
        "confidence": verdict.confidence,
        "faq": verdict.faq,
        "server": view.server_phrase(diagnosis.server),
        "target": target.base_url,
        "reference": evidence_block.reference(diagnosis.evidence),
        "version": diagnosis.tool_version,
    }
    return {name: value for name, value in named.items() if value}


def _verdict(suite: ET.Element, diagnosis: Diagnosis) -> str:
    verdict = diagnosis.verdict
    case = ET.SubElement(suite, "testcase", classname=f"{_NAME}.verdict", name=_WORKS)
    outcome = _OUTCOMES[verdict.status]
    if outcome:
        sure = f" ({said})" if (said := certainty.sure(diagnosis)) else ""
        told = ET.SubElement(
            case, outcome, message=plain(f"{verdict.headline}{sure}"), type=plain(verdict.cause or verdict.status.value)
        )
        told.text = "\n".join(_lines(diagnosis))
    return outcome


def _lines(diagnosis: Diagnosis) -> list[str]:
    """What somebody needs who opens the failed case: the proof, the steps, and what would decide."""
    verdict = diagnosis.verdict
    lines = [verdict.hint, verdict.why]
    lines += [
        f"{proof.id}: {proof.request} → {proof.status or 'no answer'}: {clip(proof.quote, _LIMIT)}"
        for proof in view.proofs(diagnosis)
    ]
    lines += [f"{number}. {step}" for number, step in enumerate(verdict.look or verdict.fix, 1)]
    lines += [f"Who can do it: {verdict.who}"] if verdict.who else []
    lines += [f"Still possible: {', '.join(verdict.alternatives)}"] if verdict.alternatives else []
    lines += [f"What would decide: {one}" for one in view.deciders(diagnosis)]
    lines += [verdict.docs] if verdict.docs else []
    return [plain(line) for line in lines if line]


def _gate(suite: ET.Element, diagnosis: Diagnosis, gate: GateResult) -> str:
    case = ET.SubElement(suite, "testcase", classname=f"{_NAME}.gates", name=plain(gate.title))
    outcome = _OF_GATES[gate.state]
    if outcome:
        says = gate.says or names.GATES[gate.state]
        told = ET.SubElement(case, outcome, message=clip(says, _LIMIT))
        if outcome == "failure":
            told.set("type", plain(diagnosis.verdict.cause or gate.id))
            told.text = plain(f"see {', '.join(gate.because)}")
    return outcome
