"""Exchange: what a node writes down, takes in from others and shows on its own board, in one place.

Three steps, each of which a power cut may end and the next start does again: the journal becomes facts, facts of others
are kept, and what they say is applied. What was applied last is not remembered: applying again changes nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog

from alerts.cap_document import Form
from alerts.warning import CapStatus
from fenghuo.edge.answering import apply_answers, mirror
from fenghuo.edge.applying import apply_facts
from fenghuo.edge.deriving import FROM_NODE, derived
from fenghuo.edge.orders import readable
from fenghuo.edge.playing import Stand, apply_orders
from incidents.convergence.fact import FactKind
from sensing.errors import FenghuoError
from sensing.instant import from_micros
from store.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from alerts.warning import Warning  # noqa: A004 -- the field's word
    from fenghuo.edge.ledger_file import LedgerFile
    from incidents.convergence.fact import Fact
    from incidents.settling import Ground
    from store.memory import MemoryStore
    from store.postgres import PostgresStore

log = structlog.get_logger("fenghuo.edge")

#: Journal rows that are read at once.
_MOST_ROWS = 1000
_DANGERS = frozenset({FactKind.VERDICT, FactKind.DEED})


class Exchange:
    """A node's board and its ledger."""

    def __init__(
        self,
        store: PostgresStore | MemoryStore,
        ledger: LedgerFile,
        *,
        plays: bool = True,
        status: CapStatus = CapStatus.ACTUAL,
        ground: Ground | None = None,
    ) -> None:
        """Take both; nothing is read yet.

        Args:
            store: The board and the journal.
            ledger: The facts.
            plays: Whether this node tells people what others order; the node above only shows it.
            status: The only status of a warning that it takes from others.
            ground: What is known of where stations lie.
        """
        self._store, self.ledger, self._ground = store, ledger, ground
        self._stand = Stand(node=ledger.node, plays=plays, status=status)
        #: What cannot be shown; empty while everything can.
        self.trouble = ""
        #: Row up to which the journal was read in this run, facts or none.
        self._read = ledger.row
        #: What was taken in and is not applied yet, by subject: the node that it is from.
        self._waiting: dict[str, str] = {}
        #: Chains of warnings, and answers, that were taken in and are not applied yet.
        self._orders: set[str] = set()
        self._answers: dict[str, Fact] = {}
        #: Id of each warning of an own or foreign order, by its identifier.
        self._ids: dict[str, str] = {}
        #: How many facts there were when it was made.
        self._indexed = -1

    def write_down(self) -> int:
        """Make facts of what is new in the journal; return how many."""
        count = 0
        while rows := self._store.journal(since=self._read, limit=_MOST_ROWS):
            ledger = self.ledger
            pen, found = derived(
                rows, pen=ledger.pen, about=ledger.about, warning_of=self._warning_of, issued=self._issued
            )
            ledger.write(found, pen=pen)
            self._read = rows[-1].seq
            count += len(found)
            for _, fact in found:
                self._note([fact] if self._is_shared(fact) else [])
        return count

    def take_in(self, facts: Sequence[Fact], now: datetime) -> int:
        """Keep facts of others and show what they say; return how many were new."""
        # What happened here first is written down first: a deed names what its author knew.
        self.write_down()
        fresh = self.ledger.take(facts, now=now)
        self._note(fresh)
        self.apply(now)
        return len(fresh)

    def apply(self, now: datetime) -> None:
        """Bring to the board what is known and not shown yet."""
        if self._waiting:
            with self._store.begin() as tx:
                apply_facts(
                    tx, self._waiting, node=self.ledger.node, about=self.ledger.about, ground=self._ground, now=now
                )
            self._waiting = {}
        for subject in sorted(self._orders):
            try:
                self._apply_chain(subject, now)
            except StoreError:
                raise
            except (FenghuoError, ValueError, SyntaxError) as error:
                # A signed order that is damaged all the same keeps no other one from being played.
                log.exception("order_refused", subject=subject)
                self.trouble = f"order {subject} cannot be played: {error}"
                self._orders.discard(subject)
        if self._answers:
            with self._store.begin() as tx:
                facts = list(self._answers.values())
                early = apply_answers(tx, facts, node=self.ledger.node, id_of=self._id_of)
            self._answers = {fact.id: fact for fact in early}

    def _apply_chain(self, subject: str, now: datetime) -> None:
        # A clock that was set back does not make an old order young.
        heard = from_micros(self.ledger.pen.clock.ms * 1000)
        with self._store.begin() as tx:
            taken = apply_orders(tx, self.ledger.about(subject), stand=self._stand, now=max(now, heard))
            for warning in taken if not self._stand.plays else ():
                source = warning.steps[-1].actor.removeprefix(FROM_NODE)
                mirror(self._store, tx, warning, source=source, now=now)
        self._orders.discard(subject)

    def apply_everything(self, now: datetime) -> None:
        """Show all that is known: what a power cut may have kept from being shown."""
        self._note(fact for fact in self.ledger.facts if fact.node != self.ledger.node)
        self.apply(now)

    def _note(self, facts: Iterable[Fact]) -> None:
        for fact in facts:
            if fact.kind in _DANGERS:
                self._waiting[fact.subject] = fact.node
            elif fact.kind == FactKind.ORDER:
                self._orders.add(fact.subject)
            elif fact.kind == FactKind.ANSWER:
                self._answers[fact.id] = fact

    def _is_shared(self, fact: Fact) -> bool:
        return any(each.node != self.ledger.node for each in self.ledger.about(fact.subject))

    def _warning_of(self, rollcall: str) -> str:
        roll = self._store.rollcall(rollcall)
        warning = self._store.warning(roll.warning) if roll is not None else None
        return rollcall if warning is None else warning.identifier

    def _issued(self, id_: str) -> tuple[Warning, bytes] | None:
        warning = self._store.warning(id_)
        if warning is None:
            return None
        document = self._store.cap_document(id_, Form.CAP)
        return warning, b"" if document is None else document.body

    def _id_of(self, identifier: str) -> str:
        """Return the id of a warning that any node has told of, by its identifier; empty: nobody has."""
        facts = self.ledger.facts
        if identifier not in self._ids and self._indexed != len(facts):
            self._indexed = len(facts)
            orders = (fact for fact in facts if fact.kind == FactKind.ORDER)
            self._ids = {each.order.identifier: each.warning.id for each in readable(orders)}
        return self._ids.get(identifier, "")
