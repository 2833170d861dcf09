from __future__ import annotations

from reports.timeline import shortened, timeline
from sensing.level import Level
from tests.unit.reports.journals import a_call, a_task, a_warning, a_whole_drill, an_answer, asking, chained, entry


def said(*rows: object, language: str = "zh") -> list[str]:
    return [moment.text[language] for moment in timeline(chained(list(rows)))]  # type: ignore[arg-type]


def test_every_line_is_said_in_both_languages():
    for moment in timeline(a_whole_drill()):
        assert moment.text["zh"]
        assert moment.text["en"]


def test_a_line_says_whom_the_clock_asks():
    assert said(a_warning(1, "asked", asking=asking(5, "zhao", "qian"))) == ["请求签发：息县洪水橙色预警（zhao, qian）"]


def test_many_places_are_named_in_part():
    assert said(a_call(1, "called", 0, 1, 2, 3, 4), language="en") == ["Called: 李郢村, 张湾村, 陈楼村 and 2 more"]


def test_an_answer_is_told_by_the_name_of_its_place():
    assert said(a_call(1, "called", 0), an_answer(2, 0, "help", 12))[1] == "应答：李郢村 求助，12 人"


def test_tasks_of_one_instant_are_one_line():
    assert said(*[a_task(10, "opened", number, due=60) for number in range(4)]) == ["李郢村：转移（等 4 项）"]


def test_what_is_no_news_of_an_event_is_left_out():
    assert said(
        entry("rule", 1, act="saved"), entry("answer", 1, act="?"), entry("drill", 1, act="speed", speed=60)
    ) == ["演练倍速：60×"]


def test_where_there_is_no_room_the_gravest_lines_stay_in_order():
    moments = timeline(a_whole_drill())
    kept = shortened(moments, most=8)
    assert len(kept) == 8
    assert [each.seq for each in kept] == sorted(each.seq for each in kept)
    assert {each.kind for each in kept} >= {"drill", "warning"}
    assert shortened(moments, most=10_000) == list(moments)
    assert max(each.level for each in kept) is Level.ORANGE
