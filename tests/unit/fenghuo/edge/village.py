"""Nodes with a board, a journal and a ledger each, in one process."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from fenghuo.edge.exchange import Exchange
from fenghuo.edge.ledger_file import LedgerFile
from incidents.incident import Incident
from tests.builders import NOW
from tests.unit.incidents.duty import Duty


class Village(Duty):
    """A node under test."""

    def __init__(self, name: str, folder: Path) -> None:
        super().__init__()
        self.name = name
        self.path = folder / f"{name}.ledger"
        self.exchange = self.started(NOW)

    def started(self, now: datetime) -> Exchange:
        """Begin, or begin again after the power was cut."""
        self.exchange = Exchange(self.store, LedgerFile(self.path, node=self.name, now=now))
        return self.exchange

    def tell(self, other: Village, now: datetime) -> int:
        """Give another node what it lacks."""
        self.exchange.write_down()
        other.exchange.write_down()
        return other.exchange.take_in(self.exchange.ledger.since(other.exchange.ledger.heads()), now)

    def board(self) -> list[tuple]:
        """Return what people see, however the rows are called."""
        return sorted(shown(incident) for incident in self.store.incidents(limit=1000))


def meet(one: Village, other: Village, now: datetime) -> None:
    """Let two nodes hear each other until neither has news."""
    while one.tell(other, now) + other.tell(one, now):
        pass


def shown(incident: Incident) -> tuple:
    remarks = tuple((remark.author, remark.text) for remark in incident.remarks)
    who = (incident.acknowledged_by, incident.assignee)
    return incident.rule, incident.target, int(incident.level), int(incident.peak), incident.state.value, who, remarks
