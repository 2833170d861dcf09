"""What users read is kept true by tests."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import typer.main
from pydantic import BaseModel

from fenghuo import metrics
from fenghuo.cli.app import app
from fenghuo.settings import Settings

ROOT = Path(__file__).parents[2]


def text_of(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def setting_names() -> list[str]:
    names = []
    for name, field in Settings.model_fields.items():
        section = field.annotation
        if isinstance(section, type) and issubclass(section, BaseModel):
            names += [f"FENGHUO_{name.upper()}__{inner.upper()}" for inner in section.model_fields]
        else:
            names.append(f"FENGHUO_{name.upper()}")
    return names


def test_every_setting_is_documented_and_nothing_else():
    documented = re.findall(r"^\| `(FENGHUO_\w+)` \|", text_of("docs/reference/settings.md"), re.MULTILINE)
    assert sorted(documented) == sorted(setting_names())


def test_every_command_is_documented():
    page = text_of("docs/reference/cli.md")
    group = typer.main.get_command(app)
    assert [name for name in group.commands if f"`fenghuo {name}" not in page] == []


def test_every_metric_is_documented():
    page = text_of("docs/reference/metrics.md")
    names = {family.name for family in metrics.registry.collect()}
    assert [name for name in names if name not in page] == []


@pytest.mark.parametrize("page", sorted((ROOT / "docs").rglob("*.md")), ids=lambda page: page.name)
def test_links_between_pages_lead_somewhere(page: Path):
    for target in re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", page.read_text("utf-8")):
        assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_every_decision_names_the_test_that_keeps_it_true():
    for page in (ROOT / "docs" / "decisions").glob("*.md"):
        assert "**Compliance.**" in page.read_text("utf-8"), page.name


def test_the_changelog_names_the_current_version():
    from fenghuo import __version__

    assert f"## {__version__}" in text_of("CHANGELOG.md")
