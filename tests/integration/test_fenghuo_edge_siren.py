"""A siren at a village node, over its real broker, with no link to anybody."""

from __future__ import annotations

import pytest

from tests.integration.village import DOCUMENTS, SIREN, Siren, Village
from tests.running import eventually


@pytest.fixture
def village(tmp_path):
    running = Village(tmp_path / "node", documents=DOCUMENTS + SIREN)
    try:
        running.start()
        yield running
    finally:
        running.stop()


@pytest.mark.timeout(180)
def test_the_siren_sounds_at_the_crossing_and_is_stopped_by_the_cancel_with_nobody_above(village):
    siren = Siren(village)
    try:
        village.read(2.0)
        village.read(4.5)
        eventually(lambda: siren.heard, what="the siren sounds")
        (warning,) = village.api.items("/api/v1/warnings?limit=10")
        assert [each["identifier"] for each in siren.heard] == [warning["identifier"]]
        assert (siren.heard[0]["msg_type"], siren.heard[0]["level"]) == (1, "red")
        delivered = eventually(
            lambda: [
                each
                for each in village.api.items(f"/api/v1/deliveries?warning={warning['id']}")
                if (each["channel"], each["state"]) == ("mqtt", "delivered")
            ],
            what="the siren's own word",
        )
        assert len(delivered) == 1
        (incident,) = village.api.items("/api/v1/incidents?open=true")
        village.api.call("POST", f"/api/v1/incidents/{incident['id']}/ack")
        village.api.call("POST", f"/api/v1/incidents/{incident['id']}/close", {"note": "误报"})
        eventually(lambda: len(siren.heard) > 1, what="the siren is told that it is over")
        assert [each["msg_type"] for each in siren.heard] == [1, 2]
        assert warning["identifier"] in siren.heard[1]["references"][0]
    finally:
        siren.stop()
