from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.grouping import Reach, ground_of, grouped
from incidents.situation import Situation, SituationId
from sensing.level import Level
from tests.builders import NOW, an_incident

REACH = Reach(distance_km=20)
NOWHERE = "000000000000"


def at(lon, lat, *, division=NOWHERE, hazard="11A01", **changes):
    return an_incident(lon=lon, lat=lat, division=division, hazard=hazard, **changes)


def groups_of(incidents, known=(), basin_of=lambda _: ""):
    return grouped(incidents, known, basin_of=basin_of, reach=REACH)


def parts(groups):
    return sorted(sorted(incident.id for incident in group.incidents) for group in groups)


def a_situation(key="s1", **changes):
    facts = {"id": SituationId(key), "family": "storm", "division": NOWHERE, "opened": NOW, "changed": NOW}
    return Situation(**facts | changes)


def test_one_county_is_one_cause_however_far_its_stations_lie():
    one, other = at(114.0, 32.0, division="411528000000"), at(116.0, 33.0, division="411528102000")
    assert len(groups_of([one, other])) == 1


def test_one_basin_is_one_cause():
    assert len(groups_of([at(110, 30), at(116, 33)], basin_of=lambda _: "huai")) == 1


def test_what_lies_nearer_than_a_cell_always_touches():
    near = 19 / 111.2
    for lon, lat in [(114.0, 32.0), (114.13, 32.07), (100.01, 45.5), (-0.01, -0.01)]:
        assert len(groups_of([at(lon, lat), at(lon, lat + near)])) == 1
        assert len(groups_of([at(lon, lat), at(lon + near, lat)])) == 1, "a degree of longitude is shorter"


def test_what_lies_far_apart_and_in_no_common_basin_is_two_causes():
    assert len(groups_of([at(114, 32), at(115, 32)])) == 2
    assert len(groups_of([at(114, 32), at(114, 32.55)])) == 2


def test_what_has_another_cause_is_another_group():
    assert len(groups_of([at(114, 32), at(114, 32, hazard="11B19"), at(114, 32, hazard="11B03")])) == 2


def test_an_area_without_a_place_touches_by_its_county_only():
    assert ground_of(at(0.0, 0.0, division="411528000000"), basin="", reach=REACH).cells == frozenset()


def test_touching_is_passed_on_and_joins_situations():
    cells = [REACH.cell(114.0, 32.0), REACH.cell(115.2, 32.0)]
    west, east = a_situation("w", cells=(cells[0],), members=3), a_situation("e", cells=(cells[1],), members=9)
    chain = [at(114.0 + step * 0.2, 32.0) for step in range(7)]
    (group,) = groups_of(chain, [west, east])
    assert [situation.id for situation in group.situations] == ["e", "w"], "the largest first"


@pytest.mark.parametrize("changes", [{"is_apart": True}, {"merged_into": "s2"}])
def test_what_people_set_apart_takes_in_nothing(changes):
    (group,) = groups_of([at(114, 32)], [a_situation(cells=(REACH.cell(114, 32),), **changes)])
    assert group.situations == []


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), min_size=1, max_size=40), st.randoms())
def test_groups_do_not_depend_on_the_order(places, shuffle):
    incidents = [at(113 + x * 0.1, 31 + y * 0.1) for x, y in places]
    expected = parts(groups_of(incidents))
    shuffle.shuffle(incidents)
    assert parts(groups_of(incidents)) == expected


@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), min_size=1, max_size=25))
def test_groups_are_the_connected_parts(places):
    incidents = [at(113 + x * 0.15, 31 + y * 0.15) for x, y in places]
    cells = [REACH.cell(each.lon, each.lat) for each in incidents]
    touching = [
        {j for j, other in enumerate(cells) if max(abs(cell[0] - other[0]), abs(cell[1] - other[1])) <= 1}
        for cell in cells
    ]
    seen, components = set(), []
    for start in range(len(cells)):
        if start in seen:
            continue
        component, waiting = set(), [start]
        while waiting:
            node = waiting.pop()
            if node not in component:
                component.add(node)
                waiting += touching[node]
        seen |= component
        components.append(sorted(incidents[i].id for i in component))
    assert parts(groups_of(incidents)) == sorted(components)


def test_a_storm_of_thousands_is_grouped_in_nearly_linear_steps():
    generator = random.Random(7)
    incidents = [at(113 + generator.random() * 3, 31 + generator.random() * 2, level=Level.BLUE) for _ in range(3000)]
    (group,) = groups_of(incidents)
    assert len(group.incidents) == 3000
