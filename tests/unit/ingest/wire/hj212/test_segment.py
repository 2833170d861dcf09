from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.wire.hj212.segment import Edition, Item, Segment, parse_despite_flag, parse_segment, read_items
from ingest.wire.refusal import Code, Refusal
from tests.unit.ingest.wire.hj212.builders import MN, a_segment, text


@given(st.binary(max_size=300))
def test_any_bytes_are_a_segment_or_a_refusal(raw: bytes):
    assert isinstance(parse_segment(raw), Segment | Refusal)
    parse_despite_flag(raw)


@pytest.mark.parametrize(
    ("flag", "edition", "is_reply_wanted"),
    [
        (0, Edition.HJ_2005, False),
        (1, Edition.HJ_2005, True),
        (4, Edition.HJ_2017, False),
        (5, Edition.HJ_2017, True),
        (7, Edition.HJ_2017, True),
        (8, Edition.HJ_2025, False),
        (9, Edition.HJ_2025, True),
    ],
)
def test_flag_gives_edition_and_reply(flag: int, edition: Edition, is_reply_wanted):
    segment = a_segment("", flag=flag)
    assert (segment.edition, segment.is_reply_wanted) == (edition, is_reply_wanted)


def test_without_flag_it_is_of_2005_and_wants_no_reply():
    segment = parse_segment(b"ST=32;CN=2011;PW=123456;MN=A1;CP=&&&&")
    assert isinstance(segment, Segment)
    assert (segment.edition, segment.is_reply_wanted, segment.pnum, segment.qn) == (Edition.HJ_2005, False, 1, "")


def test_commas_separate_the_head_too():
    segment = parse_segment(text("").replace(";ST", ",ST").encode())
    assert isinstance(segment, Segment)
    assert (segment.qn, segment.st) == ("20160801085857223", "32")


@pytest.mark.parametrize(
    ("raw", "code", "detail"),
    [
        ("CN=2011;MN=A;CP=&&", Code.MALFORMED_FRAME, "CP: expected a data area CP=&&…&&, got 'CN=2011;MN=A;CP=&&'"),
        ("MN=A;CP=&&&&", Code.MISSING_FIELD, "CN: expected a value, got none"),
        ("CN=2011;CP=&&&&", Code.MISSING_FIELD, "MN: expected a value, got none"),
        ("CN=20x1;MN=A;CP=&&&&", Code.BAD_VALUE, "CN: expected four digits, got '20x1'"),
        ("CN=2011;MN=a b;CP=&&&&", Code.BAD_VALUE, "MN: expected 1 to 64 letters and digits, got 'a b'"),
        (
            "CN=2011;MN=A;Flag=12;CP=&&&&",
            Code.BAD_VALUE,
            "Flag: expected 0 to 11 (2005, 2017, 2025 with bits D and A), got '12'",
        ),
        (
            "CN=2011;MN=A;Flag=7;PNUM=2;PNO=3;CP=&&&&",
            Code.BAD_VALUE,
            "PNUM/PNO: expected packet 1 to PNUM, got '2/3'",
        ),
    ],
)
def test_a_head_that_is_wrong_says_what_was_expected(raw: str, code: Code, detail: str):
    assert parse_segment(raw.encode()) == Refusal(code=code, detail=detail)


def test_a_flag_of_no_edition_is_readable_for_the_answer():
    broken = parse_despite_flag(text("", cn="1061", flag=13).encode())
    assert broken is not None
    assert (broken.mn, broken.cn, broken.is_reply_wanted) == (MN, "1061", True)
    assert parse_despite_flag(b"CN=;CP=&&&&") is None


def test_items_keep_repeated_keys_in_order():
    assert read_items("a-Rtd=1,a-Flag=N;a-Rtd=2;;") == [Item("a-Rtd", "1"), Item("a-Flag", "N"), Item("a-Rtd", "2")]


def test_free_text_may_hold_separators():
    assert read_items("i-Info=//清洗;管路,a=b//;x=1") == [Item("i-Info", "//清洗;管路,a=b//"), Item("x", "1")]
    assert read_items("i-Info=//open;x=1,y=//z//") == [Item("i-Info", "//open;x=1,y=//z//")]
    assert read_items("i-Info=//open;x=1") == [Item("i-Info", "//open"), Item("x", "1")]


def test_an_item_without_a_value_keeps_its_text():
    assert read_items("nonsense;a=") == [Item("", "nonsense"), Item("a", "")]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_logs_are_read_in_both_encodings_of_the_field(encoding: str):
    segment = parse_segment(text("i11001-Info=//清洗管路//").encode(encoding))
    assert isinstance(segment, Segment)
    assert segment.items == [Item("i11001-Info", "//清洗管路//")]
