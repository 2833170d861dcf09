"""The pages of docs/wire are true: their examples decode, and their codes are the codes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ingest.wire.decode import decode
from ingest.wire.message import MAX_PAYLOAD
from ingest.wire.refusal import KEPT_PAYLOAD, MAX_REJECTS, Code
from sensing.quality import Check
from tests.unit.ingest.builders import a_message, a_registry

PAGES = Path(__file__).parents[4] / "docs" / "wire"


def examples(kind: str) -> list[str]:
    return re.findall(r"```(?:json)?\n(.*?)\n```", (PAGES / f"json-{kind}.md").read_text("utf-8"), re.DOTALL)


@pytest.mark.parametrize("kind", ["obs", "event", "status"])
def test_every_example_is_understood(kind: str):
    texts = examples(kind)
    assert len(texts) >= 2
    for text in texts:
        decoded = decode([a_message(text.encode(), kind=kind)], registry=a_registry())
        assert not decoded.rejects, decoded.rejects
        assert len(decoded.batch) + len(decoded.events) + len(decoded.statuses) > 0


def test_every_code_is_explained_and_no_other():
    rows = re.findall(r"^\| `(\w+)` \|", (PAGES / "topics.md").read_text("utf-8"), re.MULTILINE)
    assert sorted(rows) == sorted(Code)


@pytest.mark.parametrize("kind", ["obs", "event", "status"])
def test_a_page_names_codes_that_exist(kind: str):
    words = set(re.findall(r"`(\w+_\w+)`", (PAGES / f"json-{kind}.md").read_text("utf-8")))
    assert words - {check.name.lower() for check in Check if check.name} <= set(Code)


def test_every_flag_is_explained():
    page = (PAGES / "json-obs.md").read_text("utf-8")
    for check in Check:
        assert f"`{check.name.lower()}`" in page or check is Check.NONE


def test_the_limits_are_those_of_the_code():
    page = (PAGES / "topics.md").read_text("utf-8")
    assert f"{MAX_PAYLOAD:,} bytes" in page
    assert f"first {KEPT_PAYLOAD:,}" in page
    assert f"at most {MAX_REJECTS} rows" in page
