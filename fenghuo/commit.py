"""Commit: what one transaction of the writer holds, in the order in which the store wants it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from alerts.issuing import follow
from fenghuo import metrics
from fenghuo.clock import now
from incidents.board import apply
from incidents.journal import Entry
from sensing.batch import concat
from sensing.event import Reject
from sensing.instant import from_micros
from sensing.mark import merged

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alerts.issuer import Issuer
    from alerts.policy import Policy
    from fenghuo.backlog import Work
    from fenghuo.judge import Judge
    from rules.transition import Transition
    from sensing.event import StatusReport
    from store.memory.transaction import MemoryTransaction
    from store.postgres.transaction import PostgresTransaction

    Transaction = PostgresTransaction | MemoryTransaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Commit:
    """Writes work into a transaction."""

    judge: Judge
    policy: Policy
    issuer: Issuer

    def put(self, tx: Transaction, gathered: Sequence[Work]) -> int:
        """Write all of the work; return how many readings were new."""
        batch = concat(work.batch for work in gathered)
        stored = tx.append(batch) if len(batch) else 0
        if dues := merged([due for work in gathered for due in work.dues]):
            tx.put_dues(dues)
        if events := [event for work in gathered for event in work.events]:
            tx.put_events(events)
        if rejects := [reject for work in gathered for reject in work.rejects]:
            tx.put_rejects(rejects)
        if statuses := [report for work in gathered for report in work.statuses]:
            tx.journal([_status_entry(report) for report in tx.put_statuses(statuses)])
        if transitions := [transition for work in gathered for transition in work.transitions]:
            self._tell(tx, transitions)
        return stored

    def _tell(self, tx: Transaction, transitions: Sequence[Transition]) -> None:
        """Let incidents follow the transitions, and warnings the incidents."""
        instant = now()
        judge = self.judge
        if tx.speaks_for is not None:
            tx.put_told(transitions, partition=tx.speaks_for)
        changed = apply(tx, transitions, rules=judge.rules, registry=judge.registry, now=instant, network=judge.network)
        follow(tx, changed, policy=self.policy, issuer=self.issuer, now=instant)
        metrics.incidents.inc(len(changed))


def refused(work: Work, why: str) -> list[Reject]:
    """Return what goes to quarantine of work that the store refuses for good: its messages."""
    return [
        Reject(
            topic=message.topic,
            payload=message.payload,
            code="store_refused",
            detail=why,
            result_time=message.arrived,
        )
        for message in work.messages
    ]


def _status_entry(report: StatusReport) -> Entry:
    act = "online" if report.is_online else "offline"
    return Entry(
        kind="station",
        division=report.division,
        at=from_micros(report.result_time),
        data={"act": act, "actor": "station", "station": report.station, "online": report.is_online},
    )
