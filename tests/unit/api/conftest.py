from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from structlog.testing import capture_logs

from tests.unit.api.world import World, a_world

if TYPE_CHECKING:
    from collections.abc import Iterator, MutableMapping
    from typing import Any

    from starlette.testclient import TestClient


@pytest.fixture(autouse=True)
def logged() -> Iterator[list[MutableMapping[str, Any]]]:
    """Keep what is logged; drawing tracebacks costs more than the tests."""
    with capture_logs() as logged:
        yield logged


@pytest.fixture
def world() -> World:
    return a_world()


@pytest.fixture
def client(world: World) -> Iterator[TestClient]:
    with world.client() as client:
        yield client
