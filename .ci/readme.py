"""Write what the tool prints now into the sessions of the README: run it after a change of the output."""

import os
import re
import subprocess
import sys
from pathlib import Path

README = Path(__file__).parents[1] / "README.md"
TOOL = Path(sys.executable).with_name("infisical-diagnose")
SESSION = re.compile(r"(```console\n\$ infisical-diagnose (.*)\n)(?:.*\n)*?```")


def printed(found: re.Match[str]) -> str:
    """The session again, with both streams as a person sees them in 80 columns."""
    environ = os.environ | {"COLUMNS": "80", "NO_COLOR": "1", "PYTHONUTF8": "1"}
    command = [str(TOOL), *found[2].split()]
    done = subprocess.run(  # noqa: S603 - the README's own commands
        command, env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", check=True
    )
    return f"{found[1]}{done.stdout}```"


if __name__ == "__main__":
    README.write_text(SESSION.sub(printed, README.read_text("utf-8")), "utf-8")
