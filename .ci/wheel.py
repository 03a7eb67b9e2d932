"""Look into a built wheel: the three packages and their data, no tests, and no path of the machine that built it."""

import getpass
import sys
import zipfile
from pathlib import Path

TOP = {"diagnose", "checks", "reports"}
NEEDED = (
    "checks/causes/login.toml",
    "checks/faq.toml",
    "checks/rejections.csv",
    "diagnose/py.typed",
    "diagnose/truth.csv",
    "reports/schema/report-v1.json",
    "reports/templates/page.html.j2",
)


def problems(wheel: Path) -> list[str]:
    """What is wrong with the wheel, one line each; a machine path is a home folder or the build's own place."""
    found = []
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        top = {name.partition("/")[0] for name in names if ".dist-info/" not in name}
        if top != TOP:
            found.append(f"top-level names are {sorted(top)}")
        found += [f"{name} is missing" for name in NEEDED if name not in names]
        found += [f"{name} is a test" for name in names if "test" in Path(name).name or "/tests/" in name]
        places = {str(Path.cwd()), str(Path.home()), f"/home/{getpass.getuser()}/", "/work/", "/Users/"} - {"/"}
        for name in names:
            text = archive.read(name)
            found += [f"{name} holds {place}" for place in places if place.encode() in text]
    return found


if __name__ == "__main__":
    told = problems(Path(sys.argv[1]))
    print("\n".join(told) or "the wheel is clean")
    sys.exit(bool(told))
