from __future__ import annotations

import json

import pytest

from fenghuo.drill.play import Played, play
from simulators.drill import Drill, parse_drill
from tests.unit.simulators.drills import SHORT


@pytest.fixture(scope="session")
def short() -> Drill:
    return parse_drill(SHORT, origin="short.yaml")


@pytest.fixture(scope="session")
def one(short) -> Played:
    """One run of the short drill; it takes seconds, so that all tests share it."""
    return play(short)


@pytest.fixture(scope="session")
def rows(one) -> list[dict]:
    return [json.loads(line) for line in one.lines]
