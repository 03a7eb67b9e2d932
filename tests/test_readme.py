"""The README against the code: what it shows is what the tool prints, and its tables are complete."""

from __future__ import annotations

import importlib
import re
import tomllib
from pathlib import Path
from typing import Any

import click
import msgspec
import pytest
from click.testing import CliRunner

from checks.knowledge.added import use
from checks.knowledge.in_use import ADDED
from checks.registry import ALL
from diagnose.cli import COMMANDS, cli
from diagnose.cli.check import check
from diagnose.cli.exits import BY_STATUS, CLOSED_PIPE, ENDS_SOON, INTERNAL, INTERRUPTED, TERMINATED, USAGE
from diagnose.judgement import judge
from diagnose.judgement.plugins import GROUP
from diagnose.lab import states
from diagnose.model import Answer, Envelope, Status
from tests.build import evidence, said

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
REPORT_OPTIONS = {"--audience", "--lang", "--format", "--output", "--open", "--force", "--quiet", "--verbose"}
MASKS = (
    (r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "<id>"),
    (r"req-\w+", "<request>"),
    (r"web-shop-[0-9a-f]{4}", "<slug>"),
    (r"127\.0\.0\.1:\d+", "<host>"),
    (r"\d+(\.\d+)? m?s\b", "<time>"),
    (r"(behind|ahead of) this machine's", "<side>"),
    (r"\s+", " "),
)


def printed(*args: str) -> str:
    """What a person sees: both streams, as one."""
    runner = CliRunner(env={"COLUMNS": "80", "NO_COLOR": "1"})
    # 80 columns less the two that click keeps free
    result = runner.invoke(cli, args, prog_name="infisical-diagnose", terminal_width=78)
    assert result.exit_code == 0
    return result.output


def session(command: str) -> str:
    """What the README shows below a command."""
    found = re.search(rf"```console\n\$ {re.escape(command)}\n(.*?)```", README, re.DOTALL)
    assert found is not None
    return found[1]


def block(language: str) -> str:
    """The last code block of that language."""
    found: str = re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)[-1]
    return found


def table(first_heading: str) -> list[list[str]]:
    """The cells of the table whose first column has that heading, without code marks."""
    found = re.search(rf"^\| {first_heading} \|.*\n\|[-|]+\|\n((?:\|.*\n)+)", README, re.MULTILINE)
    assert found is not None
    rows = found[1].replace("`", "").splitlines()
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]


def masked(text: str) -> str:
    for pattern, sign in MASKS:
        text = re.sub(pattern, sign, text)
    return text.strip()


def own_options() -> list[click.Option]:
    found = [param for param in check.params if isinstance(param, click.Option)]
    return [option for option in found if long_name(option) not in REPORT_OPTIONS]


def long_name(option: click.Option) -> str:
    return next(name for name in reversed(option.opts) if name.startswith("--"))


def test_the_session_is_what_the_demo_prints() -> None:
    shown = session("infisical-diagnose demo environment-name-as-slug")
    assert masked(shown) == masked(printed("demo", "environment-name-as-slug"))
    assert shown.count("\n") <= 12


def test_the_help_is_what_the_tool_prints() -> None:
    assert session("infisical-diagnose --help").split() == printed("--help").split()


def test_every_command_has_its_row() -> None:
    assert sorted(row[0] for row in table("command")) == sorted(COMMANDS)


def test_every_option_of_check_has_its_row() -> None:
    assert [row[0] for row in table("flag")] == [long_name(option) for option in own_options()]


@pytest.mark.parametrize("row", table("flag"), ids=lambda row: row[0])
def test_the_variable_and_the_default_of_an_option_are_those_of_its_help(row: list[str]) -> None:
    flag, variable, _, default = row
    option = next(option for option in own_options() if long_name(option) == flag)
    told = option.help or ""
    assert set(re.findall(r"INFISICAL_\w+", told)) == set(re.findall(r"INFISICAL_\w+", variable))
    for value in re.findall(r"default: ([^\];]+)", told):
        assert default.split()[0].rstrip(";") == value


def test_every_option_of_reports_is_named() -> None:
    names = {f"--{option.name}".rstrip("_") for option in check.params} & REPORT_OPTIONS
    assert names == REPORT_OPTIONS
    assert all(f"`{name}`" in README for name in names)


def test_the_exit_codes_are_those_of_the_code() -> None:
    codes = {*BY_STATUS.values(), ENDS_SOON, USAGE, INTERNAL, INTERRUPTED, CLOSED_PIPE, TERMINATED}
    assert [int(row[0]) for row in table("code")] == sorted(codes)


def test_the_checks_are_those_of_the_registry() -> None:
    assert [tuple(row) for row in table("check")] == [(item.id, item.asks) for item in ALL]


def test_the_number_of_situations_is_the_labs() -> None:
    assert f"names its {len({state.name for state in states()})} situations" in README


def test_the_parts_and_the_status_of_a_json_report_are_those_of_its_schema() -> None:
    schema: dict[str, Any] = msgspec.json.decode((ROOT / "reports/schema/report-v1.json").read_bytes())
    paragraph = README.partition("## JSON report and evidence files")[2].partition("\n\n`--save")[0]
    assert {f"`{name}`" for name in (*schema["required"], *Status)} <= set(re.findall(r"`[\w-]+`", paragraph))


def test_the_check_of_the_example_works_as_written() -> None:
    names: dict[str, Any] = {}
    exec(compile(block("python"), "README.md", "exec"), names)  # the README's own code
    answer = Answer(status=403, envelope=Envelope.HTML, headers={"server": "our-gateway"})
    refused = msgspec.structs.replace(said("read", 403, "", ""), answer=answer)
    diagnosis = judge(evidence(refused), (names["CHECK"],))
    assert [finding.because for finding in diagnosis.findings if finding.check == "our-gateway"] == [("E1",)]
    assert diagnosis.verdict.cause == "edge-waf-block"


def test_the_entry_point_of_the_example_is_in_the_group_that_is_read() -> None:
    assert list(tomllib.loads(block("toml"))["project"]["entry-points"]) == [GROUP]


def test_the_example_of_further_knowledge_can_be_used(tmp_path: Path) -> None:
    (tmp_path / "edge.toml").write_text(re.findall(r"```toml\n(.*?)```", README, re.DOTALL)[0], encoding="utf-8")
    try:
        use([tmp_path])
        assert (len(ADDED.rows), [*ADDED.causes]) == (1, ["edge-policy"])
    finally:
        use(())


def test_the_two_commands_set_up_and_run() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    commands = re.findall(r"^python3 -m venv \.venv && .*$", README, re.MULTILINE)
    assert commands == [
        f"python3 -m venv .venv && .venv/bin/pip install -q . && .venv/bin/{settings['name']} demo",
        "python3 -m venv .venv && .venv/bin/pip install -q -e '.[dev]' && .venv/bin/pytest -q -n auto",
    ]
    assert settings["name"] in settings["scripts"]
    assert {"pytest", "pytest-xdist", "pytest-cov"} <= {
        re.split(r"[<>=]", need)[0] for need in settings["optional-dependencies"]["dev"]
    }


def test_the_changelog_says_why_each_library_is_needed() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    told = re.findall(r"^- (\w+): ", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert told == [re.split(r"[<>=]", need)[0] for need in settings["dependencies"]]


@pytest.mark.parametrize("target", re.findall(r"\]\(([\w./-]+)\)", README))
def test_a_link_leads_to_a_file(target: str) -> None:
    assert (ROOT / target).exists()


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_what_help_says_of_a_command_is_what_the_command_says_of_itself(name: str) -> None:
    command = getattr(importlib.import_module(f"diagnose.cli.{name}"), name)
    assert command.help.startswith(COMMANDS[name])
