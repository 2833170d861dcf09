"""A pytest plugin that writes down what the API journalled for every request that changed something.

Loaded by ``tests/project/test_acts.py`` into a run of the tests of the routes; the file is named by ``FENGHUO_ACTS``.
"""

from __future__ import annotations

import json
import os
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from api.acting import ActsFrom

#: Journal data by method and route, one list of rows for each request that answered 2xx.
_SEEN: dict[str, list[list[dict[str, Any]]]] = defaultdict(list)


def pytest_configure() -> None:
    """Look at every request from the outside."""
    passed_on = ActsFrom.__call__

    async def watched(self: ActsFrom, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http" or scope["method"] in {"GET", "HEAD", "OPTIONS"}:
            await passed_on(self, scope, receive, send)
            return
        store = scope["app"].state.parts.store
        before, statuses = store.journal_head(), []

        async def noted(message: Any) -> None:
            if message["type"] == "http.response.start":
                statuses.append(message["status"])
            await send(message)

        await passed_on(self, scope, receive, noted)
        if statuses and statuses[0] < 300:
            path = getattr(scope.get("route"), "path", scope["path"])
            _SEEN[f"{scope['method']} {path}"].append([row.entry.data for row in store.journal(since=before)])

    patch = pytest.MonkeyPatch()
    patch.setattr(ActsFrom, "__call__", watched)


def pytest_unconfigure() -> None:
    """Write it down."""
    Path(os.environ["FENGHUO_ACTS"]).write_text(json.dumps(_SEEN), "utf-8")
