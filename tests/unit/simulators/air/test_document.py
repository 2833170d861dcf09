from __future__ import annotations

import re

import pytest

from sensing.errors import DocumentError
from sensing.level import Level
from simulators.air.document import KEYS, read_air
from tests.unit.simulators.parts import section, the_city

GOOD = """from_h: 6
until_h: 126
peak_pm25: 300
wind: {speed: 1.2, from: 45}
front: {speed: 7, from: 330}
chimneys:
  - {at: [114.15, 32.12], height_m: 60, emits: {so2: 120}}
"""


def read(text: str):
    return read_air(section(text, keys=KEYS), city=the_city())


def test_a_good_part_is_read():
    plan = read(GOOD)
    assert (plan.from_h, plan.until_h, plan.wind.speed) == (6, 126, 1.2)
    assert plan.levels == {Level.YELLOW: 200, Level.ORANGE: 300, Level.RED: 450}
    assert plan.chimneys[0].emits == {"so2": 120}


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("peak_pm25", "peak_pm2.5", 'd.yaml:3: unknown key "peak_pm2.5", did you mean "peak_pm25"?'),
        ("until_h: 126", "until_h: 20", "d.yaml:2: part.until_h: expected at least a day of standing air"),
        ("so2: 120", "so3: 120", 'd.yaml:7: unknown key "so3", did you mean "so2"?'),
        ("so2: 120", "so2: -1", "d.yaml:7: part.chimneys[0].emits.so2: expected 0 to 10000, got -1"),
        ("chimneys", "levels: {red: 600}\nchimneys", "d.yaml:6: part.levels: expected limits below 500"),
    ],
)
def test_each_mistake_is_named_with_its_line(old: str, new: str, message: str):
    with pytest.raises(DocumentError, match=re.escape(message)):
        read(GOOD.replace(old, new, 1))
