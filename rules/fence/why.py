"""What a fence slot remembers, in words: where the station is, on which side, since when, what the clock will do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rules.column import FOREVER, NEVER
from rules.fence.condition import On
from rules.fence.state import UNKNOWN
from rules.why.account import Account, Words, both, clock_words, span_words
from sensing.level import Level

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rules.fence.area import Area
    from rules.program import Program
    from rules.state import State

_MOMENTS = {
    On.ENTER: Words("驶入", "entering"),
    On.EXIT: Words("驶出", "leaving"),
    On.CROSS: Words("穿越", "crossing"),
}


def account(program: Program, state: State, slot: int, *, at: int, value: float | None) -> Account:
    """Return what a slot remembers; ``value`` says nothing to it."""
    del value
    table, own = program.fences, state.fences
    area, is_raised = table.areas[table.area[slot]], bool(own.raised[slot])
    level = Level(table.level[slot])
    name = both("、".join(_name(area, id_) for id_ in table.when[slot].fences))
    facts: dict[str, float | str] = {"fence": ", ".join(table.when[slot].fences)}
    stands = Words(f"{level.zh}已触发", f"{level.key} is raised") if is_raised else Words("未触发", "nothing is raised")
    if own.side[slot] == UNKNOWN:
        words = Words(
            f"从未收到可信位置，不知在不在{name.zh}内", f"no trusted position yet: nobody knows the side of {name.en}"
        )
        return Account(level=level if is_raised else Level.NONE, lines=(words, stands), facts=facts)
    lon, lat, seen = float(own.lon[slot]), float(own.lat[slot]), int(own.at[slot])
    facts |= {"lon": lon, "lat": lat, "inside": "yes" if own.side[slot] == 1 else "no"}
    holding = area.holding((lon, lat), seen)
    if holding:
        facts["holding"] = holding
    side = Words(f"在{_name(area, holding)}内", f"inside {_name(area, holding)}")
    if own.side[slot] != 1:
        side = Words(f"在{name.zh}外", f"outside {name.en}")
    time = clock_words(seen, seen_from=at)
    where = Words(f"{time} 位于 {lon:.5f}, {lat:.5f}，{side.zh}", f"at {time} at {lon:.5f}, {lat:.5f}: {side.en}")
    lines = (where, stands, *_clock(program, state, slot, at=at), *_expiry(area, at=at))
    return Account(level=level if is_raised else Level.NONE, lines=lines, facts=facts)


def _clock(program: Program, state: State, slot: int, *, at: int) -> Iterator[Words]:
    """Yield what time has to do with it: dwelling, and how long what happened at an instant stands."""
    when, own = program.fences.when[slot], state.fences
    since, until = int(own.since[slot]), int(own.until[slot])
    if when.on is On.DWELL and since != NEVER and not own.raised[slot]:
        whole, left = (
            span_words(int(program.fences.dwell[slot])),
            span_words(since + int(program.fences.dwell[slot]) - at),
        )
        begun = clock_words(since, seen_from=at)
        yield Words(
            f"自 {begun} 起在内，停留满 {whole.zh} 触发，还差 {left.zh}",
            f"inside since {begun}, raised after {whole.en}, {left.en} to go",
        )
        if own.is_blind[slot]:
            yield Words(
                "停留期间位置中断，须等下一个可信位置", "positions stopped meanwhile: the next trusted one decides"
            )
    if when.on.is_moment and until != FOREVER:
        ends = clock_words(until, seen_from=at)
        what = _MOMENTS[when.on]
        yield Words(f"{what.zh}事件保持到 {ends}", f"the {what.en} stands until {ends}")
    elif when.on.is_moment:
        yield Words(f"只有{_MOMENTS[when.on].zh}才触发", f"only {_MOMENTS[when.on].en} raises it")


def _expiry(area: Area, *, at: int) -> Iterator[Words]:
    if (change := area.change_after(at)) != FOREVER:
        when = clock_words(change, seen_from=at)
        yield Words(f"围栏在 {when} 生效或失效", f"a fence begins or expires at {when}")


def _name(area: Area, id_: str) -> str:
    return next(
        (f"{fence.name}（{id_}）" if fence.name != id_ else id_ for fence in area.fences if fence.id == id_), id_
    )
