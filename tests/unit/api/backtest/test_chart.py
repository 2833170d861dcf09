from __future__ import annotations

import numpy as np

from api.backtest.chart import charts
from rules.document import parse_rule
from sensing.batch import make_batch
from sensing.station import Datastream, Registry
from tests.unit.api.world import RULE, a_station


def drawn(points: int = 100):
    seen = make_batch(
        datastream=[0] * 200,
        phenomenon_time=np.arange(200) * 60_000_000,
        value=np.sin(np.arange(200)),
        quality=[0, 2] * 100,
    )
    station = a_station(datastreams=(Datastream(property="water_level", unit="m"),))
    return charts(
        seen,
        rule=parse_rule(RULE, origin="test"),
        registry=Registry([station]),
        stations=["XY-H03", "Z"],
        points=points,
    )


def test_untrusted_readings_are_a_line_of_their_own():
    (chart,) = drawn()
    assert len(chart["points"]) == len(chart["untrusted"]) == 100
    assert chart["points"][1][0] == 120_000


def test_a_line_is_thinned_out_to_what_a_screen_can_show():
    assert len(drawn(points=20)[0]["points"]) == 20
