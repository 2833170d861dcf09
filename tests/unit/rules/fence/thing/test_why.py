from __future__ import annotations

from rules.event.why import account
from sensing.level import Level
from tests.unit.rules.builders import MINUTE, a_status
from tests.unit.rules.fence.thing.worlds import INSIDE, OUTSIDE, Watch, a_person


def told(watch, at):
    watch.tick(at)
    return account(watch.program, watch.state, 0, at=round(at * MINUTE), value=None)


def zh(found):
    return [words.zh for words in found.lines]


def test_things_are_named_with_where_they_are():
    watch = Watch("inside")
    watch.walk((0, INSIDE))
    watch.walk((1, OUTSIDE), id="p2")
    watch.see(a_person(2, "p3", confidence=0.1))
    found = told(watch, 5)
    assert zh(found) == [
        "红色已触发；跟踪 person（置信度 ≥ 0.5）",
        "person XY-C02 p2：08:01 在围栏外",
        "person XY-C02 p3：08:02 置信度不足，位置不计",
        "person XY-C02 p1：08:00 在 plant 内",
        "摄像机在线而 30分未再看见的目标不再跟踪",
    ]
    assert found.level is Level.RED
    assert found.facts == {"fence": "plant", "things": 3.0, "inside": 1.0}


def test_dwelling_says_for_how_long():
    watch = Watch("dwell")
    watch.walk((0, INSIDE))
    assert told(watch, 3).lines[1].en == "person XY-C02 p1: at 08:00 inside plant, for 3m"


def test_what_happened_says_until_when_it_stands():
    watch = Watch("enter")
    watch.walk((0, OUTSIDE), (1, INSIDE))
    assert "警情保持到 08:11" in zh(told(watch, 5))


def test_a_lost_camera_is_no_leaving():
    watch = Watch("inside")
    watch.walk((0, INSIDE))
    watch.see(a_status(1, station="XY-C02"))
    assert zh(told(watch, 5))[-1] == "摄像机失联，看不见不等于离开"


def test_of_many_things_the_last_are_named():
    watch = Watch("inside")
    watch.see(*(a_person(0, f"p{each}") for each in range(12)))
    assert "另有 4 个" in zh(told(watch, 5))
