from __future__ import annotations

import re

import pytest

from sensing.errors import DocumentError
from simulators.city import demo_city
from simulators.people.document import KEYS, read_people
from tests.unit.simulators.parts import section, the_city


def read(text: str, city=None):
    return read_people(section(text, keys=KEYS), city=city or the_city())


def test_everything_may_be_left_out():
    plan = read("per_danger: 5")
    assert (plan.desk, plan.per_danger, plan.delay_min, plan.matters) == ("XY-D01", 5, 25, ())


def test_matters_are_read():
    assert read("matters: [report_fire, report_air]").matters == ("report_fire", "report_air")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: 1", 'd.yaml:1: unknown key "a"'),
        ("delay_min: 0", "d.yaml:1: part.delay_min: expected 1 to 10000, got 0"),
        ("\nduplicate_share: 1.5", "d.yaml:2: part.duplicate_share: expected 0 to 1, got 1.5"),
        ("matters: [report_fier]", 'part.matters: unknown value "report_fier", did you mean "report_fire"?'),
        ("desk: XY-C01", 'd.yaml:1: part.desk: unknown name "XY-C01"'),
    ],
)
def test_each_mistake_is_named_with_its_line(text: str, message: str):
    with pytest.raises(DocumentError, match=re.escape(message)):
        read(text)


def test_a_city_without_a_desk_is_refused():
    with pytest.raises(DocumentError, match='unknown name "XY-D01"'):
        read("per_danger: 5", city=demo_city())
