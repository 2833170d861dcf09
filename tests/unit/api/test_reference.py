"""docs/reference/api.md names every route and every error code."""

from __future__ import annotations

import re
from pathlib import Path

from api.feed.filter import KINDS
from tests.unit.api.world import shared_app

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "reference" / "api.md").read_text("utf-8")


def test_every_route_is_named():
    for path, operations in shared_app().openapi()["paths"].items():
        for method in operations:
            named = path.removeprefix("/api/v1")
            verb = "" if named == path else f"{method.upper()} "
            assert f"`{verb}{named}" in PAGE, (method, path)


def test_every_error_code_is_named():
    calls = re.compile(r'(?:ApiError|unprocessable|_unauthenticated|_bad)\(\s*"([a-z_]+)"')
    codes = {code for file in (ROOT / "api").rglob("*.py") for code in calls.findall(file.read_text("utf-8"))}
    assert len(codes) > 20
    assert [code for code in sorted(codes) if f"`{code}`" not in PAGE] == []


def test_every_kind_of_frame_is_named():
    assert [kind for kind in KINDS if f"`{kind}`" not in PAGE] == []
