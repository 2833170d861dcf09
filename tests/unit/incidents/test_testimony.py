from __future__ import annotations

from dataclasses import replace

import pytest

from incidents.wording import reason_text
from rules.transition import Change, Reason
from sensing.level import Level
from tests.builders import a_transition


def words(reason, *, before=Level.NONE, after=Level.ORANGE, **facts):
    told = a_transition(before, after)
    told = replace(told, reason=reason, property="", value=None, threshold=None, facts=facts)
    return reason_text(told, station_name="林区")


@pytest.mark.parametrize(
    ("said", "zh", "en"),
    [
        (
            words(Reason.SEEN, **{"class": "fire_smoke", "count": 2.0, "window_s": 600.0, "cameras": "C1, C2"}),
            "林区10 分钟内 2 次发现烟火（C1、C2），橙色预警",
            "林区: smoke or fire seen 2 times within 10 min (C1, C2), orange level",
        ),
        (
            words(Reason.SEEN, **{"class": "report_flood", "count": 1.0, "window_s": 600.0, "cameras": "P1"}),
            "林区发现群众报告积水（P1），橙色预警",
            "林区: a report of flooding seen (P1), orange level",
        ),
        (
            words(Reason.NOT_SEEN_AGAIN, before=Level.ORANGE, after=Level.NONE, clear_s=1800.0),
            "林区连续30 分钟未再发现，期间摄像机在线",
            "林区: not seen again for 30 min, the cameras could see all the while",
        ),
        (
            words(Reason.AGREED, votes=2.0, members="a@A, b@B"),
            "林区有 2 个独立依据同时成立，橙色预警",
            "林区: 2 independent grounds agree, orange level",
        ),
        (
            words(Reason.NO_LONGER_AGREED, before=Level.RED, after=Level.BLUE),
            "林区同时成立的依据减少，由红色降为蓝色",
            "林区: fewer grounds agree, lowered from red to blue",
        ),
        (
            words(Reason.NO_LONGER_AGREED, before=Level.RED, after=Level.NONE),
            "林区同时成立的依据不足，条件不再满足",
            "林区: too few grounds agree any more",
        ),
    ],
)
def test_it_is_said_as_a_duty_officer_would(said, zh, en):
    assert said == {"zh": zh, "en": en}


def lost(**facts):
    told = a_transition(Level.NONE, Level.RED)
    facts = {"silent_s": 900.0, **facts}
    return replace(told, change=Change.LOST, reason=Reason.LOST_RISING, value=5.75, threshold=None, facts=facts)


def test_a_gauge_lost_while_rising_says_how_it_stood_and_whom_to_look_at():
    told = lost(rise=0.55, rise_s=3600.0, substitutes="XY-H01, XY-C02")
    said = reason_text(told, station_name="息县站")
    assert said["zh"] == (
        "息县站水位已 15 分钟没有数据，失联前正在上涨（1 小时涨 0.55 m），最后读数 5.75 m"
        "，看不到不等于没有险情；请查看 XY-H01、XY-C02"
    )
    assert said["en"].endswith(
        "no data for 15 min, lost while rising (0.55 m in 1 h), last at 5.75 m; "
        "not seeing is no all-clear; look at XY-H01, XY-C02"
    )


def test_a_gauge_lost_while_a_level_stood_says_so():
    said = reason_text(lost(stood="yellow"), station_name="息县站")
    assert "失联前正处于预警状态 5.75 m" in said["zh"]
    assert "lost while a warning level stood at 5.75 m" in said["en"]


def test_a_gauge_that_sends_nothing_to_be_trusted_says_so():
    said = reason_text(lost(rise=0.5, rise_s=60.0, sends="untrusted"), station_name="息县站")
    assert "仍在发数，但无一可信" in said["zh"]
    assert "although it goes on sending" in said["en"]
