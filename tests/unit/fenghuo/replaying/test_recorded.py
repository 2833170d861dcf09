from __future__ import annotations

import pytest

from fenghuo.replaying.gate import DATA
from fenghuo.replaying.recorded import MAPS, RECORDINGS, recorded, recorded_names
from simulators.playback import load_map


def test_without_the_data_there_are_no_recorded_weeks(tmp_path):
    assert recorded_names(tmp_path) == []


@pytest.mark.parametrize("recording", RECORDINGS, ids=lambda each: each.id)
def test_the_map_of_each_recording_gives_what_is_judged(recording):
    columns = load_map(MAPS / recording.map).values
    assert recording.property in {column.property for column in columns}


@pytest.mark.skipif(not (DATA / RECORDINGS[1].file).exists(), reason="the recorded air series is not on this machine")
def test_the_worst_haze_of_the_record_is_in_its_week():
    assert "recorded-haze" in recorded_names(DATA)
    assert max(row.values["pm25"] for row in recorded(DATA, "recorded-haze").rows) > 800
