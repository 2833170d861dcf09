from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.unit.api.world import World


def test_each_application_keeps_its_own_parts_and_memory(world: World):
    state = world.app.state
    with world.client() as client:
        assert client.get("/api/v1/system").json()["version"] == state.parts.version
        assert state.hub is world.app.state.hub
        assert client.get("/readyz").status_code in {200, 503}
