"""The database goes away under load: rules go on, screens are told, nothing is lost, everything is told once.

``FENGHUO_OUTAGE_SECONDS`` keeps it away for longer; ``make chaos`` uses ten minutes.
"""

from __future__ import annotations

import os
import threading
import time
from typing import TYPE_CHECKING

from tests.outage import STATIONS, a_plant
from tests.running import eventually

if TYPE_CHECKING:
    from pathlib import Path

AWAY_SECONDS = float(os.environ.get("FENGHUO_OUTAGE_SECONDS", "6"))
#: More than the broker lets one subscriber have un-acknowledged on all its filters, so that its window fills.
FLOOD = 15_000
#: The broker's window of one filter.
WINDOW = 65_535 // 5


def test_while_the_database_is_away_rules_fire_screens_are_told_and_afterwards_everything_is_there_once(
    service_folder: Path,
):
    with a_plant(service_folder / "away") as plant:
        start = int(time.time() * 1000) - 1_000_000
        for i in range(STATIONS):
            plant.publish(i, 5.0, at_ms=start + i)
        eventually(lambda: plant.stored == STATIONS, what="calm readings were stored")
        before = plant.memory

        plant.stop_database()
        gone = time.monotonic()
        plant.publish(0, 9.0, at_ms=start + 600_000)
        plant.publish(0, 10.5, at_ms=start + 900_000)
        items = eventually(plant.provisional, what="screens were told provisionally")
        assert [(item["station"], item["level"], item["rule"]) for item in items] == [("OUT-0", "yellow", "outage")]
        for part in ("database", "pipeline"):
            eventually(lambda part=part: "(since 20" in plant.trouble(part), what=f"{part} is in trouble")
        assert plant.readyz()[0] == 503

        for number in range(FLOOD):
            plant.publish(1 + number % (STATIONS - 1), 5.0, at_ms=start + 1000 + number)
            if number % 500 == 0:
                time.sleep(0.01)
        plant.device.settle()
        eventually(lambda: plant.metric("fenghuo_messages_waiting") >= WINDOW - 10, what="the broker's window was full")
        threading.Event().wait(max(0.0, AWAY_SECONDS - (time.monotonic() - gone)))
        # What the window lets in is all that waits here: the broker keeps the rest.
        assert plant.metric("fenghuo_messages_waiting") <= WINDOW
        assert plant.memory - before < 150e6
        assert plant.server.poll() is None

        plant.start_database()
        expected = STATIONS + 2 + FLOOD
        eventually(lambda: plant.stored >= expected, what="every reading was stored")
        assert plant.stored == expected
        eventually(lambda: plant.readyz()[0] == 200, what="everything works again")
        eventually(lambda: plant.provisional() == [], what="nothing is provisional any more")
        eventually(lambda: [f for f in plant.frames if f["kind"] == "incident"], what="the journal's own frame")
        assert dict(plant.raises()) == {("OUT-0", "raised"): 1}
        sequence = [frame["seq"] for frame in plant.frames if "seq" in frame and frame["kind"] != "hello"]
        assert sequence == sorted(set(sequence)), "journal frames came in order, each once"


def test_a_database_that_hangs_stops_neither_detection_nor_the_answers_about_it(service_folder: Path):
    with a_plant(service_folder / "hangs") as plant:
        start = int(time.time() * 1000) - 1_000_000
        plant.publish(0, 5.0, at_ms=start)
        eventually(lambda: plant.stored == 1, what="a calm reading was stored")
        plant.freeze_database(is_frozen=True)
        try:
            plant.publish(0, 9.5, at_ms=start + 500_000)
            plant.publish(0, 10.5, at_ms=start + 900_000)
            items = eventually(plant.provisional, what="screens were told provisionally")
            assert items[0]["station"] == "OUT-0"
            # Whoever asks on the last free connection waits for its answer; once all wait, there is none to ask on.
            told = ("no answer for", "away or overloaded")
            eventually(lambda: any(words in plant.trouble("database") for words in told), what="the silence is told")
            eventually(lambda: "not answered a commit" in plant.trouble("pipeline"), what="the wait is told")
            assert plant.readyz()[0] == 503
        finally:
            plant.freeze_database(is_frozen=False)
        eventually(lambda: plant.stored == 3, what="every reading was stored")
        eventually(lambda: plant.readyz()[0] == 200, what="everything works again")
        eventually(lambda: plant.provisional() == [], what="nothing is provisional any more")
        assert dict(plant.raises()) == {("OUT-0", "raised"): 1}
