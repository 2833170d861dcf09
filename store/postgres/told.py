"""What the rules of the partitions said, on PostgreSQL; see migration 0033.

A partition has one writer at a time, so within a partition the numbers ascend in the order of commits; between two they
need not. Who reads keeps a place for each.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rules.transition import Transition
from store.codec import dump, load
from store.queries import named_queries
from store.told import Told

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from store.postgres.session import Database, Session

_SQL = named_queries("told")


class ToldActs:
    """The transaction's part."""

    #: Partition whose rules speak in this transaction; None: nobody waits to hear what rules say.
    speaks_for: int | None = None
    _session: Session

    def put_told(self, transitions: Sequence[Transition], *, partition: int) -> None:
        """Note what the rules of a partition say."""
        self._session.run(
            _SQL["put"],
            partition=partition,
            rule=[each.rule for each in transitions],
            target=[each.target for each in transitions],
            level=[int(each.after) for each in transitions],
            at=[each.at for each in transitions],
            document=[dump(each) for each in transitions],
        )


class ToldKeeper:
    """The store's part."""

    _database: Database

    def told(self, known: Mapping[int, int], *, limit: int = 10_000) -> list[Told]:
        """Return what partitions said after the number that is known of each, in the order of each partition."""
        with self._database.session() as session:
            rows = session.rows(_SQL["since"], partitions=[*known], seqs=[*known.values()], limit=limit)
        return [Told(seq=row[0], partition=row[1], transition=load(Transition, row[2])) for row in rows]

    def forget_told(self, *, before: datetime) -> int:
        """Forget what was said of earlier instants, but not how a slot stands; return how many were forgotten."""
        with self._database.session() as session:
            return session.run(_SQL["forget"], before=before)
