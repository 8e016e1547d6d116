"""Documentation that is generated or names files is checked, not trusted."""

import re

import pytest

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
