"""What the rules of the partitions said, in the twin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.told import Told

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from rules.transition import Transition
    from store.memory.tables import Tables, Writer


class ToldActs:
    """The transaction's part."""

    #: Partition whose rules speak in this transaction; None: nobody waits to hear what rules say.
    speaks_for: int | None = None
    writer: Writer

    def put_told(self, transitions: Sequence[Transition], *, partition: int) -> None:
        """Note what the rules of a partition say."""
        rows = self.writer.tables.told
        for seq, transition in enumerate(transitions, start=max(rows, default=0) + 1):
            self.writer.put(rows, seq, Told(seq=seq, partition=partition, transition=transition))


class ToldKeeper:
    """The store's part."""

    _tables: Tables

    def told(self, known: Mapping[int, int], *, limit: int = 10_000) -> list[Told]:
        """Return what partitions said after the number that is known of each, in the order of each partition."""
        with self._tables.lock:
            rows = [each for _, each in sorted(self._tables.told.items())]
        return [each for each in rows if each.partition in known and each.seq > known[each.partition]][:limit]

    def forget_told(self, *, before: datetime) -> int:
        """Forget what was said of earlier instants, but not how a slot stands; return how many were forgotten."""
        with self._tables.lock:
            rows = self._tables.told
            newest = {(each.transition.rule, each.transition.target): seq for seq, each in sorted(rows.items())}
            gone = [
                seq
                for seq, each in rows.items()
                if each.transition.at < before
                and (not each.transition.after or newest[each.transition.rule, each.transition.target] != seq)
            ]
            for seq in gone:
                del rows[seq]
            return len(gone)
