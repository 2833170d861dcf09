"""Three days without a link, with a flood in the middle, on both sides, in virtual time; then the link returns.

Two installations with engine, board, warnings, roll calls, ledger and readings each. Below a flood comes and goes, its
siren sounds, the head of the village answers, the power is cut at random. Above warnings are issued, renewed and taken
back meanwhile. What they exchange afterwards comes in parts, out of order and more than once.
"""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from alerts.answering import Said, respondent_of, take_answer
from alerts.call_desk import CallDesk
from alerts.cap import to_cap
from alerts.issuing import expire, follow
from alerts.rollcall.answer import Source, Standing
from alerts.rollcall.reading import read_answer
from alerts.warning import Stage, Warning  # noqa: A004 - the field's word
from fenghuo.calling import call_rolls
from fenghuo.edge.reading_parcel import take, written
from fenghuo.edge.readings import ReadingsOut
from fenghuo.edge.seal import load_key, load_public, make_key
from incidents.board import apply
from incidents.identity import drawn_from
from incidents.incident import State
from rules.compiler import compile_rules
from rules.document import parse_rules
from rules.engine import evaluate, initial
from sensing.batch import make_batch
from sensing.instant import to_micros
from sensing.level import Level
from sensing.station import Datastream, Registry
from tests.builders import DIVISION, NOW, a_contact, a_station, an_issuer
from tests.unit.fenghuo.edge.office import FREE, Office

RULES = parse_rules(
    """
apiVersion: fenghuo/v1
kind: Rule
id: stage
hazard: "11A01"
title: {zh: 彭新村水位, en: Pengxin stage}
scope: {stations: [XY-H03]}
when:
  kind: threshold
  property: water_level
  direction: above
  levels: {yellow: 2.0, red: 4.0}
  clear: {by: 0.3, for: 30m}
""",
    origin="cut",
)
HEALED = timedelta(hours=74)
#: The river rises through red about 30 hours into the cut and is calm again 20 hours later.
PEAK = timedelta(hours=32)
STEP = timedelta(minutes=5)
VILLAGE = "411528102003"


def stage(since: timedelta) -> float:
    return max(1.0, 6.0 - 0.4 * abs((since - PEAK) / timedelta(hours=1)))


class Site(Office):
    """An installation with an engine."""

    def __init__(self, name: str, folder: Path, *, plays: bool = True) -> None:
        super().__init__(name, folder, plays=plays)
        station = a_station(division=VILLAGE, datastreams=(Datastream(property="water_level", unit="m"),))
        self.store.put_stations([station], actor="test", at=NOW)
        self.store.put_contacts([a_contact(id="head", duty="head", division=VILLAGE)], actor="test", at=NOW)
        self.registry = Registry(self.store.stations())
        self.program = compile_rules(RULES, registry=self.registry)
        self.state = initial(self.program)
        self.issuer = an_issuer(seal=to_cap)

    def read(self, value: float, now: datetime) -> None:
        """Judge a reading; warnings follow."""
        (number,) = [each.datastreams[0].number for each in self.store.stations()]
        batch = make_batch(datastream=[number], phenomenon_time=[to_micros(now)], value=[value])
        self.state, transitions = evaluate(self.program, self.state, batch)
        with self.store.begin() as tx:
            tx.append(batch)
            steps = apply(tx, transitions, rules={rule.id: rule for rule in RULES}, registry=self.registry, now=now)
            follow(tx, steps, policy=FREE, issuer=self.issuer, now=now)

    def work(self, now: datetime) -> None:
        """Do what the warden does."""
        with self.store.begin() as tx:
            expire(tx, self.store.run_out(now=now), now=now)
        call_rolls(self.store, CallDesk(), now=now)
        self.exchange.write_down()

    def say(self, text: str, now: datetime) -> None:
        """Let the head of the village answer the newest call."""
        roll = max(self.store.rollcalls(limit=100), key=lambda each: each.started)
        call = self.store.placed_calls(roll.id)[-1]
        said = Said(read=read_answer(text), source=Source.SMS, at=now, words=text)
        with self.store.begin() as tx:
            take_answer(tx, respondent_of(call), said)

    def answered(self) -> dict[str, list[tuple]]:
        """Return for each roll call what its village says."""
        return {
            roll.identifier: [(answer.person, answer.standing, answer.headcount) for answer in place.answers]
            for summary in self.store.rollcalls(limit=100)
            for roll in [self.store.rollcall(summary.id)]
            for place in roll.places
            if place.id == VILLAGE and place.answers
        }

    def dangers(self) -> list[tuple]:
        return [each for each in self.board() if not each[0].startswith("system:")]

    def values(self) -> list[float]:
        (number,) = [each.datastreams[0].number for each in self.store.stations()]
        end = to_micros(NOW + 2 * HEALED)
        return self.store.observations(number, start=to_micros(NOW), end=end).value.tolist()


class Cut:
    """Two installations that cannot hear each other for three days."""

    def __init__(self, folder: Path, chance: random.Random) -> None:
        self.folder, self.chance = folder, chance
        self.edge, self.center = Site("village", folder), Site("center", folder, plays=False)
        self.crossed: datetime | None = None
        #: What the center issued, by what becomes of it.
        self.above: dict[str, Warning] = {}

    def pass_by(self) -> None:
        """Let three days go by, with a flood below and its power cut at random."""
        dark = {self.chance.randrange(HEALED // STEP) for _ in range(50)}
        for step in range(HEALED // STEP):
            since, now = STEP * step, NOW + STEP * step
            if step in dark:
                self.edge.started(now).apply_everything(now)
            self.edge.read(stage(since), now)
            if self.crossed is None and stage(since) > 4.0:
                self.crossed = now
            self._people(since / timedelta(hours=1), now)
            self.edge.work(now)
            self.center.work(now)

    def _people(self, hour: float, now: datetime) -> None:
        """Let people at both sides do what they do at an hour."""
        edge, center, above = self.edge, self.center, self.above
        acts = {
            10.0: lambda: above.update({"expired": center.issue(now, lasts=timedelta(hours=12))}),
            31.0: lambda: edge.say("转移中40人", now),
            33.0: lambda: (edge.act(edge.at("XY-H03"), "ack", now=now), edge.say("安全", now)),
            60.0: lambda: above.update({"taken back": center.issue(now, lasts=timedelta(hours=24))}),
            61.0: lambda: above.update({"cancel": center.cancel(above["taken back"], now)}),
            70.0: lambda: above.update({"renewed": center.issue(now, lasts=timedelta(hours=12))}),
            71.0: lambda: above.update({"stands": center.renew(above["renewed"], now)}),
        }
        acts.get(hour, lambda: None)()

    def heal(self) -> datetime:
        """Exchange everything in parts, out of order and more than once; return when."""
        now = NOW + HEALED
        down, up = self.center.exchange.ledger.since({}), self.edge.exchange.ledger.since({})
        for _ in range(3):
            self.edge.exchange.take_in(self._some(down), now)
            self.center.exchange.take_in(self._some(up), now)
        self.edge.exchange.take_in(down, now)
        self.center.exchange.take_in(up, now)
        for site in (self.edge, self.center, self.edge, self.center):
            site.work(now)
        self._send_readings(now)
        return now

    def _some(self, facts: list) -> list:
        """Return everything about some subjects, in any order: a link is read to its end before anything is played."""
        subjects = sorted({fact.subject for fact in facts})
        chosen = set(self.chance.sample(subjects, self.chance.randrange(1, len(subjects) + 1)))
        found = [fact for fact in facts if fact.subject in chosen]
        self.chance.shuffle(found)
        return found

    def _send_readings(self, now: datetime) -> None:
        make_key(self.folder / "n.key")
        key, trusted = load_key(self.folder / "n.key"), [load_public(self.folder / "n.pub")]
        out = ReadingsOut(self.edge.store, self.folder / "sent")
        while portions := out.due(now, most=500, rank=lambda _: 4):
            data = written(portions, node="village", made=now, key=key)
            take(data, store=self.center.store, trusted=trusted, node="village", divisions=[DIVISION])
            out.sent(portions, now=now)


@pytest.mark.timeout(300)
@pytest.mark.parametrize("seed", range(2))
def test_after_three_days_and_a_flood_both_sides_are_equal(tmp_path, seed):
    chance = random.Random(seed)
    with drawn_from(chance.getrandbits):
        cut = Cut(tmp_path, chance)
        cut.pass_by()
        edge, center = cut.edge, cut.center
        red = [each.sent for each in edge.store.warnings(limit=100) if each.level is Level.RED]
        sounded = edge.told()
        cut.heal()
        later = [told for told in edge.told() if told not in sounded]

    # The siren was ordered to sound in the instant of the crossing, while nobody could be reached.
    assert cut.crossed is not None
    assert min(red) - cut.crossed <= timedelta(seconds=1)
    # No old order was played, only the one that stands.
    assert later == [(cut.above["stands"].identifier, "Update")]
    assert len(set(edge.told())) == len(edge.told())
    # One history: incidents, warnings and what became of each, answers, readings.
    # Which villages are dark is each node's own: it follows from whom it has called.
    assert center.dangers() == edge.dangers()
    incident = center.at("XY-H03")
    assert (incident.state, incident.peak, incident.acknowledged_by) == (State.CLOSED, Level.RED, "li")
    assert center.warnings() == edge.warnings()
    assert not [each for each in center.store.warnings(limit=100) if each.stage is Stage.DRAFT]
    assert center.answered() == edge.answered()
    assert [said[1] for said in next(iter(edge.answered().values()))] == [Standing.MOVING, Standing.SAFE]
    assert center.values() == edge.values()
    assert len(edge.values()) == HEALED // STEP
