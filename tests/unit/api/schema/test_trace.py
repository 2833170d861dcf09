from __future__ import annotations

import json
from datetime import timedelta

from api.schema.trace import TraceShape, trace_json
from api.trace import trace
from tests.unit.api.world import NOW, World


def test_a_trace_is_shown_as_its_shape_says(world: World):
    world.measure([41.0] * 5, start=NOW - timedelta(minutes=20))
    station = world.store.stations()[0]
    shown = trace_json(trace(world.store, station, station.datastreams[0], at=NOW))
    assert json.loads(json.dumps(shown)) == shown
    assert TraceShape.model_validate(shown).rules[0].level == "blue"
    assert (shown["unit"], shown["at"]) == ("m", "2026-07-19T06:00:00Z")
    assert shown["rules"][0]["readings"][-1]["trusted"] is True
