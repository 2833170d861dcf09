"""Fences, every version of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.fence import Fence
from store.codec import dump, load
from store.governance import fence_entry
from store.postgres import journal
from store.queries import named_queries

if TYPE_CHECKING:
    from datetime import datetime

    from store.postgres.session import Session

_SQL = named_queries("governance")


def fences(session: Session) -> list[Fence]:
    """Return every fence in its newest version, by id."""
    return [load(Fence, document) for (document,) in session.rows(_SQL["fences"])]


def put_fence(session: Session, fence: Fence, *, author: str, at: datetime) -> Fence:
    """Store a fence and journal it; one that says nothing new is left as it is."""
    session.run(_SQL["lock"])
    row = session.row(_SQL["fence"], id=fence.id)
    version, document = row or (0, "")
    if document == dump(fence):
        return fence
    session.run(
        _SQL["put_fence"],
        id=fence.id,
        version=version + 1,
        document=dump(fence),
        author=author,
        at=at,
    )
    journal.write(session, [fence_entry(fence, version=version + 1, author=author, at=at)])
    return fence
