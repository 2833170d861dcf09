from __future__ import annotations

import re

import pytest

from sensing.errors import DocumentError
from simulators.fire.document import KEYS, read_fire
from tests.unit.simulators.parts import section, the_city

GOOD = """at: [114.94, 31.61]
at_h: 3
contained_h: 11
wind: {speed: 9, from: 315}
temperature: 24
humidity: 25
false_alarms: {fog_per_day: 0.3}
"""


def read(text: str):
    return read_fire(section(text, keys=KEYS), city=the_city())


def test_a_good_part_is_read():
    plan = read(GOOD)
    assert (plan.place, plan.weather.wind.speed, plan.weather.fuel) == ((114.94, 31.61), 9, 1.0)
    assert (plan.false_alarms.fog_per_day, plan.false_alarms.cooking_per_day) == (0.3, 0.0)
    assert read(GOOD.replace("false_alarms: {fog_per_day: 0.3}\n", "")).false_alarms.fog_per_day == 0


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("humidity", "humidty", 'd.yaml:6: unknown key "humidty", did you mean "humidity"?'),
        ("contained_h: 11", "contained_h: 2", "d.yaml:3: part.contained_h: expected more than at_h (3)"),
        ("fog_per_day", "fog_per_dya", 'd.yaml:7: unknown key "fog_per_dya", did you mean "fog_per_day"?'),
        ("speed: 9", "speed: 99", "d.yaml:4: part.wind.speed: expected 0 to 40, got 99"),
        (
            "temperature: 24\nhumidity: 25",
            "temperature: -30\nhumidity: 100",
            "d.yaml:6: part.humidity: nothing burns in this weather",
        ),
    ],
)
def test_each_mistake_is_named_with_its_line(old: str, new: str, message: str):
    with pytest.raises(DocumentError, match=re.escape(message)):
        read(GOOD.replace(old, new, 1))
