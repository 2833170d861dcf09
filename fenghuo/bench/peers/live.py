"""Peers that evaluate by their own clock: Prometheus and vmalert. A sweep takes a second or two, not five minutes.

What the scraping costs without any rule is measured first and taken off, so that the figure is the rules' own. Rules
are written in their cheapest form, an expression for all datastreams and each level, in two forms: with all that our
rules do, and without the clear level, which these systems know only as a detour by the ``ALERTS`` series.
"""

from __future__ import annotations

import json
import re
import time
import urllib.request
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol

from fenghuo.bench.programs import BenchError
from fenghuo.bench.rules import SWEEP
from sensing.level import LADDER

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fenghuo.bench.peers.exposed import Page
    from fenghuo.bench.peers.world import World

#: Seconds until a process that was just started has settled.
SETTLE_SECONDS = 3.0
#: Seconds that are measured without rules.
IDLE_SECONDS = 6.0
#: Rounds until all that clears has cleared, and rounds that are measured.
WARM_UP_ROUNDS, MEASURED_ROUNDS = 9, 6
#: Seconds that so many rounds may take, and seconds between two looks how many they are.
_MOST_SECONDS, _LOOK_SECONDS = 90.0, 0.1


class Form(StrEnum):
    """How much of a rule is written."""

    #: Hold, clear level, clear time.
    FULL = "full"
    #: Hold only; where the peer has it, the time for which an alert goes on.
    WITHOUT_CLEAR = "without_clear"


class LivePeer(Protocol):
    """A system that was started and scrapes the page."""

    #: Length of a sweep, s.
    sweep_seconds: int

    def use(self, world: World, form: Form) -> None:
        """Evaluate the rules in this form from now on."""

    def cpu(self) -> float:
        """Return the CPU-seconds of all its processes so far."""

    def rounds(self) -> float:
        """Return how often all rules were evaluated so far."""

    def firing(self) -> int:
        """Return how many alerts fire."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """A level of a rule, as these systems are told."""

    name: str
    threshold: float
    clear: float
    #: Hold and clear time in sweeps.
    hold: int
    clear_for: int


def alerts_of(world: World, form: Form) -> list[Alert]:
    """Return an alert for each level of each rule; it looks at all datastreams.

    Names differ by form: an alert that keeps its name keeps its state.
    """
    hold, clear_for = (span // SWEEP for span in world.pace)
    return [
        Alert(name=f"{form}_{number}_{level.key}", threshold=threshold, clear=clear, hold=hold, clear_for=clear_for)
        for number, ladder in enumerate(world.ladders)
        for level, (threshold, clear) in zip(LADDER, ladder, strict=True)
    ]


def group_of(rules: Sequence[dict[str, Any]], *, every: int) -> str:
    """Return a file of one group of rules that is evaluated every so many seconds; JSON is YAML."""
    return json.dumps({"groups": [{"name": "bench", "interval": f"{every}s", "rules": list(rules)}]})


def measure(peer: LivePeer, page: Page, *, world: World) -> dict[str, Any]:
    """Return the figures of each form; ``world`` says the rules, its sweeps are not used."""
    time.sleep(SETTLE_SECONDS)
    spent, fetched = peer.cpu(), page.served
    time.sleep(IDLE_SECONDS)
    scrape = (peer.cpu() - spent) / max(page.served - fetched, 1)
    found: dict[str, Any] = {"cpu_seconds_per_scrape": round(scrape, 4), "sweep_seconds": peer.sweep_seconds}
    for form in (Form.WITHOUT_CLEAR, Form.FULL):
        found[form] = _form(peer, page, world=world, form=form, scrape=scrape)
    return found


def _form(peer: LivePeer, page: Page, *, world: World, form: Form, scrape: float) -> dict[str, Any]:
    first = page.served
    peer.use(world, form)
    _await_rounds(peer, WARM_UP_ROUNDS)
    spent, fetched, done = peer.cpu(), page.served, peer.rounds()
    _await_rounds(peer, MEASURED_ROUNDS)
    spent, fetched, done = peer.cpu() - spent, page.served - fetched, peer.rounds() - done
    per_round = (spent - scrape * fetched) / done
    return {
        "cpu_seconds_per_round": round(per_round, 4),
        "with_scrapes": round(spent / done, 4),
        "rounds": done,
        "sweeps": fetched,
        "checks": world.datastreams * len(world.ladders),
        "seen": [first, page.served],
        "firing": peer.firing(),
    }


def _await_rounds(peer: LivePeer, rounds: int) -> None:
    """Wait until all rules were evaluated so many times more.

    Raises:
        BenchError: If that takes too long.
    """
    end, deadline = peer.rounds() + rounds, time.monotonic() + _MOST_SECONDS  # noqa: TID251
    while peer.rounds() < end:
        if time.monotonic() > deadline:  # noqa: TID251
            raise BenchError(f"the peer did not evaluate its rules {rounds} times within {_MOST_SECONDS:.0f} s")
        time.sleep(_LOOK_SECONDS)


def firing(address: str) -> int:
    """Return how many alerts a process says are firing."""
    with urllib.request.urlopen(f"http://{address}/api/v1/alerts", timeout=10) as answer:
        alerts = json.load(answer)["data"]["alerts"]
    return sum(alert["state"] == "firing" for alert in alerts)


def metric(address: str, name: str) -> float:
    """Return the sum of a metric that a process tells of itself."""
    with urllib.request.urlopen(f"http://{address}/metrics", timeout=10) as answer:
        text = answer.read().decode()
    return sum(float(value) for value in re.findall(rf"^{name}(?:{{.*}})? (\S+)$", text, re.MULTILINE))


def is_up(address: str) -> bool:
    """Return whether a process answers."""
    try:
        with urllib.request.urlopen(f"http://{address}/metrics", timeout=2):
            return True
    except OSError:
        return False
