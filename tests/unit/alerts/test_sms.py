from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.errors import ChannelError
from alerts.sms import dialled, segments, short_messages, sms_text
from alerts.warning import CapStatus
from tests.builders import a_warning


@pytest.mark.parametrize(("length", "parts"), [(0, 1), (1, 1), (70, 1), (71, 2), (134, 2), (135, 3), (500, 8)])
def test_a_text_travels_in_as_many_parts_as_the_standard_says(length, parts):
    assert len(segments("汛" * length)) == parts


def test_a_character_of_two_units_counts_twice_and_is_never_split():
    assert len(segments("🌊" * 35)) == 1
    assert len(segments("🌊" * 36)) == 2
    first, *_ = segments("汛" * 66 + "🌊" + "汛" * 10)
    assert first == "汛" * 66


@given(st.text(st.characters(blacklist_categories=("Cs",)), max_size=400))
def test_the_parts_give_back_the_text_and_fit_over_the_air(text):
    messages = short_messages(text, key="k")
    header = 6 if len(messages) > 1 else 0
    assert "".join(m.octets[header:].decode("utf-16-be") for m in messages) == text
    assert all(len(m.octets) <= 140 for m in messages)
    assert all(m.has_header == (len(messages) > 1) for m in messages)


def test_parts_carry_one_reference_the_count_and_their_number():
    one, two, three = short_messages("汛" * 135, key="FH-1:c-1:sms")
    assert one.octets[:3] == b"\x05\x00\x03"
    assert one.octets[3] == two.octets[3] == three.octets[3]
    assert [m.octets[4:6] for m in (one, two, three)] == [b"\x03\x01", b"\x03\x02", b"\x03\x03"]
    assert short_messages("汛" * 135, key="FH-1:c-1:sms")[0].octets[3] == one.octets[3]


def test_a_text_without_end_is_refused():
    with pytest.raises(ChannelError, match="expected at most 255") as refusal:
        short_messages("汛" * 67 * 256, key="k")
    assert not refusal.value.is_retryable


def test_a_text_says_who_what_and_what_to_do():
    assert sms_text(a_warning()) == (
        "【烽火】信阳市应急管理局发布洪水红色预警。"
        "7月19日22时00分，息县站水位 43.68 m，超红色阈值（43.50 m）0.18 m。"
        "沿河低洼处人员立即转移到高处。"
    )


@pytest.mark.parametrize(
    ("status", "begin", "end"),
    [
        (CapStatus.EXERCISE, "【演练】【烽火】", "【演练】"),
        (CapStatus.TEST, "【测试】【烽火】", "。"),
        (CapStatus.ACTUAL, "【烽火】信阳", "。"),
    ],
)
@pytest.mark.parametrize("is_marked", [True, False])
def test_what_is_not_actual_begins_with_its_mark_whatever_the_headline_says(status, begin, end, is_marked):
    warning = a_warning(status=status)
    zh, en = warning.texts
    own = {CapStatus.EXERCISE: "【演练】", CapStatus.TEST: "【测试】", CapStatus.ACTUAL: ""}[status]
    if is_marked:
        warning = replace(warning, texts=(replace(zh, headline=own + zh.headline), en))
    text = sms_text(warning)
    assert text.startswith(begin)
    assert text.endswith(end)
    assert text.count("【演练】") == (2 if status is CapStatus.EXERCISE else 0)


@pytest.mark.parametrize("number", ["+8613800000000", "8613800000000"])
def test_a_number_is_dialled_as_digits(number):
    assert dialled(number) == "8613800000000"


@pytest.mark.parametrize(
    "number", ["", "138-0000", "+0123456789", "+86138000000000000", "13800000000x", "１３８００００００００"]
)
def test_what_is_no_number_is_refused_for_good_without_being_repeated(number):
    with pytest.raises(ChannelError, match=r"E\.164") as refusal:
        dialled(number)
    assert not refusal.value.is_retryable
    assert not number or number not in str(refusal.value)
