"""Lease: what one member does next, from what it sees of the others. Pure; time is an argument.

A member lives as long as its entry keeps changing, by the clock of whoever looks at it: two clocks need not agree. Who
cannot tell the others that he lives gives up what he holds before they may take it. What keeps two from writing at once
is the epoch in the database, not the time here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from fenghuo.cluster.assignment import assign

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

#: Part of the lease time after which a member that was not heard gives up by itself.
GIVING_UP: Final = 0.7


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """Who holds a resource, as it is written on the board."""

    #: Name of the member; empty: nobody.
    holder: str = ""
    #: Grows with every holder.
    epoch: int = 0
    #: Revision of the entry, for compare-and-set; 0: there is none.
    revision: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """What the board shows."""

    #: Revision of each member's entry: it changes with every sign of life.
    members: Mapping[str, int]
    leases: Mapping[str, Lease]


class Step(StrEnum):
    """What is to be done about a resource."""

    #: Take it, by compare-and-set, under the next epoch.
    TAKE = "take"
    #: Finish with it and give it to nobody.
    GIVE = "give"
    #: Stop: somebody else has it, or may have.
    DROP = "drop"


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One thing to do."""

    step: Step
    resource: str
    #: The lease as it was seen.
    lease: Lease = Lease()


@dataclass(slots=True, kw_only=True)
class Keeper:
    """The state of one member."""

    name: str
    resources: Collection[str]
    #: Time without a sign of life after which a member counts as gone, s.
    lease_seconds: float
    #: Epoch under which it holds each resource.
    held: dict[str, int] = field(default_factory=dict)
    #: Revision and instant (s, by a clock that is never set) of the last change of each member's entry.
    heard: dict[str, tuple[int, float]] = field(default_factory=dict)
    #: When the board took this member's own sign of life; None: never.
    said: float | None = None
    #: When it began to look.
    since: float | None = None

    def told(self, *, now: float) -> None:
        """Note that the board took a sign of life that was given at an instant."""
        self.said = now

    def living(self, *, now: float) -> set[str]:
        """Return who counts as alive."""
        return {name for name, (_, at) in self.heard.items() if now - at < self.lease_seconds}

    def look(self, sight: Sight, *, now: float) -> list[Move]:
        """Return what to do about what the board shows."""
        self.since = now if self.since is None else self.since
        for name, revision in sight.members.items():
            if self.heard.get(name, (-1, 0.0))[0] != revision:
                self.heard[name] = (revision, now)
        for name in self.heard.keys() - sight.members.keys():
            del self.heard[name]
        lost = [resource for resource in sorted(self.held) if not self._is_mine(resource, sight)]
        moves = [Move(step=Step.DROP, resource=resource) for resource in lost]
        if self.is_cut_off(now=now):
            return moves + self.blind(now=now, but=lost)
        return moves + self._moves(sight, now=now, lost=lost)

    def blind(self, *, now: float, but: Collection[str] = ()) -> list[Move]:
        """Return what to do where the board cannot be seen."""
        if not self.is_cut_off(now=now):
            return []
        return [Move(step=Step.DROP, resource=resource) for resource in sorted(self.held) if resource not in but]

    def is_cut_off(self, *, now: float) -> bool:
        """Return whether the others may count this member as gone soon."""
        return self.said is None or now - self.said >= GIVING_UP * self.lease_seconds

    def _is_mine(self, resource: str, sight: Sight) -> bool:
        lease = sight.leases.get(resource, Lease())
        return lease.holder == self.name and lease.epoch == self.held[resource]

    def _moves(self, sight: Sight, *, now: float, lost: Collection[str]) -> list[Move]:
        living = self.living(now=now) | {self.name}
        holders = {name: lease.holder for name, lease in sight.leases.items() if lease.holder}
        wanted = assign(self.resources, members=living, held=holders)
        moves: list[Move] = []
        for resource in sorted(self.resources):
            lease = sight.leases.get(resource, Lease())
            if resource in self.held and resource not in lost:
                if wanted[resource] != self.name:
                    moves.append(Move(step=Step.GIVE, resource=resource, lease=lease))
            elif wanted[resource] == self.name and self._is_free(lease, living=living, now=now):
                moves.append(Move(step=Step.TAKE, resource=resource, lease=lease))
        return moves

    def _is_free(self, lease: Lease, *, living: Collection[str], now: float) -> bool:
        """Return whether nobody can hold it: given back, our own from a life before, or its holder has been silent."""
        if not lease.holder or lease.holder == self.name:
            return True
        # Who has only just begun to look has not seen anybody being silent.
        has_watched = self.since is not None and now - self.since >= self.lease_seconds
        return lease.holder not in living and has_watched
