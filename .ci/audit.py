"""Look up the locked packages among known vulnerabilities. What could not be looked up is said, and is no failure."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

LOCK = Path(__file__).parents[1] / "requirements-dev.txt"


def looked_up(folder: Path) -> tuple[list[dict[str, Any]], str]:
    """Every package as pip-audit reports it, or none and why not."""
    report = folder / "audit.json"
    command = [sys.executable, "-m", "pip_audit", "--disable-pip", "--require-hashes", "--progress-spinner", "off"]
    done = subprocess.run(  # noqa: S603 - a command of ours
        [*command, "--timeout", "10", "--requirement", str(LOCK), "--format", "json", "--output", str(report)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        check=False,
    )
    if not report.exists() or not report.stat().st_size:
        return [], (done.stderr.strip().splitlines() or ["pip-audit said nothing"])[-1]
    return json.loads(report.read_text("utf-8"))["dependencies"], ""


def summary(packages: list[dict[str, Any]], why: str) -> tuple[list[str], bool]:
    """Lines to print, and whether a locked package is known to be vulnerable."""
    if why:
        return [f"not audited: {why}"], False
    vulnerable = [p for p in packages if p.get("vulns")]
    skipped = sum("skip_reason" in p for p in packages)
    lines = [f"{p['name']} {p['version']}: {', '.join(v['id'] for v in p['vulns'])}" for p in vulnerable]
    unknown = f"; {skipped} could not be looked up and are NOT audited" if skipped else ""
    audited = len(packages) - skipped
    return [*lines, f"{audited} locked packages audited, {len(vulnerable)} vulnerable{unknown}"], bool(vulnerable)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        said, bad = summary(*looked_up(Path(place)))
    print("\n".join(said))
    sys.exit(bad)
