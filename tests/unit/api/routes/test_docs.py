from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.unit.api.world import World


def test_the_docs_load_nothing_from_elsewhere(world: World):
    with world.client(role=None) as client:
        page = client.get("/docs")
        sources = re.findall(r'(?:src|href)="([^"]+)"', page.text)
        assert sources
        for source in set(sources) - {"data:,"}:
            assert source.startswith("/docs/")
            assert client.get(source).status_code == 200


def test_the_docs_have_no_inline_script_and_a_strict_policy(world: World):
    with world.client(role=None) as client:
        page = client.get("/docs")
    assert re.findall(r"<script(?![^>]*src=)", page.text) == []
    assert "script-src 'self';" in page.headers["content-security-policy"]


def test_only_the_named_files_are_served(world: World):
    with world.client(role=None) as client:
        for name in ("favicon.png", "redoc.standalone.js", "..%2fcore.py"):
            assert client.get(f"/docs/{name}").status_code == 404
