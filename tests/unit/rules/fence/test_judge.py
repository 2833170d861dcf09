from __future__ import annotations

import shapely

from geo.fence import Fence, FenceId
from rules.compiler import compile_rules
from rules.engine import evaluate, initial
from sensing.instant import to_micros
from sensing.quality import Quality
from sensing.station import StationKind
from tests.unit.rules.builders import MINUTE, a_registry, a_rule, a_station, an_inside, readings

SQUARE = Fence(id=FenceId("plant"), name="plant", geometry=shapely.box(114.0, 32.0, 115.0, 33.0))


class Lorry:
    """A moving station with two datastreams, and a rule about one fence."""

    def __init__(self, fence=SQUARE, **fields):
        registry = a_registry(a_station("L", properties=("pm25", "pm10"), kind=StationKind.MOVING))
        self.program = compile_rules([a_rule(an_inside(), **fields)], registry=registry, fences=[fence])
        self.state = initial(self.program)

    def drive(self, *rows, **columns):
        """Return what is said about (minute, lon, lat) rows."""
        batch = readings(
            [(row[0], 1.0) for row in rows], lon=[row[1] for row in rows], lat=[row[2] for row in rows], **columns
        )
        self.state, self.said = evaluate(self.program, self.state, batch)
        return [(to_micros(each.at) / MINUTE, each.change.value, each.reason.value) for each in self.said]


def test_entering_raises_and_leaving_clears():
    lorry = Lorry()
    assert lorry.drive((0, 113, 32.5), (1, 114.5, 32.5), (2, 114.6, 32.5), (3, 116, 32.5)) == [
        (1, "raise", "entered"),
        (3, "clear", "left"),
    ]
    entered = lorry.said[0]
    assert (entered.before.key, entered.after.key) == ("none", "red")
    assert entered.facts == {"fence": "plant", "lon": 114.5, "lat": 32.5}


def test_a_station_inside_at_its_first_position_has_entered():
    assert Lorry().drive((0, 114.5, 32.5)) == [(0, "raise", "entered")]


def test_the_edge_is_inside():
    assert Lorry().drive((0, 114, 32)) == [(0, "raise", "entered")]


def test_a_hole_is_outside_and_its_edge_inside():
    ring = shapely.Polygon(shapely.box(0, 0, 4, 4).exterior, [shapely.box(1, 1, 3, 3).exterior])
    lorry = Lorry(Fence(id=FenceId("plant"), name="ring", geometry=ring))
    assert lorry.drive((0, 2, 2)) == []
    assert lorry.drive((1, 1, 2)) == [(1, "raise", "entered")]


def test_a_position_is_judged_once():
    lorry = Lorry()
    lorry.drive((0, 114.5, 32.5))
    assert lorry.drive((0, 116, 32.5), stream=1) == []


def test_a_late_position_moves_nothing():
    lorry = Lorry()
    lorry.drive((5, 114.5, 32.5))
    assert lorry.drive((4, 116, 32.5)) == []


def test_a_clock_that_runs_ahead_hides_no_position_that_follows():
    lorry = Lorry()
    assert lorry.drive((4, 113, 32.5), result_time=[0]) == []
    assert lorry.drive((0.5, 114.5, 32.5)) == [(0.5, "raise", "entered")]


def test_a_position_from_the_future_is_taken_as_of_its_arrival():
    assert Lorry().drive((4, 114.5, 32.5), result_time=[1]) == [(1, "raise", "entered")]


def test_positions_are_taken_in_order_of_time():
    assert Lorry().drive((5, 116, 32), (4, 114.5, 32.5)) == [(4, "raise", "entered"), (5, "clear", "left")]


def test_a_reading_without_a_position_says_nothing():
    lorry = Lorry()
    lorry.drive((0, 114.5, 32.5))
    assert lorry.drive((1, float("nan"), float("nan"))) == []


def test_an_untrusted_reading_is_not_judged():
    assert Lorry().drive((0, 114.5, 32.5), quality=Quality.DOUBTFUL) == []
    assert Lorry(quality=(Quality.DOUBTFUL,)).drive((0, 114.5, 32.5), quality=Quality.DOUBTFUL) != []
