"""Node: the folder of a node, and what it does about every second: write down, take in, show.

node.key, node.pub    its key, made on the first run
above.pub             key of the node above, from the first bundle on
trusted/NAME.pub      keys of the nodes whose parcels it takes
bundle.signed         what it works by; its documents in documents/
facts.ledger          the facts that it knows
readings.sent         how many readings of each hour the node above has
inbox/                parcels that were carried here and are not taken in yet
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import structlog

from alerts.warning import CapStatus
from fenghuo.edge.bundle import NODE
from fenghuo.edge.exchange import Exchange
from fenghuo.edge.ledger_file import LedgerFile
from fenghuo.edge.parcel import Parcel, read, written
from fenghuo.edge.reading_parcel import take as take_readings
from fenghuo.edge.readings import ReadingsOut
from fenghuo.edge.seal import SealError, load_key, load_public, make_key, read_sealed
from fenghuo.edge.shelf import Shelf
from fenghuo.private_file import write_private
from sensing.errors import FenghuoError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

    from incidents.convergence.fact import Fact
    from store.memory import MemoryStore
    from store.postgres import PostgresStore

log = structlog.get_logger("fenghuo.edge")


class NodeError(FenghuoError):
    """A node's folder cannot be used."""


class Node:
    """One node: its folder, its ledger, its board."""

    def __init__(
        self,
        folder: Path,
        *,
        name: str,
        store: PostgresStore | MemoryStore,
        now: datetime,
        plays: bool = True,
        status: CapStatus = CapStatus.ACTUAL,
    ) -> None:
        """Open the folder.

        Args:
            folder: The node's data folder.
            name: Of the node.
            store: Its board and journal.
            now: When.
            plays: Whether it tells people what others order.
            status: The only status of a warning that it takes from others.

        Raises:
            FenghuoError: If its ledger or key cannot be read.
        """
        self.folder, self.name = folder, name
        self.key = own_key(folder)
        ledger = LedgerFile(ledger_path(folder), node=name, now=now)
        self.exchange = Exchange(store, ledger, plays=plays, status=status)
        self.store = store
        self.readings = ReadingsOut(store, folder / "readings.sent")
        #: Parcels that could not be taken in, by file name, with why.
        self.refused: dict[str, str] = {}
        self._is_begun = False
        #: Two threads must not read the same journal rows: the rounds, and the link that hears.
        self._lock = threading.RLock()

    def work(self, now: datetime) -> None:
        """Do what is due."""
        with self._lock:
            if not self._is_begun:
                self.exchange.apply_everything(now)
                self._is_begun = True
            self.exchange.write_down()
            self._take_inbox(now)
            self.exchange.apply(now)

    def hear(self, data: bytes, *, origin: str, now: datetime) -> int:
        """Take a parcel in that came by a link; return how many facts were new.

        Raises:
            FenghuoError: If it is no parcel of a node that is trusted.
        """
        return self.hear_all([read(data, trusted=trusted_keys(self.folder), origin=origin)], now=now)

    def hear_all(self, parcels: Sequence[Parcel], *, now: datetime) -> int:
        """Take in what waited in a link as one; return how many facts were new.

        What ends an order may wait behind it: nothing is played before all of it is known.
        """
        facts = [fact for parcel in parcels for fact in parcel.facts]
        with self._lock:
            return self.exchange.take_in(facts, now)

    def parcel(self, facts: Sequence[Fact], now: datetime) -> bytes:
        """Return facts as this node's parcel."""
        made = Parcel(node=self.name, made=now, heads=self.exchange.ledger.heads(), facts=tuple(facts))
        return written(made, self.key)

    def take_readings(self, data: bytes, *, node: str, divisions: Sequence[str]) -> int:
        """Keep readings of a node below; return how many were new.

        Raises:
            FenghuoError: If they are none of a node that is trusted.
        """
        trusted = trusted_keys(self.folder)
        return take_readings(data, store=self.store, trusted=trusted, node=node, divisions=divisions)

    def ranks(self) -> dict[str, int]:
        """Return how high the latest dangers were, by station."""
        found: dict[str, int] = {}
        for each in self.store.incidents(limit=200, reasons=1):
            found[each.station] = max(int(each.peak), found.get(each.station, 0))
        return found

    def trouble(self) -> str:
        """Return what is wrong, for people on duty; empty while nothing is."""
        return next(iter(self.refused.values()), "") or self.exchange.trouble or self.exchange.ledger.trouble()

    def _take_inbox(self, now: datetime) -> None:
        """Take in what was carried here, all of it as one: the end of an order may lie in another file."""
        found: dict[Path, Parcel] = {}
        trusted = trusted_keys(self.folder)
        for path in sorted((self.folder / "inbox").glob("*.parcel")):
            try:
                found[path] = read(read_sealed(path), trusted=trusted, origin=path.name)
            except FenghuoError as error:
                self._refuse(path, error)
        if not found:
            return
        try:
            self._take(found, now)
        except FenghuoError:
            # One of them is at fault; which one shows when each is taken alone.
            for path, parcel in found.items():
                try:
                    self._take({path: parcel}, now)
                except FenghuoError as error:
                    self._refuse(path, error)

    def _take(self, parcels: Mapping[Path, Parcel], now: datetime) -> None:
        count = self.hear_all(list(parcels.values()), now=now)
        for path in parcels:
            # Only now: a power cut before this line takes it in once more, which changes nothing.
            path.unlink()
            self.refused.pop(path.name, None)
        log.info("parcels_taken", parcels=[path.name for path in parcels], facts=count)

    def _refuse(self, path: Path, error: FenghuoError) -> None:
        if path.name not in self.refused:
            log.warning("parcel_refused", parcel=path.name, why=str(error))
        self.refused[path.name] = str(error)


def own_key(folder: Path) -> Ed25519PrivateKey:
    """Return the node's key, made where there is none."""
    file = folder / "node.key"
    if not file.exists():
        folder.mkdir(parents=True, exist_ok=True)
        # A public half without its key is what a power cut left.
        file.with_suffix(".pub").unlink(missing_ok=True)
        make_key(file)
    return load_key(file)


def ledger_path(folder: Path) -> Path:
    """Return where a node's ledger is."""
    return folder / "facts.ledger"


def name_of(folder: Path, given: str) -> str:
    """Return the name of a node: its bundle's, or as the settings give it where it has none.

    Raises:
        NodeError: If there is neither, or they differ.
    """
    held = Shelf(folder).restored()
    if held is not None and given and held.node != given:
        raise NodeError(f"{folder}: the bundle is for the node {held.node}, the settings say {given}")
    name = held.node if held is not None else given
    if not NODE.fullmatch(name):
        raise NodeError(
            f"{folder}: expected a bundle, or FENGHUO_EDGE__NODE with small letters, digits and hyphens, got {name!r}"
        )
    return name


def trusted_keys(folder: Path) -> list[Ed25519PublicKey]:
    """Return the keys of the nodes whose parcels a node takes: the one above and those in ``trusted``."""
    files = [folder / "above.pub", *sorted((folder / "trusted").glob("*.pub"))]
    return [load_public(file) for file in files if file.exists()]


def put_in_inbox(folder: Path, data: bytes, *, origin: str) -> Parcel:
    """Check a parcel and lay it where the node takes it in, running or at its next start.

    Raises:
        FenghuoError: If it is no parcel of a node that is trusted.
    """
    parcel = read(data, trusted=trusted_keys(folder), origin=origin)
    inbox = folder / "inbox"
    inbox.mkdir(parents=True, exist_ok=True)
    write_private(inbox / f"{parcel.node}-{parcel.made:%Y%m%dT%H%M%S}-{len(parcel.facts)}.parcel", data)
    return parcel


def exported(folder: Path, *, name: str, known: Mapping[str, int], now: datetime) -> Parcel:
    """Return what a node's ledger has beyond some heads; the node may be running meanwhile.

    Raises:
        NodeError: If there is no ledger.
    """
    from incidents.convergence.fact import read_fact
    from incidents.convergence.ledger import heads, since

    path = ledger_path(folder)
    if not path.exists():
        raise NodeError(f"{path}: there is no ledger; is it the folder of a node that has run?")
    whole, _, _ = path.read_bytes().rpartition(b"\n")
    facts = [read_fact(line.partition(b"\t")[2]) for line in whole.splitlines()]
    return Parcel(node=name, made=now, heads=heads(facts), facts=tuple(since(facts, known)))


__all__ = ["Node", "NodeError", "SealError", "exported", "name_of", "own_key", "put_in_inbox", "trusted_keys"]
