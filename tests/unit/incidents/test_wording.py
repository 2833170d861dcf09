from __future__ import annotations

from datetime import timedelta

import pytest

from incidents.lifecycle import Move
from incidents.wording import act_text, number_text, reason_text, span_text
from rules.transition import Change, Reason
from sensing.level import Level
from tests.builders import a_transition


def said(transition, station_name="息县站"):
    return reason_text(transition, station_name=station_name)


def test_a_raise_says_where_what_how_far_beyond_and_how_long():
    assert said(a_transition()) == {
        "zh": "息县站水位 43.68 m，超红色阈值（43.50 m）0.18 m，已持续 10 分钟",
        "en": "息县站: water level 43.68 m, 0.18 m above the red level (43.50 m) for 10 min",
    }


def test_below_a_low_threshold_is_said_as_below():
    low = a_transition(
        after=Level.BLUE, property="dissolved_oxygen", value=2.5, threshold=3.0, reason=Reason.EXCEEDED, facts={}
    )
    assert said(low)["zh"] == "息县站溶解氧 2.5 mg/L，低于蓝色阈值（3 mg/L）0.5 mg/L"
    assert said(low)["en"] == "息县站: dissolved oxygen 2.5 mg/L, 0.5 mg/L below the blue level (3 mg/L)"


def test_a_difference_too_small_to_print_is_not_printed_as_nothing():
    close = a_transition(value=43.501, facts={})
    assert said(close)["zh"] == "息县站水位 43.50 m，超红色阈值（43.50 m）"
    assert said(close)["en"] == "息县站: water level 43.50 m, above the red level (43.50 m)"


def test_a_latin_name_beside_a_latin_name_gets_a_blank():
    fine = a_transition(property="ph", value=5.5, threshold=6.0, facts={})
    assert said(fine, station_name="W-7")["zh"].startswith("W-7 pH值 5.5，低于红色阈值（6）0.5")


def test_lowering_names_both_levels():
    assert said(a_transition(Level.RED, Level.ORANGE)) == {
        "zh": "息县站水位已回落至 40.10 m，由红色降为橙色",
        "en": "息县站: water level is back down at 40.10 m, lowered from red to orange",
    }


def test_what_danger_upstream_had_held_says_so():
    held = a_transition(Level.RED, Level.ORANGE, reason=Reason.UPSTREAM_CLEARED, value=None, facts={})
    assert said(held) == {
        "zh": "息县站水位此前已回落，上游险情现已解除，由红色降为橙色",
        "en": "息县站: water level had receded, and nothing upstream stands as high any more: "
        "lowered from red to orange",
    }


def test_an_end_says_that_no_level_is_reached_any_more():
    assert said(a_transition(Level.RED, Level.NONE))["zh"] == "息县站水位已回落至 40.10 m，不再达到预警标准"
    rising = a_transition(Level.BLUE, Level.NONE, property="dissolved_oxygen", value=6.0, threshold=3.0)
    assert said(rising)["zh"] == "息县站溶解氧已回升至 6 mg/L，不再达到预警标准"


def test_a_lost_gauge_is_never_worded_as_an_all_clear():
    lost = a_transition(
        after=Level.BLUE,
        change=Change.LOST,
        reason=Reason.SILENT,
        value=None,
        threshold=None,
        facts={"silent_s": 5400.0},
    )
    assert said(lost) == {
        "zh": "息县站水位已 1 小时 30 分钟没有数据，看不到不等于没有险情",
        "en": "息县站: water level: no data for 1 h 30 min; not seeing is no all-clear",
    }


def test_a_whole_station_that_is_heard_again_is_named_without_a_property():
    heard = a_transition(Level.BLUE, Level.NONE, reason=Reason.HEARD_AGAIN, property="", value=None, threshold=None)
    assert said(heard) == {"zh": "息县站恢复来数", "en": "息县站: data arrives again"}


def test_things_that_cameras_follow_are_named_by_their_class():
    facts = {"fence": "reach", "place": "禁采区", "class": "boat"}
    boat = a_transition(reason=Reason.ENTERED, property="", value=None, threshold=None, facts=facts)
    assert said(boat, station_name="禁采区")["zh"].startswith("船只进入“reach”范围")
    nobody = a_transition(
        reason=Reason.FENCE_EXPIRED,
        property="",
        value=None,
        threshold=None,
        facts={"fence": "reach", "place": "禁采区"},
    )
    assert "around something" in said(nobody, station_name="禁采区")["en"]


def test_fences_are_entered_and_left_by_name():
    inside = a_transition(reason=Reason.ENTERED, property="", value=None, threshold=None, facts={"fence": "南湾库区"})
    assert said(inside, station_name="船 12")["zh"] == "船 12进入“南湾库区”范围，红色预警"
    outside = a_transition(Level.RED, Level.NONE, reason=Reason.LEFT, property="", value=None, threshold=None)
    assert said(outside, station_name="船 12")["en"] == "船 12 has left the fence"


def test_recovery_and_a_changed_rule_say_so_first():
    assert said(a_transition(reason=Reason.RECOVERED))["zh"].startswith("系统恢复后重新研判：息县站水位 43.68 m")
    changed = said(a_transition(Level.RED, Level.NONE, reason=Reason.RULE_CHANGED))
    assert changed["zh"] == "规则 stage-xixian 已修改、停用或删除，息县站的红色预警条件不再适用"


def test_what_a_late_reading_shows_says_how_long_ago_it_was():
    words = said(a_transition(Level.NONE, Level.RED, value=44.0, threshold=43.5, facts={"late_s": 65.0}))
    assert words["zh"].startswith("数据迟到，1 分钟 5 秒前的情况：息县站水位 44.00 m")
    assert words["en"].startswith("Late data, as of 1 min 5 s ago: 息县站: water level 44.00 m")


def test_what_never_was_is_taken_back_without_being_called_an_end():
    late = a_transition(Level.RED, Level.NONE, reason=Reason.LATE_READING, value=None, facts={"late_s": 5.0})
    assert said(late)["zh"] == "迟到或复核过的数据表明，息县站水位并未处于红色预警"
    again = a_transition(Level.NONE, Level.RED, reason=Reason.LATE_READING, value=None, facts={})
    assert said(again)["en"] == "Late or reviewed readings show that 息县站: water level still stands at the red level"


@pytest.mark.parametrize("reason", list(Reason))
@pytest.mark.parametrize(
    ("before", "level"), [(Level.NONE, Level.RED), (Level.RED, Level.BLUE), (Level.RED, Level.NONE)]
)
@pytest.mark.parametrize("value", [None, 41.0])
def test_every_reason_has_a_sentence_in_both_languages(reason, before, level, value):
    words = said(a_transition(before, level, reason=reason, value=value, threshold=value, facts={}))
    assert all(len(words[language]) > 4 for language in ("zh", "en"))
    assert "None" not in words["zh"] + words["en"]


@pytest.mark.parametrize(
    ("seconds", "zh", "en"),
    [
        (0, "0 秒", "0 s"),
        (45, "45 秒", "45 s"),
        (600, "10 分钟", "10 min"),
        (5400, "1 小时 30 分钟", "1 h 30 min"),
        (90_061, "1 天 1 小时", "1 d 1 h"),
    ],
)
def test_spans_are_said_in_at_most_two_units(seconds, zh, en):
    assert span_text(timedelta(seconds=seconds)) == {"zh": zh, "en": en}


@pytest.mark.parametrize(
    ("value", "unit", "printed"),
    [
        (40.5, "m", "40.50 m"),
        (160.0, "µg/m³", "160 µg/m³"),
        (95.5, "%", "95.5%"),
        (-0.001, "m", "0.00 m"),
        (311.0, "1", "311"),
    ],
)
def test_numbers_are_printed_as_the_field_prints_them(value, unit, printed):
    assert number_text(value, unit=unit) == printed


def test_what_a_person_did_names_the_person_first():
    assert act_text(Move.ACKNOWLEDGED, actor="李") == {"zh": "李已确认收到", "en": "李 acknowledged it"}
    assert act_text(Move.CLOSED, actor="李", note="误报")["zh"] == "李已关闭此事件：误报"


def test_a_sum_is_called_by_its_window_and_a_rate_by_what_it_is():
    facts = {"sum_6h": 50.5, "window": "6h", "covered": 1.0}
    rain = a_transition(after=Level.YELLOW, property="rain_5m", value=50.5, threshold=50.0, facts=facts)
    assert said(rain) == {
        "zh": "息县站6小时雨量 50.5 mm，超黄色阈值（50 mm）0.5 mm",
        "en": "息县站: rain in 6h 50.5 mm, 0.5 mm above the yellow level (50 mm)",
    }
    facts = {"reading": 73.2, "from": 72.8, "over_s": 1800.0}
    rise = a_transition(after=Level.YELLOW, value=0.8, threshold=0.5, facts=facts)
    assert said(rise) == {
        "zh": "息县站水位涨率 0.8 m/h，超黄色阈值（0.5 m/h）0.3 m/h",
        "en": "息县站: water level, rate of rise 0.8 m/h, 0.3 m/h above the yellow level (0.5 m/h)",
    }
