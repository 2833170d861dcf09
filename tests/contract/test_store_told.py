"""What the rules of the partitions said: read on by place in each, forgotten without losing how a slot stands."""

from __future__ import annotations

from dataclasses import replace

from rules.transition import Change, Reason, RuleId, Target, Transition
from sensing.level import Level
from tests.contract.records import NOON, later


def said(level: Level, *, minute: int = 0, target: str = "A") -> Transition:
    return Transition(
        rule=RuleId("stage"), version=1, target=Target(target), change=Change.RAISE, before=Level.NONE, after=level,
        at=later(60 * minute), reason=Reason.EXCEEDED, facts={"held_s": 5.0},
    )  # fmt: skip


def put(store, *transitions: Transition, partition: int) -> None:
    with store.begin() as tx:
        tx.put_told(transitions, partition=partition)


def test_each_partition_is_read_on_from_its_own_place(store):
    first, second, other = said(Level.YELLOW), said(Level.RED, minute=1), said(Level.BLUE, target="B")
    put(store, first, second, partition=3)
    put(store, other, partition=5)
    found = store.told({3: 0, 5: 0})
    assert [(each.partition, each.transition) for each in found] == [(3, first), (3, second), (5, other)]
    assert [each.transition for each in store.told({3: found[0].seq, 5: found[-1].seq})] == [second]
    assert store.told({4: 0}) == []
    assert len(store.told({3: 0, 5: 0}, limit=2)) == 2


def test_what_is_old_is_forgotten_but_not_how_a_slot_stands(store):
    over = replace(said(Level.NONE, minute=2), change=Change.CLEAR, before=Level.RED)
    stands, ended = said(Level.RED, target="B"), [said(Level.RED, minute=1), over]
    put(store, said(Level.YELLOW, target="B"), stands, *ended, said(Level.RED, minute=9, target="C"), partition=3)
    assert store.forget_told(before=later(300)) == 3
    assert [each.transition.target for each in store.told({3: 0})] == ["B", "C"]
    assert store.told({3: 0})[0].transition == stands
    assert store.forget_told(before=NOON) == 0
