"""Every request that changes something is in the journal: who, from where, what, and hashes of before and after."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from tests.unit.api.world import a_world

#: Requests that change nothing here, or whose change somebody else journals.
NO_ACTS = {
    "POST /api/v1/warnings/preview": "shows what would be said",
    "POST /api/v1/warnings/preview-target": "counts who would be told",
    "POST /api/v1/warnings/words": "shows what templates say",
    "POST /api/v1/stations/import/columns": "reads a file, keeps nothing",
    "POST /api/v1/stations/export": "writes a file of what is there",
    "POST /api/v1/stations/{station_id}/ask": "asks a device; its answer is a reading",
    "POST /api/v1/drill": "the drill journals it between two steps, seen in tests/unit/fenghuo/drill/test_attended.py",
    "POST /api/v1/drill/comments": "the same",
    "POST /api/v1/receipts/{provider}": "waits for the dispatcher, which journals the delivery",
    "POST /api/v1/oidc/session": "a sign-in, seen with a real provider in tests/integration/test_api_routes_oidc.py",
}
#: Entries that may hash nothing, because nothing but the journal was written (a drill has a store of its own).
WITHOUT_HASH = {"sign_in_refused", "locked_out", "adopted", "started", "stopped", "seated"}


@pytest.fixture(scope="module")
def seen(tmp_path_factory):
    path = tmp_path_factory.mktemp("acts") / "acts.json"
    argv = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "tests.acts", "tests/unit/api"]
    subprocess.run(argv, env=os.environ | {"FENGHUO_ACTS": str(path)}, capture_output=True, timeout=280, check=False)
    return json.loads(path.read_text("utf-8"))


@pytest.fixture(scope="module")
def routes():
    document = a_world().app.openapi()
    return {
        f"{method.upper()} {path}"
        for path, methods in document["paths"].items()
        for method in methods
        if method in {"post", "put", "patch", "delete"}
    }


def test_every_route_that_changes_something_is_journalled(seen, routes):
    journalled = {route for route, requests in seen.items() if any(requests)}
    assert sorted(routes - journalled - NO_ACTS.keys()) == []


def test_every_entry_says_who_from_where_and_what(seen):
    rows = [(route, data) for route, requests in seen.items() for request in requests for data in request]
    assert len(rows) > 100
    for route, data in rows:
        assert data["act"], route
        assert "actor" in data, route
        assert data["from"].keys() == {"address", "credential", "id"}, route
        assert data["from"]["address"], route
        assert "sha256" in data or data["act"] in WITHOUT_HASH, (route, data["act"])
        hashes = data.get("sha256")
        assert hashes is None or hashes["before"] or hashes["after"], (route, data["act"])
