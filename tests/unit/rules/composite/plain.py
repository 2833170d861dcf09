"""What votes are enough for, in the plainest way: try everything."""

from __future__ import annotations

from itertools import combinations, product

from rules.composite.condition import Composite, Member, Need
from sensing.level import Level


def decide(when: Composite, members: list[list], groups: dict, levels: dict) -> Level:
    """Return the level; ``members`` as in ``Need.members``, ``levels`` of every slot that votes."""
    votes = iter(
        [key for key in keys if levels.get(key, 0) >= member.at]
        for member, keys in zip(when.need.members(), members, strict=True)
    )
    everybody: set = set()

    def is_met(need: Need) -> bool:
        parts = []
        for part in need.of:
            if isinstance(part, Member):
                mine = next(votes)
                everybody.update(mine)
                parts.append(mine)
            else:
                parts.append([part] if is_met(part) else [])
        together = [key for part in parts for key in part]
        if need.count:
            return len(independent(together, groups)) >= need.count
        if not when.independence:
            return all(parts)
        return any(len(independent(list(each), groups)) == len(parts) for each in product(*parts))

    if not is_met(when.need):
        return Level.NONE
    count = len(independent(list(everybody), groups))
    if when.levels:
        return max((level for level, n in when.levels.items() if n <= count), default=Level.NONE)
    return max(levels[key] for key in everybody) if when.level is None else when.level


def independent(keys: list, groups: dict) -> list:
    """Return the largest choice of keys of which no two share a group."""
    distinct = list(dict.fromkeys(keys))
    for size in range(len(distinct), 0, -1):
        for choice in combinations(distinct, size):
            shared = [group for key in choice for group in groups.get(key, ())]
            if len(shared) == len(set(shared)):
                return list(choice)
    return []
