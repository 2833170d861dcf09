"""Load: what the stations of a world say, prepared so that it can be sent at any rate by the clock of a benchmark.

An open loop sends each message at its intended instant, whether or not the ones before it were taken; what a slow
receiver does not take is then seen as delay, and not as fewer messages (coordinated omission). For that the sender
may not be the bottleneck: payloads are written once, and only the time is put in when a message is due. Only plain
JSON observations are taken; they begin with their time.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Final

from simulators.crowd import crowd
from simulators.errors import SimulatorError
from simulators.play import Play
from simulators.scenario import scenario
from simulators.wire import ROOT
from simulators.world import World

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from simulators.city import City
    from simulators.telegram import Telegram

#: Messages kept at most; a longer load begins again with them, at later times.
KEPT: Final = 100_000
#: Instant of the prepared payloads; the time of each is replaced.
_START_MS: Final = 1_784_000_000_000
_HEAD: Final = b'{"t":'
_TIME: Final = len(_HEAD) + len(str(_START_MS))
#: Simulated seconds that are played at once.
_STEP_S: Final = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """Messages without their times."""

    #: Whole topic of each message.
    topics: Sequence[bytes]
    #: Payload of each message from behind its time on.
    rests: Sequence[bytes]
    #: How many messages its station has sent before it.
    turns: Sequence[int]
    #: Messages of the station that has most of them.
    most: int
    #: Readings in each message.
    readings: Sequence[int]

    def message(self, number: int, at_ms: int) -> tuple[bytes, bytes]:
        """Return topic and payload of a message, the ``number``-th from 0, that is true at ``at_ms``."""
        place = number % len(self.rests)
        return self.topics[place], b"%b%d%b" % (_HEAD, at_ms, self.rests[place])

    def turn(self, number: int) -> int:
        """Return how many messages the station of a message has sent before it, or more: no two have the same."""
        rounds, place = divmod(number, len(self.rests))
        return rounds * self.most + self.turns[place]

    def readings_of(self, count: int) -> int:
        """Return how many readings the first ``count`` messages have."""
        rounds, rest = divmod(count, len(self.readings))
        return rounds * sum(self.readings) + sum(self.readings[:rest])


def model_city(stations: int) -> City:
    """Return the city whose stations a benchmark registers and hears."""
    return crowd(stations, seed=1)


def model_load(stations: int, *, count: int) -> Load:
    """Return the load of so many stations in the storm; the same for the same numbers.

    Args:
        stations: Of ``model_city``.
        count: Messages that will be sent; no more than ``KEPT`` are prepared.
    """
    world = World(model_city(stations), scenario("storm"), seed=1)
    return prepared(Play(world, start_ms=_START_MS), count=min(count, KEPT))


def prepared(play: Play, *, count: int) -> Load:
    """Return the first observations of a play, as a load.

    Raises:
        SimulatorError: If the play does not begin at the instant of loads, or speaks something else than plain JSON.
    """
    topics: list[bytes] = []
    rests: list[bytes] = []
    turns: list[int] = []
    said: dict[bytes, int] = {}
    for telegram in islice(_observations(play), count):
        if not telegram.payload.startswith(_HEAD) or telegram.payload[_TIME : _TIME + 1] != b",":
            raise SimulatorError(f"expected a plain observation with its time first, got {telegram.payload[:40]!r}")
        topic = f"{ROOT}/{telegram.topic}".encode()
        topics.append(topic)
        rests.append(telegram.payload[_TIME:])
        turns.append(said.get(topic, 0))
        said[topic] = turns[-1] + 1
    # Values are numbers: inside of "v" each reading has one colon, and "v" itself one more.
    readings = [rest[: rest.index(b"}")].count(b":") - 1 for rest in rests]
    return Load(topics=topics, rests=rests, turns=turns, most=max(said.values()), readings=readings)


def open_loop(load: Load, *, rate: float, count: int, start_ms: int) -> Iterator[tuple[float, str, bytes]]:
    """Yield messages at a constant rate: seconds after the start at which it is meant to leave, topic, payload.

    Args:
        load: What is said, over and over.
        rate: Messages a second; slow enough that no station speaks twice in a millisecond.
        count: How many.
        start_ms: Instant of second 0, ms since the epoch; each message is true when it is meant to leave.
    """
    for number in range(count):
        topic, payload = load.message(number, start_ms + int(number * 1000 / rate))
        yield number / rate, topic.decode(), payload


def _observations(play: Play) -> Iterator[Telegram]:
    until_s = 0.0
    while True:
        yield from (telegram for telegram in play.due(until_s) if telegram.topic.endswith("/obs"))
        until_s += _STEP_S
