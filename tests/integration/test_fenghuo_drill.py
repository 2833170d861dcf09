"""A drill from the rain to the answer, while every way out of the process is watched: no byte leaves."""

from __future__ import annotations

import json
import socket
from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest

from fenghuo.drill.play import play
from simulators.drill import parse_drill
from tests.unit.simulators.drills import SHORT, written

#: What a real adapter does before a byte leaves it.
_WAYS = ("connect", "connect_ex", "sendto", "sendmsg")


@pytest.fixture
def left(monkeypatch) -> list[tuple[str, object]]:
    """Return what leaves the process, of every adapter there is or will be: all of them need a socket."""
    found: list[tuple[str, object]] = []
    for way in _WAYS:

        def refuse(_self, *args, way=way):
            found.append((way, args))
            raise AssertionError(f"something leaves a drill by {way}: {args}")

        monkeypatch.setattr(socket.socket, way, refuse, raising=False)
    return found


def test_a_drill_reaches_the_villages_and_nothing_leaves(left):
    text = written("length: 4h", "length: 12h").replace("length_h: 4", "length_h: 12").replace("mm: 180", "mm: 320")
    drill = parse_drill(text.replace("until_h: 3", "until_h: 8"), origin="long.yaml")
    played = play(drill)
    rows = [json.loads(line) for line in played.lines]
    acts = Counter((row["kind"], row["data"].get("act")) for row in rows)
    assert left == []
    assert acts["delivery", "delivered"]
    issued = [row["data"]["warning"] for row in rows if row["kind"] == "warning" and row["data"]["act"] == "issued"]
    assert {warning["status"] for warning in issued} == {"Exercise"}


def test_every_inject_of_a_drill_is_journalled_at_its_time(left):
    drill = parse_drill(SHORT, origin="short.yaml")
    played = play(replace(drill, length=timedelta(hours=2), expect=(), never=()))
    rows = [json.loads(line) for line in played.lines if '"inject"' in line]
    assert [(row["at"], row["data"]["inject"]) for row in rows if row["data"]["act"] == "inject"] == [
        ("2020-07-17T13:00:00Z", "lose_station"),
        ("2020-07-17T13:30:00Z", "call"),
    ]
    assert left == []
