from __future__ import annotations

from collections import Counter
from datetime import timedelta

from fenghuo.clock import now
from fenghuo.drill.agenda import Agenda
from fenghuo.drill.cast import Cast
from fenghuo.drill.play import opened
from sensing.instant import Micros
from sensing.level import Level
from simulators.drill import parse_drill
from store.memory import MemoryStore
from tests.builders import after
from tests.unit.alerts.duty import Duty
from tests.unit.simulators.drills import SHORT, written

OUTAGE = '  - {at: 0h, kind: network_down, division: "411500000000"}\n'


def played(text: str, hours: float = 2.5):
    drill = parse_drill(text, origin="d")
    with opened(drill, store=MemoryStore(), seed=1) as parts:
        parts.driver.begin()
        while now() < drill.start + timedelta(hours=hours) and parts.driver.step():
            pass
        return parts.room


def test_where_no_telephone_works_nothing_arrives_and_nobody_answers():
    text = written(
        "{at: 1h, kind: lose_station, station: XY-H03}", "{at: 1h, kind: approver_silent, name: chen-approver}"
    )
    room = played(text)
    cut = played(text.replace("injects:\n", f"injects:\n{OUTAGE}", 1))
    arrived = Counter(
        row.entry.data.get("act") for row in room.store.journal(limit=10_000) if row.entry.kind == "delivery"
    )
    assert arrived["delivered"]
    # Stations cannot be heard either: whoever is told of that is told nothing.
    acts = {row.entry.data.get("act") for row in cut.store.journal(limit=10_000) if row.entry.kind == "delivery"}
    assert "delivered" not in acts


def test_where_nobody_takes_part_nobody_answers():
    room = played(written("participants:", "participants:\n  mode: none"))
    kinds = {row.entry.kind for row in room.store.journal(limit=10_000)}
    assert "delivery" in kinds
    assert "answer" not in kinds


def test_a_journalist_who_calls_is_answered_in_time_by_whoever_speaks():
    room = played(SHORT, hours=2)
    (said,) = [row.entry for row in room.store.journal(limit=10_000) if row.entry.data.get("act") == "comment"]
    assert (said.data["inject"], said.data["actor"]) == ("press", "press")
    assert said.data["text"]
    assert timedelta(hours=1, minutes=30) < said.at - parse_drill(SHORT, origin="d").start < timedelta(hours=2)


def test_where_nobody_speaks_a_call_stays_unanswered():
    for text in (
        written("participants:", "participants:\n  mode: none"),
        written("participants:", "participants:\n  speakers: [{role: press, answers: 0}]"),
    ):
        room = played(text, hours=2)
        assert not [row for row in room.store.journal(limit=10_000) if row.entry.data.get("act") == "comment"]


def test_scripted_approvers_are_asked_for_a_renewal_like_for_everything_else():
    duty = Duty()
    duty.people.clear()
    duty.person("chen-approver")
    (draft,) = duty.goes(Level.RED)
    duty.clock(after(minutes=1))
    duty.act(draft, "approve", actor="chen-approver", now=after(minutes=2))
    agenda = Agenda()
    cast = Cast(parse_drill(SHORT, origin="d"), agenda=agenda, seed=1)
    cast.follow(duty.store.journal(limit=1000))
    before = agenda.carry_out(Micros(2**62))
    duty.clock(after(hours=23, minutes=5))
    duty.clock(after(hours=23, minutes=6))
    (renewal,) = [each for each in duty.store.warnings() if each.is_renewal]
    assert renewal.asking.asked[0] == "chen-approver"
    cast.follow(duty.store.journal(limit=1000))
    assert (before, agenda.carry_out(Micros(2**62))) == (1, 1)
