from __future__ import annotations

from rules.guard.why import guarded
from rules.why.account import Account
from sensing.level import Level
from tests.unit.rules.builders import MINUTE
from tests.unit.rules.guard.plain import Room


def said_of(room, slot, minute):
    account = Account(level=Level(room.state.thresholds.level[slot]))
    return guarded(account, room.program, room.state, slot, at=minute * MINUTE)


def test_what_holds_it_since_when_is_told():
    room = Room()
    room.read(("A", 0, 2.5), ("B", 5, 2.5))
    room.read(("B", 20, 1.5))
    account = said_of(room, 1, 30)
    assert account.level is Level.ORANGE
    assert account.lines[0].en == "would have stepped down to yellow at 08:20, held at orange by stage@A orange"
    assert "保持橙色" in account.lines[0].zh
    assert account.facts == {"held_by": "stage@A orange", "held_s": 600.0}


def test_what_would_hold_it_is_told_while_it_stands_by_itself():
    room = Room()
    room.read(("A", 0, 2.5), ("B", 5, 2.5))
    assert said_of(room, 1, 30).lines[0].en == "orange stands upstream: nothing up to orange steps down alone"


def test_nothing_is_said_where_nothing_stands_upstream_or_nothing_lies_there():
    room = Room()
    room.read(("B", 5, 2.5), ("A", 6, 0.0))
    assert said_of(room, 1, 30).lines == ()
    assert said_of(room, 0, 30).lines == ()
