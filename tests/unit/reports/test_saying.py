from __future__ import annotations

from datetime import timedelta

from reports.figures import Figure, Unit
from reports.saying import NOTHING, Speaker
from tests.unit.reports.journals import at

ZH, EN = Speaker("zh"), Speaker("en")


def test_instants_are_told_in_beijing_time():
    assert (ZH.full(at(0)), ZH.time(at(0)), ZH.clock(at(0))) == ("2026-07-19 22:00:00", "07-19 22:00:00", "22:00:00")
    assert (ZH.full(None), ZH.time(None), ZH.clock(None)) == (NOTHING,) * 3


def test_spans_and_changes_have_their_sign():
    assert (EN.span(timedelta(seconds=-90)), ZH.span(timedelta(hours=2))) == ("−1 min 30 s", "2 小时")
    assert (EN.since(at(0), at(3)), EN.since(None, at(3)), EN.since(at(3), at(0))) == ("+3 min", "", "−3 min")
    count, span = Figure(key="dark", value=2), Figure(key="to_issue", value=90, unit=Unit.SPAN)
    assert [EN.change(count, each) for each in (3, -3, 0, None)] == ["+3", "−3", "0", NOTHING]
    assert [EN.change(span, each) for each in (60, -60)] == ["+1 min", "−1 min"]


def test_figures_are_told_in_their_unit():
    assert EN.figure(Figure(key="dark", value=2)) == "2"
    assert ZH.figure(Figure(key="to_issue", value=90, unit=Unit.SPAN)) == "1 分钟 30 秒"
    assert ZH.figure(Figure(key="dangers", value=None)) == NOTHING


def test_a_value_is_never_read_as_a_pattern():
    assert EN.word("s_gap", n="{n} {0} %s") == "Row {n} {0} %s is missing."


def test_names_and_states_are_told_in_the_language():
    assert (ZH.people(("甲", "乙")), EN.people(())) == ("甲、乙", "nobody")
    assert (ZH.told("state", "dead"), EN.told("state", "dead"), EN.told("state", "")) == (
        "死信",
        "Dead letter",
        NOTHING,
    )
    assert ZH.words({"zh": "", "en": ""}) == NOTHING
