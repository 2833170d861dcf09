from __future__ import annotations

import pytest

from sensing.errors import DocumentError
from simulators.drill import parse_drill
from simulators.settlement import SITE_KINDS
from tests.unit.simulators.drills import written

PLACES = """settlements:
  - township: "411523900000"
    name: 演示·山口乡
    villages:
      - code: "411523900201"
        name: 演示·沟口村
        at: [114.78, 31.61]
        sites: [{id: school, name: 演示·小学, kind: school, people: 64}]
      - {code: "411523900202", name: 演示·坪上村, at: [114.79, 31.61], radius_m: 500}
injects:
  - {at: 2h, kind: power_down, division: "411523900000"}
"""
VILLAGE = 'code: "411523900202"'


def settled(old: str = VILLAGE, new: str = VILLAGE):
    assert old in PLACES
    return parse_drill(written("injects:\n", PLACES.replace(old, new, 1)), origin="d.yaml")


def test_a_township_its_villages_and_their_sites_are_read_and_injects_may_name_them():
    drill = settled()
    (township,) = drill.settlements
    assert [(each.code, each.radius_m) for each in township.divisions()] == [
        ("411523900000", None),
        ("411523900201", 800),
        ("411523900202", 500),
    ]
    assert township.villages[0].sites[0].people == 64
    assert "411523900000" in {inject.division for inject in drill.injects}


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('township: "411523900000"', 'township: "411523100000"', "of an invented township"),
        ('township: "411523900000"', 'township: "110101900000"', "in a county of the city"),
        (VILLAGE, 'code: "411524900202"', "expected a village of 411523900000"),
        (VILLAGE, 'code: "411523900201"', '"411523900201" occurs twice'),
        ("name: 演示·坪上村", "name: 坪上村", "an invented name that begins with 演示"),
        ("at: [114.79, 31.61]", "at: [31.61, 114.79]", "near the city"),
        ("radius_m: 500", "radius_m: 5", "expected 100 to 10000"),
        ("kind: school", "kind: shool", 'did you mean "school"'),
        ("people: 64", "people: -1", "expected 0 to 100000"),
    ],
)
def test_what_is_wrong_with_a_settlement_is_told_with_its_line(old, new, told):
    with pytest.raises(DocumentError) as caught:
        settled(old, new)
    assert str(caught.value).startswith("d.yaml:")
    assert told in str(caught.value)


def test_sites_are_of_the_kinds_that_warnings_know():
    from alerts.site import SiteKind

    assert set(SITE_KINDS) == {kind.value for kind in SiteKind}
