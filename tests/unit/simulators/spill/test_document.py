from __future__ import annotations

import re

import pytest

from sensing.errors import DocumentError
from simulators.spill.document import KEYS, read_spill
from tests.unit.simulators.parts import section, the_city

GOOD = """river: 潢河
at: [114.905, 31.84]
at_h: 2
lasts_h: 1.5
substance: ammonia
mass_kg: 6000
intake: XY-Q16
"""


def read(text: str):
    return read_spill(section(text, keys=KEYS), city=the_city())


def test_a_good_part_is_read():
    plan = read(GOOD)
    assert (plan.river, plan.intake, plan.flow_factor, plan.dispersion) == ("潢河", "XY-Q16", 1.0, 40.0)
    assert read(GOOD.replace("intake: XY-Q16\n", "")).intake == ""


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("潢河", "黄河", 'd.yaml:1: part.river: unknown name "黄河"'),
        ("114.905, 31.84", "114.4, 31.84", "d.yaml:2: part.at: expected a place on 潢河, at most 6 km off its course"),
        ("ammonia", "amonia", 'd.yaml:5: part.substance: unknown value "amonia", did you mean "ammonia"?'),
        ("XY-Q16", "XY-Q06", 'd.yaml:7: part.intake: expected a station below the spill, "XY-Q06" is not'),
        ("XY-Q16", "XY-H07", 'd.yaml:7: part.intake: unknown name "XY-H07"'),
        ("lasts_h: 1.5", "lasts_h: 0", "d.yaml:4: part.lasts_h: expected 0.05 to 240, got 0"),
    ],
)
def test_each_mistake_is_named_with_its_line(old: str, new: str, message: str):
    with pytest.raises(DocumentError, match=re.escape(message)):
        read(GOOD.replace(old, new, 1))
