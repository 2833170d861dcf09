from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.unit.api.world import World, a_world

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.testclient import TestClient


@pytest.fixture
def world() -> World:
    return a_world()


@pytest.fixture
def client(world: World) -> Iterator[TestClient]:
    with world.client() as client:
        yield client
