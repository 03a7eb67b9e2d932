"""Checks from other packages: loaded when they can be, and never able to break a diagnosis."""

from __future__ import annotations

import importlib.metadata
import sys
import threading
import zipfile
from collections.abc import Callable, Iterable
from importlib.machinery import BuiltinImporter, PathFinder
from pathlib import Path
from typing import Any

import pytest

from checks.case import Case
from checks.check import Check
from diagnose.gather.probe import Ask, Probe
from diagnose.gather.probe import Path as Route
from diagnose.judgement import judge, plugins
from diagnose.judgement.plugins import GROUP, contained, plugin_checks
from diagnose.model import Confidence, Finding, State
from tests.build import evidence, said


def quiet(case: Case) -> Iterable[Finding]:
    return (Finding(check="quiet", cause="quiet", state=State.UNKNOWN, says=f"Saw {len(case.readings)}."),)


FINE = Check(id="quiet", asks="Is it quiet?", judge=quiet)


class Point:
    """An installed entry point."""

    def __init__(self, name: str, loads: object) -> None:
        self.name = name
        self._loads = loads

    def load(self) -> object:
        if isinstance(self._loads, BaseException):
            raise self._loads
        return self._loads


def installed(monkeypatch: pytest.MonkeyPatch, *points: Point) -> tuple[Check, ...]:
    """What is loaded of these; the real library is asked in `test_an_installed_package_is_seen`."""
    monkeypatch.setattr(plugins, "_may_be_installed", lambda: True)

    def entry_points(*, group: str) -> tuple[Point, ...]:
        assert group == GROUP == "infisical_diagnose.checks"
        return points

    monkeypatch.setattr(importlib.metadata, "entry_points", entry_points)
    return plugin_checks()


def test_none_is_installed_here() -> None:
    assert plugin_checks() == ()


@pytest.mark.parametrize("name", ["theirs-1.dist-info", "theirs.egg-info", "EGG-INFO"])
def test_an_installed_package_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    place = tmp_path / ("theirs-1.egg" if name == "EGG-INFO" else "packages")
    (place / name).mkdir(parents=True)
    (place / name / "METADATA").write_text("Metadata-Version: 2.1\nName: theirs\nVersion: 1\n")
    (place / name / "PKG-INFO").write_text("Metadata-Version: 2.1\nName: theirs\nVersion: 1\n")
    (place / name / "entry_points.txt").write_text(f"[{GROUP}]\nquiet = {__name__}:NONE\n")
    monkeypatch.setattr(sys, "path", [*sys.path, str(place)])
    assert [check.id for check in plugin_checks()] == ["quiet"]


def test_where_no_package_names_the_group_the_library_is_not_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("bare-1.dist-info", "other-1.dist-info"):
        (tmp_path / name).mkdir()
    (tmp_path / "other-1.dist-info" / "entry_points.txt").write_text("[console_scripts]\nother = other:main\n")
    monkeypatch.setattr(sys, "path", [str(tmp_path), str(tmp_path / "missing")])
    monkeypatch.setattr(sys, "meta_path", [BuiltinImporter, PathFinder])
    assert not plugins._may_be_installed()


def test_where_packages_are_found_in_a_way_of_their_own_the_library_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    class Finder:
        def find_distributions(self, _: object) -> tuple[object, ...]:
            return ()

    monkeypatch.setattr(sys, "path", [])
    monkeypatch.setattr(sys, "meta_path", [PathFinder, Finder()])
    assert plugins._may_be_installed()


def test_what_is_installed_in_a_zip_file_is_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with zipfile.ZipFile(tmp_path / "theirs.zip", "w") as packed:
        packed.writestr("theirs-1.dist-info/METADATA", "Metadata-Version: 2.1\nName: theirs\nVersion: 1\n")
        packed.writestr("theirs-1.dist-info/entry_points.txt", f"[{GROUP}]\nquiet = {__name__}:NONE\n")
    monkeypatch.setattr(sys, "path", [*sys.path, str(tmp_path / "theirs.zip")])
    assert [check.id for check in plugin_checks()] == ["quiet"]


def test_an_installed_check_is_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    assert installed(monkeypatch, Point("quiet", FINE)) == (FINE,)


@pytest.mark.parametrize(
    ("loads", "says"),
    [
        (ModuleNotFoundError("secret-path"), "The plugin theirs could not be loaded: broke (ModuleNotFoundError)."),
        (print, "The plugin theirs could not be loaded: it is no Check."),
        (SystemExit(), "The plugin theirs could not be loaded: broke (SystemExit)."),
        (
            Check(id="reachable", asks="?", judge=quiet),
            "The plugin theirs could not be loaded: there is a check reachable already.",
        ),
        (KeyboardInterrupt(), "The plugin theirs could not be loaded: broke (KeyboardInterrupt)."),
        (
            Check(id=[], asks="?", judge=quiet, probes=7),  # type: ignore[arg-type]
            "The plugin theirs could not be loaded: broke (TypeError).",
        ),
        (
            Check(id="theirs", asks="?", judge=quiet, probes=(Probe(name=7, shows="", paths=()),)),  # type: ignore[arg-type]
            "The plugin theirs could not be loaded: broke (ValidationError).",
        ),
        (None, "The plugin theirs could not be loaded: it is no Check."),
    ],
)
def test_one_that_cannot_be_loaded_costs_one_unknown_finding(
    monkeypatch: pytest.MonkeyPatch, loads: object, says: str
) -> None:
    checks = installed(monkeypatch, Point("theirs", loads), Point("quiet", FINE))
    found = judge(evidence(said("read", 200, data={"secrets": 1})), checks).findings[-2:]
    assert [(f.check, f.state, f.says) for f in found] == [
        ("theirs", State.UNKNOWN, says),
        ("quiet", State.UNKNOWN, "Saw 1."),
    ]


def _ends(error: BaseException) -> Callable[[Case], Iterable[Finding]]:
    def judge_(_: Case) -> Iterable[Finding]:
        raise error

    return judge_


def _finding(**fields: Any) -> Finding:
    return Finding(
        **{
            "check": "theirs",
            "cause": "edge-waf-block",
            "state": State.CAUSE,
            "confidence": Confidence.LIKELY,
            "says": "It was theirs.",
        }
        | fields
    )


@pytest.mark.parametrize(
    ("judges", "says"),
    [
        (_ends(SystemExit(0)), "broke (SystemExit)"),
        (_ends(KeyboardInterrupt()), "broke (KeyboardInterrupt)"),
        (lambda _: 7, "broke (TypeError)"),
        (lambda _: ["no finding"], "broke (TypeError)"),
        (lambda _: [_finding(says=7)], "broke (ValidationError)"),
        (lambda _: [_finding(because="E1")], "broke (ValidationError)"),
        (lambda _: [_finding(cause="of-nobody")], "broke (LookupError)"),
        (lambda _: [_finding(because=("E99",))], "broke (LookupError)"),
        (lambda _: [_finding(confidence=None)], "broke (ValueError)"),
        (lambda _: [_finding(state=State.POSSIBLE, confidence=None)], "broke (ValueError)"),
        (lambda _: iter(threading.Event().wait, None), "took more than 0.05 s"),
    ],
)
def test_a_check_that_breaks_in_any_way_costs_one_unknown_finding(judges: Any, says: str) -> None:
    theirs = Check(id="theirs", asks="Is it theirs?", judge=judges)
    (found,) = contained(theirs, Case(evidence()), deadline_s=0.05)
    assert (found.check, found.cause, found.state) == ("theirs", "theirs", State.UNKNOWN)
    assert says in found.says


def test_what_a_check_found_is_kept_as_it_is() -> None:
    assert contained(Check(id="theirs", asks="?", judge=lambda _: [_finding()]), Case(evidence())) == (_finding(),)


def test_a_check_speaks_in_its_own_name_only() -> None:
    judges = Check(id="theirs", asks="?", judge=lambda _: [_finding(check="login")])
    assert contained(judges, Case(evidence())) == (_finding(),)


def test_a_check_that_never_ends_loading_costs_one_unknown_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plugins, "_DEADLINE_S", 0.05)
    monkeypatch.setattr(Point, "load", lambda _: threading.Event().wait())
    (check,) = installed(monkeypatch, Point("theirs", None))
    (found,) = contained(check, Case(evidence()))
    assert found.says == "The plugin theirs could not be loaded: took more than 0.05 s."


class _Changing(Probe, frozen=True, kw_only=True):
    """A probe that asks for more than it shows."""

    def ask(self, _: object) -> Ask:
        return Ask(method="DELETE", path="/api/v1/theirs")


def test_what_a_check_brings_is_kept_as_the_data_that_it_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    shown: dict[str, Any] = {"name": "theirs", "shows": "something", "paths": (Route("/api/v1/theirs"),)}
    theirs = Check(id="theirs", asks="?", judge=quiet, probes=(_Changing(**shown),) * 200)
    (check,) = installed(monkeypatch, Point("theirs", theirs))
    assert set(map(type, check.probes)) == {Probe}
    assert check.probes == (Probe(**shown),) * 100


def test_a_check_that_does_not_end_lets_the_program_end() -> None:
    before, end = set(threading.enumerate()), threading.Event()
    hangs: Any = lambda _: iter(end.wait, None)  # noqa: E731
    contained(Check(id="theirs", asks="?", judge=hangs), Case(evidence()), deadline_s=0.01)
    (left,) = set(threading.enumerate()) - before
    end.set()
    assert left.daemon
