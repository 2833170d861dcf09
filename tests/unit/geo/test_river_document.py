from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.river import Reach, River, RiverId, StageClass, Travel
from geo.river_document import parse_river, parse_rivers, river_document
from sensing.document import write_document
from sensing.errors import DocumentError

TEXT = """\
apiVersion: fenghuo/v1
kind: River
id: huai
name: 淮河
source: 水利部 2005-07 汛情通报
junctions: {J1: 潢河口}
reaches:
  - {from: XY-H03, to: J1}
  - {from: J1, to: XY-H05, travel: [8h, 12h]}
  - {from: XY-H03, to: XY-H05, travel: 21h, source: 新华社}
  - from: XY-H01
    to: XY-H03
    travel: {low: 30h, high: [18h, 20h]}
"""


def hours(shortest: float, longest: float | None = None) -> Travel:
    return Travel(shortest=timedelta(hours=shortest), longest=timedelta(hours=longest or shortest))


def test_a_document_says_order_times_and_where_they_are_from():
    river = parse_river(TEXT, origin="huai.yaml")
    assert (river.id, river.name, river.junctions) == ("huai", "淮河", {"J1": "潢河口"})
    assert [reach.travel for reach in river.reaches] == [None, hours(8, 12), hours(21), None]
    assert river.reaches[2].source == "新华社"
    assert river.reaches[3].by_stage == {StageClass.LOW: hours(30), StageClass.HIGH: hours(18, 20)}


def test_a_text_may_hold_several_rivers():
    assert len(parse_rivers(f"{TEXT}---\n{TEXT}", origin="x")) == 2
    with pytest.raises(DocumentError, match="expected one river, got 2 documents"):
        parse_river(f"{TEXT}---\n{TEXT}", origin="x")


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("travel: 21h", "travel: 21", r"x:10: reaches\[2\].travel: expected a duration such as 21h"),
        ("travel: 21h", "travl: 21h", 'x:10: unknown key "travl", did you mean "travel"?'),
        ("[8h, 12h]", "[12h, 8h]", r"x:9: reaches\[1\].travel: expected a travel time above zero, the shorter first"),
        ("[8h, 12h]", "[8h, 9h, 12h]", r"x:9: reaches\[1\].travel: expected a duration such as 21h"),
        ("{low: 30h", "{lowest: 30h", 'x:13: unknown key "lowest", did you mean "low"?'),
        ("to: J1}", "to: 'a b'}", r"x:8: reaches\[0\].to: expected 1 to 64 of"),
        ("{J1: 潢河口}", "{J1: 潢河口, J2: 无}", 'x:6: junctions: no reach begins or ends at "J2"'),
        ("{J1: 潢河口}", "{'J 1': 潢河口}", "x:6: junctions: expected ids of 1 to 64"),
        (
            "{from: XY-H03, to: J1}",
            "{from: XY-H03, to: XY-H05}",
            'x:7: river "huai": reach XY-H03 → XY-H05 occurs twice',
        ),
        ("name: 淮河\n", "", 'missing key "name"'),
        ("id: huai", "id: 淮", "x:3: id: expected 1 to 64"),
    ],
)
def test_a_mistake_is_told_with_its_line(old: str, new: str, why: str):
    with pytest.raises(DocumentError) as caught:
        parse_river(TEXT.replace(old, new), origin="x")
    assert caught.match(why.replace("?", r"\?"))


SPANS = st.integers(1, 400_000).map(lambda minutes: timedelta(minutes=minutes))
TRAVELS = st.tuples(SPANS, SPANS).map(lambda pair: Travel(shortest=min(pair), longest=max(pair)))
IDS = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,9}", fullmatch=True)
TEXTS = st.sampled_from(["", "水文年鉴", "a: b", "'x'", "1"])


@given(
    st.lists(st.tuples(IDS, IDS).filter(lambda ends: ends[0] != ends[1]), min_size=1, max_size=5, unique=True),
    st.data(),
)
def test_a_river_comes_back_from_its_document(ends, data):
    reaches = []
    for upper, lower in ends:
        by_stage = data.draw(st.dictionaries(st.sampled_from(StageClass), TRAVELS))
        travel = None if by_stage else data.draw(st.none() | TRAVELS)
        reaches.append(Reach(upper=upper, lower=lower, travel=travel, by_stage=by_stage, source=data.draw(TEXTS)))
    river = River(
        id=RiverId(data.draw(IDS)),
        name=data.draw(TEXTS) or "淮河",
        reaches=tuple(reaches),
        basin=data.draw(IDS | st.just("")),
        into=RiverId(data.draw(IDS | st.just(""))),
        junctions={ends[0][0]: "汇口"},
        source=data.draw(TEXTS),
    )
    assert parse_river(write_document(river_document(river)), origin="x") == river
