"""Documentation that is generated or names files is checked, not trusted."""

import re
import shlex

import pytest
import typer

from pipeline.cli.main import app
from pipeline.config import project_root
from pipeline.report.table_docs import tables_page

ROOT = project_root()
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def test_tables_page_is_current() -> None:
    assert (ROOT / "docs" / "tables.md").read_text(encoding="utf-8") == tables_page(), "run `make docs`"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_to_files(page: object) -> None:
    assert hasattr(page, "read_text")
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    lost = [link for link in links if not (page.parent / link).exists()]  # type: ignore[attr-defined]
    assert lost == []


def test_the_readme_s_commands_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"`?make ([a-z-]+)", "\n".join(re.findall(r"^make .*|`make [a-z-]+`", README, re.M))))
    assert {"outputs", "test", "check"} <= targets
    assert [target for target in sorted(targets) if f"\n{target}:" not in makefile] == []


def test_the_two_commands_stand_on_the_first_screen() -> None:
    first_screen = "\n".join(README.splitlines()[:25])
    assert "make outputs" in first_screen
    assert "make test" in first_screen


def readme_commands() -> list[list[str]]:
    """Every `sitrep` command that the README prints, without its comment and the folder of the environment."""
    told = re.findall(r"\.venv/bin/sitrep ([^`\n#]*)", README)
    return [shlex.split(line.replace("~/", "")) for line in told]


def test_the_readme_prints_commands() -> None:
    assert {"extract", "explain", "review", "diff", "suggest", "accept", "convert"} <= {c[0] for c in readme_commands()}
    assert re.findall(r"`(?:sitrep|dvc) ", README.replace("`dvc dag`", "").replace("`dvc repro`", "")) == []


@pytest.mark.parametrize("command", readme_commands(), ids=" ".join)
def test_the_readme_s_commands_are_understood(command: list[str]) -> None:
    """Click parses the arguments: no option is unknown, none is missing."""
    known = typer.main.get_command(app).commands  # type: ignore[attr-defined]
    assert command[0] in known
    if "--help" not in command:
        known[command[0]].make_context(command[0], command[1:])
