"""``fenghuo bench ingest``, small: it runs, and every reading is stored."""

from __future__ import annotations

from tests.integration.measuring import bench


def test_no_reading_is_lost_and_both_sides_got_all_messages():
    found = bench("ingest", "--messages", "2000")
    assert found["lost"] == 0
    for side in ("mosquitto_sub", "fenghuo"):
        assert [round_["sent"]["acked"] for round_ in found[side]] == [2000, 2000]
        assert found["median_rate"][side] > 0


def test_the_stations_of_the_models_are_stored_whole_too():
    found = bench("ingest", "--messages", "2000", "--stations", "100", "--models")
    assert found["lost"] == 0
    assert found["readings_per_message"] > 1
    assert [round_["sent"]["acked"] for round_ in found["fenghuo"]] == [2000, 2000]
