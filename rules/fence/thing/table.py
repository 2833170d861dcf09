"""What fence rules that follow things are compiled to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.index import FenceIndex
from rules.errors import RuleError
from rules.fence.area import Area, line_of
from rules.fence.condition import Way
from rules.fence.thing.passage import Passage
from rules.scope import fence_of
from sensing.instant import span_micros

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import timedelta

    from geo.fence import Fence
    from rules.fence.condition import Fenced
    from rules.rule import Rule


def area_of(rule: Rule, when: Fenced, fences: Mapping[str, Fence]) -> Area:
    """Return the fences of a rule as one area.

    Raises:
        RuleError: If one is not there, or the rule asks for the side of one that was not drawn as a line.
    """
    key = "when.fence" if len(when.fences) == 1 else "when.fences"
    found = tuple(fence_of(rule, id_, key=key, fences=fences) for id_ in when.fences)
    for fence in found:
        if when.direction is not Way.ANY and line_of(fence) is None:
            detail = f'when.direction: fence "{fence.id}" is not drawn as a line, so it has no left and right'
            raise RuleError(detail, origin=f"rule {rule.id}")
    return Area.of(found)


def passage_of(when: Fenced, area: Area, *, lateness: timedelta) -> Passage:
    """Return what a rule asks of things."""
    things = when.followed
    return Passage(
        area=area,
        index=FenceIndex(area.fences),
        on=when.on,
        level=when.level,
        direction=when.direction,
        dwell=span_micros(when.dwell),
        clear_for=span_micros(when.clear_for),
        gone_after=span_micros(things.gone_after),
        gone_is_exit=things.gone_is_exit,
        confidence=things.confidence,
        identity=things.identity,
        lateness=span_micros(lateness),
    )
