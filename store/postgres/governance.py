"""Fences, every version of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.fence import Fence
from store.codec import load
from store.governance import fence_entries, fence_news
from store.postgres import journal
from store.queries import named_queries
from store.reach import check_reach

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from store.postgres.session import Session

_SQL = named_queries("governance")


def fences(session: Session, *, within: str = "") -> list[Fence]:
    """Return every fence of a subtree in its newest version, by id."""
    return [load(Fence, document) for (document,) in session.rows(_SQL["fences"], within=within)]


def put_fences(session: Session, fences: Sequence[Fence], *, author: str, at: datetime, within: str = "") -> list[str]:
    """Store fences and journal them; return the ids of those that said something new."""
    session.run(_SQL["lock"])
    rows = session.rows(_SQL["known_fences"], ids=sorted({str(fence.id) for fence in fences}))
    stored = [load(Fence, document) for _, _, document in rows] if within else []
    check_reach("fence", ((each.id, each.division) for each in (*stored, *fences)), within=within)
    news = fence_news(fences, known={id_: (version, document) for id_, version, document in rows})
    if news:
        session.run(
            _SQL["put_fences"],
            id=[str(one.fence.id) for one in news],
            version=[one.version for one in news],
            document=[one.document for one in news],
            author=author,
            at=at,
        )
        journal.write(session, fence_entries(news, author=author, at=at))
    return [str(one.fence.id) for one in news]
