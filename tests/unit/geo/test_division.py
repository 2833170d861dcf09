from __future__ import annotations

import pytest

from geo.division import (
    Division,
    DivisionRank,
    DivisionTree,
    ancestors,
    covers,
    joint,
    parse_division,
    prefix_of,
    rank_of,
)
from geo.errors import DivisionError

TREE = DivisionTree(
    Division(code=code, name=name)
    for code, name in [
        ("411528103000", "东岳镇"),
        ("411528000000", "息县"),
        ("411500000000", "信阳市"),
        ("410000000000", "河南省"),
        ("411502000000", "浉河区"),
        ("441900003000", "莞城街道"),
        ("441900000000", "东莞市"),
    ]
)


@pytest.mark.parametrize(
    ("code", "prefix", "rank"),
    [
        ("410000000000", "41", DivisionRank.PROVINCE),
        ("411500000000", "4115", DivisionRank.CITY),
        ("411528000000", "411528", DivisionRank.COUNTY),
        ("411528103000", "411528103", DivisionRank.TOWNSHIP),
        ("411528103201", "411528103201", DivisionRank.VILLAGE),
        # A township right under a city: the county group is zero, and is not trimmed.
        ("441900003000", "441900003", DivisionRank.TOWNSHIP),
        ("41", "41", DivisionRank.PROVINCE),
        ("4115", "4115", DivisionRank.CITY),
        ("411500", "4115", DivisionRank.CITY),
        ("411528103", "411528103", DivisionRank.TOWNSHIP),
    ],
)
def test_a_code_is_trimmed_to_its_own_groups(code, prefix, rank):
    assert prefix_of(code) == prefix
    assert rank_of(code) is rank


@pytest.mark.parametrize("code", ["", "4", "41152", "41150", "4115280000000", "0115", "41a5", "４１１５", "4115 "])
def test_what_is_no_code_is_refused(code):
    with pytest.raises(DivisionError, match="expected a division code of 2, 4, 6, 9 or 12 digits"):
        prefix_of(code)


@pytest.mark.parametrize("code", ["4115", "", "011528000000", "41152800000x"])
def test_a_full_code_has_12_digits(code):
    with pytest.raises(DivisionError, match="expected a 12-digit division code"):
        parse_division(code)
    assert parse_division("411528000000") == "411528000000"


@pytest.mark.parametrize(
    ("ancestor", "code", "expected"),
    [
        ("4115", "411528103000", True),
        ("411500000000", "411528103000", True),
        ("411528000000", "411528000000", True),
        ("411528000000", "411500000000", False),
        ("411502000000", "411528000000", False),
        ("441900000000", "441900003000", True),
    ],
)
def test_a_subtree_covers_itself_and_what_is_below(ancestor, code, expected):
    assert covers(ancestor, code) is expected


def test_the_parent_is_the_nearest_known_ancestor():
    assert TREE.parent("411528103000").name == "息县"
    assert TREE.parent("411528103201").name == "东岳镇"
    assert TREE.parent("411529101000").name == "信阳市"
    assert TREE.parent("441900003000").name == "东莞市"
    assert TREE.parent("410000000000") is None
    assert TREE.parent("110101000000") is None


def test_children_are_the_next_rank_that_is_known():
    assert [each.name for each in TREE.children("4115")] == ["浉河区", "息县"]
    assert [each.name for each in TREE.children("4419")] == ["莞城街道"]


def test_a_subtree_is_listed_in_order():
    assert [each.code for each in TREE.subtree("4115")] == [
        "411500000000",
        "411502000000",
        "411528000000",
        "411528103000",
    ]


def test_names_are_joined_from_the_top_down():
    assert TREE.name_path("411528103000") == "河南省信阳市息县东岳镇"
    assert TREE.name_path("411528199000") == "河南省信阳市息县"
    assert TREE.name_path("110000000000") == ""


def test_a_division_is_found_by_its_short_form():
    assert TREE.get("4115").name == "信阳市"
    with pytest.raises(DivisionError, match='unknown division "4116"'):
        TREE.get("4116")


def test_a_code_twice_is_refused():
    with pytest.raises(DivisionError, match="division 410000000000 occurs twice"):
        DivisionTree([Division(code="410000000000", name="a"), Division(code="410000000000", name="b")])


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"lon": 114.7}, "expected both lon and lat, or neither"),
        ({"lon": 32.3, "lat": 114.7}, r"expected degrees \(lon, lat\), got 32.3, 114.7"),
        ({"radius_m": 0.0}, "expected a radius of 0 to 200000 m, got 0"),
        ({"people": -1}, "expected 0 to 2,000,000,000 people, got -1"),
        ({"radius_m": float("nan")}, "expected a radius"),
    ],
)
def test_a_place_that_is_none_is_refused(facts, why: str):
    with pytest.raises(DivisionError, match=why):
        Division(code="411528000000", name="息县", **facts)


@pytest.mark.parametrize(
    ("codes", "joined"),
    [
        (["411528100201"], "411528100201"),
        (["411528100201", "411528100202"], "411528100000"),
        (["411528100201", "411528200000"], "411528000000"),
        (["411528100201", "411500000000"], "411500000000"),
        (["411528100201", "340000000000"], "000000000000"),
        (["441900003001", "441900003000"], "441900003000"),
    ],
)
def test_several_divisions_lie_in_a_smallest_one(codes, joined):
    assert joint(codes) == joined


def test_a_division_lies_in_all_that_its_code_spells_out():
    village = ["410000000000", "411500000000", "411528000000", "411528100000", "411528100201"]
    assert ancestors("411528100201") == village
    assert ancestors("411500000000") == village[:2]
    assert ancestors("441900003001") == ["440000000000", "441900000000", "441900003000", "441900003001"]
    assert ancestors("000000000000") == []
