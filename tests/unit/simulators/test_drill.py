from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from sensing.errors import DocumentError
from simulators.drill import drill_names, parse_drill, read_drill_file, shipped_drill
from simulators.errors import SimulatorError
from simulators.inject import InjectKind
from tests.unit.simulators.drills import SHORT, written


@pytest.mark.parametrize("name", drill_names())
def test_every_shipped_drill_can_be_read_and_is_called_like_its_file(name):
    assert shipped_drill(name).id == name


def test_a_drill_says_when_it_is_and_what_is_thrown_in():
    drill = parse_drill(SHORT, origin="short.yaml")
    assert drill.start.astimezone(UTC) == datetime(2020, 7, 17, 12, tzinfo=UTC)
    assert drill.end - drill.start == timedelta(hours=4)
    assert [(each.kind, each.at) for each in drill.injects] == [
        (InjectKind.LOSE_STATION, timedelta(hours=1)),
        (InjectKind.CALL, timedelta(minutes=90)),
    ]
    assert [each.id for each in (*drill.expect, *drill.never)] == ["expect-1", "never-1"]
    assert drill.participants.village("411528900204").answers == 0
    assert drill.participants.village("411528900201").answers == 1


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("length: 4h", "length: 0", "short.yaml:7: length: expected more than 0"),
        ("seed: 7", "sead: 7", 'short.yaml:8: unknown key "sead", did you mean "seed"?'),
        ("id: short", "id: Short", "short.yaml:3: id: expected 1 to 64 of"),
        ("kind: lose_station", "kind: loose_station", 'unknown value "loose_station", did you mean "lose_station"?'),
        ("station: XY-H03", "station: XY-H33", 'unknown value "XY-H33"'),
        ("length_h: 4", "length_h: 3", "expected 4, as long as the drill"),
        ("{kind: cancel, from: 1h, by: 2h}", "{kind: cancel, from: 3h, by: 2h}", "expected it after from"),
        ("  water:", "  wather:", 'unknown key "wather", did you mean "water"?'),
        ('start: "2020-07-17T20:00:00+08:00"', "start: monday", "short.yaml:6: start:"),
        ("length: 4h", "length: 4h\nspeed: 0", "speed: expected more than 0, got 0"),
        ("en: A short storm", 'en: ""', "story.en: expected a text"),
        ("seed: 7", "rules: servce", 'unknown value "servce", did you mean "service"?'),
    ],
)
def test_what_is_wrong_is_told_with_file_and_line(old, new, told):
    with pytest.raises(DocumentError) as caught:
        parse_drill(written(old, new), origin="short.yaml")
    assert told in str(caught.value)


def test_an_unknown_drill_is_refused_with_the_nearest_name():
    with pytest.raises(SimulatorError, match='did you mean "lost-gauge"'):
        shipped_drill("lost-guage")


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(SimulatorError, match="cannot be read"):
        read_drill_file(tmp_path / "none.yaml")


def test_a_file_is_read_like_a_shipped_drill(tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text(SHORT, "utf-8")
    assert read_drill_file(path) == parse_drill(SHORT, origin="elsewhere")


def test_a_step_is_a_minute_where_nothing_is_said():
    assert parse_drill(SHORT, origin="d").step == timedelta(minutes=1)
    assert parse_drill(written("seed: 7", "seed: 7\nstep: 5m"), origin="d").step == timedelta(minutes=5)


@pytest.mark.parametrize("step", ["30s", "16m", "0"])
def test_a_step_that_would_hide_what_happens_is_refused(step):
    with pytest.raises(DocumentError, match=r"short\.yaml:9: step: expected 1m to 15m"):
        parse_drill(written("seed: 7", f"seed: 7\nstep: {step}"), origin="short.yaml")
