from __future__ import annotations

from tests.unit.api.world import World


def test_a_station_is_listed_with_its_datastreams(client, world: World):
    listed = client.get("/api/v1/stations").json()
    assert [item["id"] for item in listed["items"]] == ["XY-H03", "XY-H04"]
    assert listed["next"] is None
    first = listed["items"][0]
    assert first["datastreams"][1] == {
        "property": "flow",
        "unit": "m3/s",
        "interval_s": 300.0,
        "canonical_unit": "m³/s",
    }
    assert first["online"] is None
