"""Assignment: who should hold what, from who lives and who holds what now. Pure.

Every member works it out for itself. Who sees the same decides the same; who does not is kept off by the lease.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping


def assign(resources: Collection[str], *, members: Collection[str], held: Mapping[str, str]) -> dict[str, str]:
    """Return the member that should hold each resource; nothing where nobody lives.

    Everybody gets as many as everybody else, or one more. Nobody gives up one that he may keep, and those who hold most
    may keep one more, so that as little as possible moves.

    Args:
        resources: What is to be held.
        members: Who lives.
        held: The holder of each resource that has one, dead ones included.
    """
    if not members:
        return {}
    living = set(members)
    own: dict[str, list[str]] = {member: [] for member in members}
    for resource in sorted(resources):
        if held.get(resource) in living:
            own[held[resource]].append(resource)
    each, more = divmod(len(set(resources)), len(own))
    ranked = sorted(own, key=lambda member: (-len(own[member]), member))
    quota = {member: each + (rank < more) for rank, member in enumerate(ranked)}
    wanted = {resource: member for member in ranked for resource in own[member][: quota[member]]}
    free = [resource for resource in sorted(set(resources)) if resource not in wanted]
    room = [member for member in ranked for _ in range(quota[member] - len(own[member][: quota[member]]))]
    return wanted | dict(zip(free, room, strict=True))
