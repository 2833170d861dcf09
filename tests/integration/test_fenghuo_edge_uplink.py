"""Readings on their way up over a real leaf link, cut and healed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fenghuo.clock import now
from sensing.batch import make_batch
from sensing.instant import to_micros
from sensing.station import Datastream
from tests.builders import NOW, a_station
from tests.integration.edge_world import a_world
from tests.running import eventually


@pytest.fixture
def world(tmp_path):
    with a_world(tmp_path) as world:
        yield world


def put(store, *readings):
    """Store readings, each a time and a value."""
    (station,) = store.stations()
    batch = make_batch(
        datastream=[station.datastreams[0].number] * len(readings),
        phenomenon_time=[to_micros(time) for time, _ in readings],
        value=[value for _, value in readings],
    )
    with store.begin() as tx:
        tx.append(batch)


def values(store):
    (station,) = store.stations()
    end = to_micros(now() + timedelta(days=1))
    found = store.observations(station.datastreams[0].number, start=to_micros(NOW - timedelta(days=9000)), end=end)
    return found.value.tolist()


def test_readings_go_up_and_those_of_the_cut_when_the_link_returns(world):
    for board in (world.edge_board, world.center_board):
        station = a_station(datastreams=(Datastream(property="water_level", unit="m"),))
        board.store.put_stations([station], actor="test", at=NOW)
    put(world.edge_board.store, (now(), 1.0))
    world.hub.start()
    world.link()
    eventually(lambda: values(world.center_board.store) == [1.0], what="the reading is known above")
    world.hub.stop()
    eventually(lambda: world.up.trouble, what="the village says that nobody answers")
    put(world.edge_board.store, (now(), 2.0), (now() - timedelta(hours=1), 0.5))
    world.hub.start()
    eventually(lambda: values(world.center_board.store) == [0.5, 1.0, 2.0], what="the readings of the cut are above")
