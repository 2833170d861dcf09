from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.unit.api.world import World


def test_data_runs_nothing_and_is_not_kept(world: World):
    with world.client() as client:
        headers = client.get("/api/v1/stations").headers
    assert headers["content-security-policy"].startswith("default-src 'none'")
    assert headers["cache-control"] == "no-store"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "no-referrer"


def test_what_an_answer_sets_itself_stays(world: World):
    with world.client(role=None) as client:
        headers = client.get("/feeds/cap.atom").headers
    assert headers["cache-control"] == "public, max-age=10"
    assert headers["cross-origin-resource-policy"] == "cross-origin"


def test_errors_carry_the_headers_too(world: World):
    with world.client() as client:
        for path in ("/api/v1/nothing", "/api/v1/stations/no"):
            assert client.get(path).headers["x-content-type-options"] == "nosniff"
