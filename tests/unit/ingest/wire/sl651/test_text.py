from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.wire.refusal import Code
from ingest.wire.sl651.text import read_text
from tests.unit.ingest.wire.sl651.making import MINUTE, SENT, STATION

HEAD = b"0008251123090000"


def values(text: bytes) -> dict[str, tuple[float | None, ...]]:
    body = read_text(HEAD + text)
    assert not body.refusals
    return {item.id: item.values for item in body.items if item.values}


@pytest.mark.parametrize("blank", [b"", b" "])
def test_words_are_read(blank: bytes):
    body = read_text(HEAD + blank + b"ST 0012345678 H TT 2511230900 PJ 4.0 Z 41.500 AI -5.5 VT M ")
    assert (body.serial, body.sent) == (8, SENT)
    read = {item.id: item for item in body.items if item.values}
    assert {key: item.values for key, item in read.items()} == {
        "20": (4.0,),
        "39": (41.5,),
        "02": (-5.5,),
        "38": (None,),
    }
    assert (read["39"].station, read["39"].station_type, read["39"].time) == (STATION, "H", SENT)


def test_an_element_may_have_the_letter_of_a_type():
    assert values(b"ST 0012345678 TT 2511230900 Q 12.5 H 3.20 ") == {"27": (12.5,), "0E": (3.2,)}
    assert values(b"ST 0012345678 Q 12.5 ") == {"27": (12.5,)}


def test_a_step_makes_a_series():
    body = read_text(HEAD + b"ST 0012345678 H TT 2511230900 DRN05 Z 41.5 41.56 M 41.7 ")
    (item,) = [item for item in body.items if item.values]
    assert (item.values, item.step) == ((41.5, 41.56, None, 41.7), 5 * MINUTE)


@pytest.mark.parametrize(("word", "minutes"), [(b"DRH01", 60), (b"DRD02", 2 * 24 * 60)])
def test_a_step_may_be_hours_or_days(word: bytes, minutes: int):
    body = read_text(HEAD + b"TT 2511230900 " + word + b" Z 1 2 ")
    assert body.items[-1].step == minutes * MINUTE


def test_several_values_without_a_step_are_refused():
    assert [refusal.code for refusal in read_text(HEAD + b"Z 1 2 3 PJ 0.5 ").refusals] == [Code.BAD_VALUE]
    assert read_text(HEAD + b"Z 1 2 3 PJ 0.5 ").items[-1].values == (0.5,)


def test_groups_and_status_are_hexadecimal():
    body = read_text(HEAD + b"TT 2511230900 DRP 0500000014FFFFFFFFFF0000 ZT 00000004 ")
    assert body.items[1].values[:6] == (0.5, 0.0, 0.0, 0.0, 2.0, None)
    assert body.items[2].raw == bytes.fromhex("00000004")


def test_text_and_pictures_keep_their_blanks():
    assert read_text(HEAD + b"RGZS  Q 1.2  3 ").items[0].raw == b" Q 1.2  3 "
    assert read_text(HEAD + b"PIC \xff\xd8 \x20").items[0].raw == b"\xff\xd8 \x20"


def test_an_unknown_word_with_a_number_is_kept_under_its_name():
    assert values(b"XYZ 1.5 ") == {"XYZ": (1.5,)}


@pytest.mark.parametrize("text", [b"Z x PJ 1 ", b"ST 12 PJ 1 ", b"TT 2513 TT 2511230900 PJ 1 ", b"DRP 5 PJ 1 "])
def test_a_bad_word_is_refused_and_the_rest_is_read(text: bytes):
    body = read_text(HEAD + text)
    assert body.refusals
    assert body.items[-1].values == (1.0,)


def test_a_body_without_head_is_refused():
    assert read_text(b"zzzz").refusals[0].code is Code.MALFORMED_FRAME


@given(st.binary(max_size=200))
def test_arbitrary_bytes_never_raise(data: bytes):
    read_text(data)
    read_text(HEAD + data)


@given(st.lists(st.sampled_from([b"ST", b"TT", b"Z", b"M", b"1.5", b"DRN05", b"DRP", b"Q", b"RGZS", b"ZT", b"H"])))
def test_words_in_any_order_never_raise(words: list[bytes]):
    read_text(HEAD + b" ".join(words) + b" ")
