"""Walking: one fence slot through its positions and the instants at which the clock decides.

Only slots at which something may happen come here; the rest of a batch is dealt with in columns.
"""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING, NamedTuple

from rules.column import FOREVER, NEVER
from rules.fence.condition import On
from rules.fence.state import COLUMNS, UNKNOWN
from rules.transition import Change, Reason, Transition
from sensing.instant import from_micros, span_micros
from sensing.level import Level
from sensing.quality import Quality

if TYPE_CHECKING:
    from rules.fence.area import Area
    from rules.fence.state import FenceState
    from rules.program import Program


class Position(NamedTuple):
    """A position as one slot sees it."""

    #: When it was true, µs.
    at: int
    lon: float
    lat: float
    #: The fence that holds it, empty for none; meaningless where it does not count.
    fence: str
    quality: int
    #: Whether the rule trusts it and it is in order; if not, it only shows that the station is alive.
    counts: bool


class Walk:
    """One slot on its way."""

    def __init__(self, program: Program, state: FenceState, slot: int) -> None:
        """Take the slot up where it stands."""
        table = program.fences
        self._program, self._state, self._slot = program, state, slot
        self._when, self._area = table.when[slot], table.areas[table.area[slot]]
        self._dwell, self._silent_after = int(table.dwell[slot]), int(table.silent_after[slot])
        #: What was said.
        self.said: list[Transition] = []
        self.side = int(state.side[slot])
        self.at, self.alive, self.since = int(state.at[slot]), int(state.alive[slot]), int(state.since[slot])
        self.until = int(state.until[slot])
        self.lon, self.lat = float(state.lon[slot]), float(state.lat[slot])
        self.is_blind, self.raised = bool(state.is_blind[slot]), bool(state.raised[slot])
        self._fence, self._quality = "", int(Quality.GOOD)

    @property
    def stir(self) -> int:
        """Return when the clock decides something next, be it said or not, FOREVER for never."""
        return min(self._dwelt_at(), self.until, self._next_change())

    @property
    def due(self) -> int:
        """Return when the clock says something next, if no position comes, FOREVER for never."""
        ahead = copy(self)
        ahead.said = []
        while (at := ahead.stir) != FOREVER:
            ahead.advance(at + 1)
            if ahead.said:
                return at
        return FOREVER

    def store(self) -> None:
        """Put the slot back."""
        for name in (*COLUMNS, "stir"):
            getattr(self._state, name)[self._slot] = getattr(self, name)
        self._state.due[self._slot] = self._state.stir[self._slot]

    def take(self, position: Position) -> None:
        """Take in a position; what the clock decides before it comes first."""
        self.advance(position.at)
        if position.counts:
            self._move(position)
        self.alive = max(self.alive, position.at)

    def advance(self, until: int) -> None:
        """Do what the clock decides before an instant."""
        while True:
            dwelt = self._dwelt_at()
            if dwelt < until and dwelt > self.alive + self._silent_after:
                # Silent when it had dwelt long enough: its next position decides, and an untrusted one not at all.
                self.is_blind = True
                dwelt = FOREVER
            change = self._next_change()
            at = min(dwelt, self.until, change)
            if at >= until:
                return
            self._fence, self._quality = "", int(Quality.GOOD)
            if at == self.until:
                self.until = FOREVER
                self._say(at, Reason.LAPSED, is_raised=False)
            elif at == change:
                self.change(at)
            else:
                self._say(at, Reason.DWELT, is_raised=True)

    def _dwelt_at(self) -> int:
        """Return when the clock completes the dwelling, FOREVER when it will not."""
        if self.since == NEVER or self.raised or self.is_blind or self._when.on is not On.DWELL:
            return FOREVER
        return self.since + self._dwell

    def _next_change(self) -> int:
        return FOREVER if self.side == UNKNOWN else self._area.change_after(self.at)

    def change(self, at: int) -> None:
        """Decide by the last position which side the station is on, now that fences begin or expire."""
        if self.side == UNKNOWN:
            return
        fence = self._area.holding((self.lon, self.lat), at)
        self.at, self._fence, self._quality = at, fence, int(Quality.GOOD)
        # Of who is only known to be inside, nobody knows in which fence.
        is_inside = fence != "" if self.lon == self.lon else self.side == 1 and self._area.is_valid(at)
        self._turn(at, is_inside=is_inside, into=Reason.FENCE_BEGAN, out=Reason.FENCE_EXPIRED)

    def _move(self, position: Position) -> None:
        crossed = self._crossed(position)
        self.at, self.lon, self.lat = position.at, position.lon, position.lat
        self._fence, self._quality = position.fence or crossed, position.quality
        if crossed:
            self._happened(position.at, Reason.CROSSED)
        self._turn(position.at, is_inside=position.fence != "", into=Reason.ENTERED, out=Reason.LEFT)
        if self._when.on is On.DWELL and self.side == 1 and not self.raised and position.at - self.since >= self._dwell:
            self._say(position.at, Reason.DWELT, is_raised=True)

    def _crossed(self, position: Position) -> str:
        """Return which fence the way to a position crosses; empty for none, or for a way that nobody knows."""
        was_silent = position.at - self.alive > self._silent_after
        if self._when.on is not On.CROSS or self.side == UNKNOWN or was_silent:
            return ""
        start, end = (self.lon, self.lat), (position.lon, position.lat)
        area: Area = self._area
        return area.crossed(start, end, position.at, way=self._when.direction)

    def _turn(self, at: int, *, is_inside: bool, into: Reason, out: Reason) -> None:
        """Note on which side the station is."""
        before, self.side = self.side, int(is_inside)
        on, reason = self._when.on, into if is_inside else out
        if before != self.side:
            self.since, self.is_blind = at if is_inside else NEVER, False
        if on in {On.INSIDE, On.OUTSIDE}:
            self._stand(at, reason, is_raised=is_inside == (on is On.INSIDE))
        elif on is On.DWELL and not is_inside:
            self._stand(at, reason, is_raised=False)
        elif (before, on, is_inside) in {(0, On.ENTER, True), (1, On.EXIT, False)}:
            self._happened(at, reason)

    def _stand(self, at: int, reason: Reason, *, is_raised: bool) -> None:
        if self.raised != is_raised:
            self._say(at, reason, is_raised=is_raised)

    def _happened(self, at: int, reason: Reason) -> None:
        """Raise what happened at an instant, for as long as it is to stand."""
        self._stand(at, reason, is_raised=True)
        self.until = at + span_micros(self._when.clear_for)
        if not self._when.clear_for:
            self.until = FOREVER
            self._say(at, Reason.LAPSED, is_raised=False)

    def _say(self, at: int, reason: Reason, *, is_raised: bool) -> None:
        self.raised = is_raised
        table = self._program.fences
        rule, level = self._program.rules[table.rule[self._slot]], Level(table.level[self._slot])
        facts: dict[str, float | str] = {"fence": self._fence or ", ".join(self._when.fences)}
        if self.lon == self.lon:
            facts |= {"lon": self.lon, "lat": self.lat}
        if reason is Reason.DWELT:
            facts["dwell_s"] = (at - self.since) / 1e6
        self.said.append(
            Transition(
                rule=rule.id,
                version=rule.version,
                target=table.target[self._slot],
                change=Change.RAISE if is_raised else Change.CLEAR,
                before=Level.NONE if is_raised else level,
                after=level if is_raised else Level.NONE,
                at=from_micros(at),
                reason=reason,
                quality=Quality(self._quality),
                facts=facts,
            )
        )
