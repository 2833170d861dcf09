from __future__ import annotations

import re

import pytest

from sensing.errors import DocumentError
from simulators.moving.document import KEYS, read_moving
from tests.unit.simulators.parts import section, the_city

GOOD = """patrols:
  - station: XY-V01
    course: [[114.88, 31.64], [114.93, 31.66]]
    speed_kmh: 35
    stops: [{part: 0.9, minutes: 5}, {part: 0.5, minutes: 10}]
    from_h: 2
"""


def read(text: str):
    return read_moving(section(text, keys=KEYS), city=the_city())


def test_a_good_part_is_read():
    (patrol,) = read(GOOD).patrols
    assert (patrol.station, patrol.from_h, patrol.jitter_m) == ("XY-V01", 2, 5)
    assert patrol.round.speed == 35_000
    assert [stop.part for stop in patrol.round.stops] == [0.5, 0.9], "in order of the course"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("XY-V01", "XY-C01", 'd.yaml:2: part.patrols[0].station: unknown name "XY-C01"'),
        ("speed_kmh", "speed_km", 'd.yaml:4: unknown key "speed_km", did you mean "speed_kmh"?'),
        (", [114.93, 31.66]]", "]", "d.yaml:3: part.patrols[0].course: expected at least two places"),
        ("[114.93, 31.66]", "[31.66, 114.93]", "d.yaml:3: part.patrols[0].course: expected places near the city"),
        ("part: 0.5", "part: 5", "d.yaml:5: part.patrols[0].stops[1].part: expected 0 to 1, got 5"),
    ],
)
def test_each_mistake_is_named_with_its_line(old: str, new: str, message: str):
    with pytest.raises(DocumentError, match=re.escape(message)):
        read(GOOD.replace(old, new, 1))


def test_a_station_is_on_one_round_only():
    with pytest.raises(DocumentError, match='"XY-V01" is on a round already'):
        read(GOOD + GOOD.removeprefix("patrols:\n"))
