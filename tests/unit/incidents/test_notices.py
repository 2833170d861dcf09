from __future__ import annotations

from dataclasses import replace

import pytest

from incidents.journal import canonical
from incidents.notices import mark_text, silence_entry, situation_entry, task_entry
from incidents.silence import Matcher
from incidents.task import TaskMove
from sensing.level import Level
from tests.builders import NOW, an_incident
from tests.unit.incidents.test_silence import a_silence
from tests.unit.incidents.test_situation import a_situation
from tests.unit.incidents.test_task import a_task


@pytest.mark.parametrize(
    ("incident", "expected"),
    [
        (an_incident(inhibited_by=("i1",)), "息县站由大坝水位代为预警，本事件暂不外发"),
        (an_incident(silenced_by=("s1",)), "息县站处于静默，暂不外发"),
        (an_incident(), "息县站不再静默，险情仍在，恢复告警"),
        (an_incident(Level.NONE), "息县站不再静默"),
    ],
)
def test_it_is_said_aloud_for_whose_sake_an_incident_is_silent(incident, expected):
    dam = an_incident(id="i1", station_name="大坝", title_zh="水位")
    assert mark_text(incident, [dam])["zh"] == expected


def test_what_is_told_can_be_written_down_and_belongs_to_a_division():
    task = a_task()
    entries = [
        situation_entry(a_situation(), "merged", actor="li", now=NOW, other="s2"),
        silence_entry(a_silence(), "made", actor="li", now=NOW),
        silence_entry(replace(a_silence(), matcher=Matcher(division="4115")), "ended", actor="li", now=NOW),
        *(task_entry(task, move, actor="li", now=NOW) for move in TaskMove),
    ]
    for entry in entries:
        assert canonical(entry)
        assert {"act", "actor", "text"} <= entry.data.keys()
        assert len(entry.division) == 12
    assert [entry.division for entry in entries[1:3]] == ["000000000000", "411500000000"]
