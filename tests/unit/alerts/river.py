"""A river of gauges over the in-memory store, and what people hear of them."""

from __future__ import annotations

from alerts.issuing import follow
from incidents.board import NO_RIVERS, Act, apply
from incidents.board import act_by_person as act_on_incident
from incidents.lifecycle import VERBS
from incidents.silence import Matcher, Silence, SilenceId
from incidents.silencing import make_silence
from rules.transition import Target
from sensing.level import Level
from sensing.station import Registry, StationId
from tests.builders import DIVISION, NOW, a_station, a_transition, after
from tests.unit.alerts.duty import Duty

NONE, BLUE, YELLOW, ORANGE, RED = Level
#: Next to Xixian.
OTHER = "411527000000"


class River(Duty):
    """Gauges A to D of one county, and X of another."""

    def __init__(self) -> None:
        super().__init__()
        places = {"A": DIVISION, "B": DIVISION, "C": DIVISION, "D": DIVISION, "X": OTHER}
        self.registry = Registry(
            a_station(id=StationId(key), name=f"{key}站", division=place) for key, place in places.items()
        )
        self.levels = dict.fromkeys(places, NONE)

    def say(self, *said, now=NOW, reason=None):
        """Let gauges go to levels in one batch, and warnings follow."""
        transitions = []
        for key, level in said:
            facts = {} if reason is None else {"reason": reason}
            if level is not self.levels[key]:
                transitions.append(a_transition(self.levels[key], level, target=Target(key), at=now, **facts))
            self.levels[key] = level
        with self.store.begin() as tx:
            steps = apply(tx, transitions, rules=self.rules, registry=self.registry, now=now)
            return follow(tx, steps, policy=self.policy, issuer=self.issuer, now=now)

    def at(self, key):
        return next(each for each in self.store.incidents(limit=1000) if each.station == key)

    def close(self, key, now):
        with self.store.begin() as tx:
            act_on_incident(tx, self.at(key).id, Act(move=VERBS["ack"], actor="li"), now=now)
            closed = act_on_incident(tx, self.at(key).id, Act(move=VERBS["close"], actor="li"), now=now)
            follow(tx, [closed], policy=self.policy, issuer=self.issuer, now=now)
        self.levels[key] = NONE


def silence(river, station, now, end=None):
    silence = Silence(
        id=SilenceId(f"s-{station}"),
        matcher=Matcher(stations=(station,), level=RED),
        author="li",
        reason="闸门检修",
        start=now,
        end=end or after(hours=8),
        made=now,
    )
    with river.store.begin() as tx:
        changed = make_silence(tx, silence, network=NO_RIVERS, now=now)
        follow(tx, changed, policy=river.policy, issuer=river.issuer, now=now)
