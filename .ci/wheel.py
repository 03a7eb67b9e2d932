"""Look into a built wheel: the three packages and the manual, nothing else, and no path of the builder."""

import getpass
import sys
import zipfile
from pathlib import Path

TOP = ("diagnose", "checks", "reports")
MANUAL = "data/share/man/man1/"


def problems(wheel: Path, *machine: str) -> list[str]:
    """What is wrong with the wheel, one line each; `machine`: more paths it may not hold. Run it by the sources."""
    sources = {str(path) for top in TOP for path in Path(top).rglob("*") if path.is_file()}
    wanted = {name for name in sources if "__pycache__" not in name}
    wanted |= {f"{MANUAL}{path.name}" for path in Path("docs/man").iterdir()}
    places = {str(Path.cwd()), str(Path.home()), f"/home/{getpass.getuser()}/", "/Users/", *machine} - {"/"}
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if ".dist-info/" not in name}
        names = {name.partition(".data/")[2] or name for name in names}
        found = [f"{name} is missing" for name in sorted(wanted - names)]
        found += [f"{name} does not belong" for name in sorted(names - wanted)]
        found += [f"{name} is a test" for name in sorted(names) if Path(name).name.startswith(("test_", "conftest"))]
        for name in archive.namelist():
            text = archive.read(name)
            found += [f"{name} holds {place}" for place in sorted(places) if place.encode() in text]
    return found


if __name__ == "__main__":
    told = problems(Path(sys.argv[1]), *sys.argv[2:])
    print("\n".join(told) or f"{sys.argv[1].rpartition('/')[2]} holds {', '.join(TOP)}, and all of them")
    sys.exit(bool(told))
