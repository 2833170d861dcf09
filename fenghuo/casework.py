"""Casework: what the warden does about incidents: acknowledgements lapse, silences come and go, tasks go out or late.

Each chore takes the rows that are due and that no other warden holds; what it has done is written beside them, so that
nothing is told twice.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from alerts.issuing import follow
from alerts.policy import Policy
from alerts.raising import tell_unsettled
from alerts.tasking import MOST_SENT, send_tasks
from fenghuo import metrics
from fenghuo.calling import link_of
from fenghuo.issuing import issuer_of
from geo.river_network import RiverNetwork
from incidents.silencing import MOST_CARRIED, Patience, carry_out, lapse_acknowledgements
from incidents.tasking import MOST_LATE, mark_late

if TYPE_CHECKING:
    from datetime import datetime

    from alerts.issuer import Issuer
    from fenghuo.runtime import Runtime
    from fenghuo.sections.incidents import Incidents
    from store.memory import MemoryStore
    from store.postgres import PostgresStore

    Store = PostgresStore | MemoryStore


class IncidentChore:
    """Acknowledgements that ran out, and silences that begin, end soon, or end."""

    def __init__(self, store: Store, *, patience: Patience, issuer: Issuer, policy: Policy | None = None) -> None:
        """Take the parts."""
        self._store = store
        self._patience = patience
        self._issuer = issuer
        self._policy = policy or Policy()

    def __call__(self, at: datetime) -> datetime | None:
        """Do what is due; more silences than fit one transaction are carried out at once after it."""
        try:
            is_more = self._silences(at)
        finally:
            # Whatever becomes of silences, an acknowledgement that nothing followed lapses.
            with self._store.begin() as tx:
                # That nobody did anything is no news for those who were warned.
                metrics.incidents.inc(len(lapse_acknowledgements(tx, self._patience, now=at)))
        return at if is_more else None

    def _silences(self, at: datetime) -> bool:
        """Carry out silences; return whether there may be more of them."""
        with self._store.begin() as tx:
            count = len(tx.silences_due(at, limit=MOST_CARRIED))
            if not count:
                # The rivers and stations are read only when there is something to do: every piece of news calls.
                return False
            spoke = carry_out(tx, network=self._network(), now=at)
            # That a danger speaks again is news for those who are warned.
            follow(tx, spoke, policy=self._policy, issuer=self._issuer, now=at)
        metrics.incidents.inc(len(spoke))
        return count == MOST_CARRIED

    def _network(self) -> RiverNetwork:
        """Return the rivers, where a rule of inhibition may ask for them."""
        if not self._store.procedures():
            return RiverNetwork(())
        return RiverNetwork(self._store.rivers(), stations=self._store.stations())


class TaskChore:
    """Tasks that nobody was sent yet, and tasks that are late."""

    def __init__(self, store: Store, *, issuer: Issuer, link: str = "", board: str = "") -> None:
        """Take the parts, the beginning of the links that tasks are answered at, and the board on which they stand."""
        self._store = store
        self._issuer = issuer
        self._link = link
        self._board = board

    def __call__(self, at: datetime) -> datetime | None:
        """Do what is due; more than fits one transaction is done at once after it."""
        with self._store.begin() as tx:
            sent = send_tasks(tx, status=self._issuer.status, now=at, link=self._link)
        with self._store.begin() as tx:
            late = mark_late(tx, now=at)
            tell_unsettled(tx, late, status=self._issuer.status, now=at, link=self._board)
        metrics.tasks_late.inc(len(late))
        return at if sent == MOST_SENT or len(late) == MOST_LATE else None


def incident_chore(runtime: Runtime) -> IncidentChore:
    """Return the chore of a process."""
    issuer = issuer_of(runtime.settings, area=runtime.outlines.area_of, places=runtime.outlines.places)
    return IncidentChore(runtime.store, patience=patience_of(runtime.settings.incidents), issuer=issuer)


def task_chore(runtime: Runtime) -> TaskChore:
    """Return the chore of a process."""
    issuer, link = issuer_of(runtime.settings), link_of(runtime.settings, "t")
    url = runtime.settings.rollcall.url.rstrip("/")
    return TaskChore(runtime.store, issuer=issuer, link=link, board=f"{url}/#/rollcall" if url else "")


def patience_of(asked: Incidents) -> Patience:
    """Return how long acknowledgements count."""
    return Patience(
        red=timedelta(minutes=asked.ack_red_minutes),
        orange=timedelta(minutes=asked.ack_orange_minutes),
        yellow=timedelta(minutes=asked.ack_yellow_minutes),
        blue=timedelta(minutes=asked.ack_blue_minutes),
    )
