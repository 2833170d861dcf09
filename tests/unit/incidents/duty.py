"""A board over the in-memory store, with a river of three gauges below a dam."""

from __future__ import annotations

from datetime import timedelta

from geo.river import Reach, River, RiverId
from geo.river_network import RiverNetwork
from incidents.board import Act, acts_by_person, apply
from incidents.lifecycle import VERBS
from incidents.procedure import ProcedureKind
from incidents.silence import Matcher, Silence, SilenceId
from incidents.silencing import carry_out, end_silence, make_silence
from rules.transition import Change, Reason, RuleId, Target
from sensing.level import Level
from sensing.station import Registry, StationId
from store.memory import MemoryStore
from tests.builders import NOW, a_rule, a_station, a_transition

DAM = """\
apiVersion: fenghuo/v1
kind: Inhibition
id: dam
title: {zh: 大坝, en: Dam}
source: {hazards: ["11A03"], level: orange}
target: {hazards: ["11A01"]}
relation: downstream
"""
PLAN = """\
apiVersion: fenghuo/v1
kind: Plan
id: flood
title: {zh: 洪水, en: Flood}
hazards: ["11A"]
level: yellow
tasks:
  - {id: out, verb: 撤, who: {duty: grid}, what: {zh: 转移, en: Move people}, by: 30m}
"""
NETWORK = RiverNetwork(
    [
        River(
            id=RiverId("huai"),
            name="淮河",
            reaches=(Reach(upper="DAM", lower="G1"), Reach(upper="G1", lower="G2"), Reach(upper="G2", lower="G3")),
        )
    ]
)
#: Station → county and place.
PLACES = {
    "DAM": ("411502000000", 114.0, 32.0),
    "G1": ("411503000000", 114.2, 32.1),
    "G2": ("411528000000", 114.7, 32.3),
    "G3": ("411527000000", 115.4, 32.4),
    "FAR": ("441900003000", 113.7, 23.0),
}


class Duty:
    """A board over the in-memory store."""

    def __init__(self, *documents: str, network: RiverNetwork = NETWORK):
        self.store = MemoryStore()
        self.network = network
        self.registry = Registry(
            [
                a_station(id=StationId(key), name=key, division=division, lon=lon, lat=lat, river="")
                for key, (division, lon, lat) in PLACES.items()
            ]
        )
        self.rules = {
            RuleId("stage"): a_rule(id=RuleId("stage")),
            RuleId("dam"): a_rule(id=RuleId("dam"), hazard="11A03"),
            RuleId("air"): a_rule(id=RuleId("air"), hazard="11B19"),
        }
        with self.store.begin() as tx:
            for text in documents:
                kind = ProcedureKind.PLAN if "kind: Plan" in text else ProcedureKind.INHIBITION
                id_ = text.split("id: ")[1].split("\n")[0]
                tx.put_procedure(kind, id_, source=text, author="test", at=NOW)

    def say(self, *said, now=NOW):
        """Say (station, level) or (station, level, rule), each from the level that stands there."""
        transitions = []
        levels = {(each.rule, each.target): each.level for each in self.store.incidents(is_open=True)}
        for station, level, *rule in said:
            key = (RuleId(rule[0] if rule else "stage"), Target(station))
            before = levels.get(key, Level.NONE)
            levels[key] = level
            change = Change.RAISE if level > before else Change.LOWER if level else Change.CLEAR
            reason = Reason.HELD if level > before else Reason.RECEDED
            transitions.append(
                a_transition(before, level, rule=key[0], target=key[1], change=change, reason=reason, at=now)
            )
        return self.apply(transitions, now=now)

    def apply(self, transitions, now=NOW):
        with self.store.begin() as tx:
            return apply(tx, transitions, rules=self.rules, registry=self.registry, network=self.network, now=now)

    def act(self, incident, verb, *, now=NOW, **facts):
        with self.store.begin() as tx:
            act = Act(move=VERBS[verb], actor="li", **facts)
            return acts_by_person(tx, incident.id, [act], network=self.network, now=now)

    def silence(self, now=NOW, hours=2.0, **matcher):
        silence = Silence(
            id=SilenceId(f"s-{len(self.store.silences(now=now))}"),
            matcher=Matcher(**matcher),
            author="li",
            reason="闸门检修",
            start=now,
            end=now + timedelta(hours=hours),
            made=now,
        )
        with self.store.begin() as tx:
            changed = make_silence(tx, silence, network=self.network, now=now)
        return silence, changed

    def end(self, silence, now):
        with self.store.begin() as tx:
            return end_silence(tx, silence.id, actor="li", network=self.network, now=now)

    def pass_time(self, now):
        with self.store.begin() as tx:
            return carry_out(tx, network=self.network, now=now)

    def at(self, station, rule="stage"):
        found = [each for each in self.store.incidents() if each.target == station and each.rule == rule]
        return found[0]

    def acts(self, kind):
        return [row.entry.data["act"] for row in self.store.journal() if row.entry.kind == kind]
