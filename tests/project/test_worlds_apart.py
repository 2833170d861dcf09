"""Types keep drill and live apart: the type checker refuses to hand one's objects to the other."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
_HEAD = """
from collections.abc import Sequence
from alerts.channels.drill import DrillChannel
from alerts.channels.webhook import WebhookChannel
from alerts.channels.smpp import SmppChannel
from alerts.dispatch import Dispatcher
from alerts.lane import Lane
from alerts.outbox import Outbox
from alerts.outgoing import Channel, Outgoing
from alerts.world import Drill, Live

def hand_over(store: Outbox, played: DrillChannel, hook: WebhookChannel, sms: SmppChannel,
              of_drill: Sequence[Outgoing[Drill]], real: Sequence[Outgoing]) -> None:
"""
#: Each line, and whether it is refused.
_LINES = (
    ("played.send(of_drill)", False),
    ("hook.send(real)", False),
    ("hook.send(of_drill)", True),
    ("sms.send(of_drill)", True),
    ("played.send(real)", True),
    ("Dispatcher[Drill](store=store, channels={'sms': played})", False),
    ("Dispatcher[Drill](store=store, channels={'sms': sms})", True),
    ("Dispatcher[Live](store=store, channels={'sms': played})", True),
    ("Lane[Live]('sms', played, store=store)", True),
    ("way: Channel = played", True),
    ("drill_way: Channel[Drill] = hook", True),
)


@pytest.fixture(scope="module")
def refused(tmp_path_factory) -> set[int]:
    """Return the numbers of the lines that mypy refuses."""
    path = tmp_path_factory.mktemp("snippet") / "hand_over.py"
    path.write_text(_HEAD + "".join(f"    {line}\n" for line, _ in _LINES), "utf-8")
    command = [sys.executable, "-m", "mypy", "--strict", "--no-error-summary", str(path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    first = _HEAD.count("\n")
    told = re.findall(r"hand_over\.py:(\d+): error", done.stdout)
    assert told or done.returncode == 0, done.stdout + done.stderr
    return {int(number) - first - 1 for number in told}


@pytest.mark.parametrize("number", range(len(_LINES)), ids=[line for line, _ in _LINES])
def test_what_is_of_one_world_is_refused_by_the_other(number, refused):
    assert (number in refused) is _LINES[number][1]
