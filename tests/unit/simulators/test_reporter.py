from __future__ import annotations

import json

from simulators.city import demo_city
from simulators.faults.byzantine import Byzantine, Lie
from simulators.faults.fault import Window
from simulators.faults.faults import Faults
from simulators.faults.outage import Outage
from simulators.faults.sensor import ClockSkew, Stuck
from simulators.faults.torn import Torn
from simulators.reporter import Reporter
from simulators.scenario import scenario
from simulators.speech.speech import Speech
from simulators.world import World

CITY = demo_city()
HOMES = {str(station.id): station.division for station in CITY.stations}
START_MS = 1_784_000_000_000
HOUR = 3600.0


class Sent:
    """Takes messages, with the wall second at which they were sent."""

    def __init__(self) -> None:
        self.at_s = 0
        self.messages: list[tuple[int, str, bytes, bool]] = []

    def publish(self, topic: str, payload: bytes, *, retain: bool = False, timeout: float = 0.0) -> bool:
        self.messages.append((self.at_s, topic, payload, retain))
        return True

    def of(self, station: str, kind: str = "obs") -> list[tuple[int, dict]]:
        return [(at_s, json.loads(payload)) for at_s, topic, payload, _ in self.messages if
                topic.endswith(f"/{station}/{kind}")]  # fmt: skip


def played(seconds: int, *faults, speech: Speech | None = None) -> Sent:
    """Return what is sent in so many seconds; at this speed each is a simulated minute."""
    sent = Sent()
    world = World(CITY, scenario("storm"), seed=1)
    out = Reporter(world, sent, speed=60, faults=Faults.of(faults), speech=speech)
    out.announce(START_MS, is_online=True)
    for second in range(1, seconds + 1):
        sent.at_s = second
        out.report(second, start_ms=START_MS)
    return sent


def test_a_stuck_gauge_stands_still_at_simulated_hours():
    window = Window(from_s=0.5 * HOUR, until_s=1 * HOUR)
    sent = played(90, Stuck(station="XY-H03", property="flow", window=window))
    flows = [body["v"]["flow"] for at_s, body in sent.of("XY-H03") if 31 <= at_s <= 59]
    assert len(flows) > 4
    assert len(set(flows)) == 1


def test_a_copying_gauge_says_what_its_neighbour_measures():
    copying = Byzantine(
        station="XY-H03", property="water_level", window=Window(from_s=0), lie=Lie.COPY, of="XY-H05"
    )  # fmt: skip
    _, theirs = played(20).of("XY-H05")[-1]
    _, ours = played(20, copying).of("XY-H03")[-1]
    assert abs(ours["v"]["water_level"] - theirs["v"]["water_level"]) < 0.5


def test_a_skewed_clock_is_seen_in_the_message_only():
    sent = played(20, ClockSkew(station="XY-H03", window=Window(from_s=0), by_s=-600))
    assert all(abs(body["t"] - START_MS - (at_s - 600) * 1000) <= 1000 for at_s, body in sent.of("XY-H03"))


def test_a_torn_gauge_falls_silent_and_its_will_comes_after_the_keep_alive():
    sent = played(60, Torn(station="XY-H03", division=HOMES["XY-H03"], at_s=30 * 60))
    assert max(at_s for at_s, _ in sent.of("XY-H03")) <= 30
    assert sent.of("XY-H03", "status")[-1] == (32, {"state": "offline"})


def test_what_an_outage_held_back_comes_at_once_and_whole():
    window = Window(from_s=20 * 60, until_s=40 * 60)
    held = Outage(homes={"XY-H03": HOMES["XY-H03"]}, window=window, stores=1.0)
    plain, sent = played(60), played(60, held)
    assert [body for _, body in sent.of("XY-H03")] == [body for _, body in plain.of("XY-H03")]
    assert not [at_s for at_s, _ in sent.of("XY-H03") if 20 < at_s < 40]
    assert sent.of("XY-P01") == plain.of("XY-P01")


def test_a_mix_is_spoken_in_the_topics_of_its_protocols():
    sent = played(20, speech=Speech({"sl651": 1, "hj212": 1}))
    kinds = {topic.split("/", 4)[4] for _, topic, _, is_retained in sent.messages if not is_retained}
    assert {"raw/sl651", "raw/hj212", "obs"} <= kinds


def test_the_next_message_may_be_one_that_a_fault_holds():
    out = Reporter(
        World(CITY, scenario("storm"), seed=1),
        Sent(),
        speed=60,
        faults=Faults.of([Torn(station="XY-H03", division=HOMES["XY-H03"], at_s=-90)]),
    )
    assert out.next_due() == 0.0
