"""Resealing: everything that leads to a person, sealed with the key that seals now.

Run when a database gets its first key, and when the key is changed. Page by page, each in a transaction of its own:
the system goes on, and a run that was broken off is simply run again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import msgspec

from store.codec import json_text
from store.errors import SealError
from store.queries import named_queries
from store.sealing import ERASED

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from store.postgres.session import Database, Session
    from store.sealing import Seals

_SQL = named_queries("sealing")
#: Rows of one transaction.
_PAGE: Final = 1000
#: What a proof says.
_WORDS: Final = "fenghuo"
_PROOF: Final = "seal_key.proof"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sealed:
    """A table with sealed values."""

    name: str
    #: Its columns as its query gives them, the key first.
    columns: tuple[str, ...]
    #: Brings a value of a column up to date; returns it as it was when it is.
    renew: Callable[[Seals, str, str], str]
    #: Value that every key is above.
    least: Any = ""


def require_keys(database: Database, seals: Seals) -> int:
    """Check that these are the keys of this database; seal it if it has none yet. Return how many rows that were.

    Raises:
        SealError: If one of its keys is not there, or there is none at all for a sealed database.
    """
    with database.session() as session:
        proofs = dict(session.rows(_SQL["proofs"]))
    for id_, proof in proofs.items():
        if seals.open(proof, place=_PROOF) != _WORDS:
            raise SealError(f"key {id_!r} is not the one that this database was sealed with")
    if not seals.is_on or seals.current in proofs:
        return 0
    renewed = 0 if proofs else reseal(database)
    note_key(database, seals)
    return renewed


def note_key(database: Database, seals: Seals) -> None:
    """Write down that a key seals here."""
    with database.session() as session:
        session.run(_SQL["add_proof"], id=seals.current, proof=seals.seal(_WORDS, place=_PROOF))


def reseal(database: Database) -> int:
    """Seal everything with the current key of the database's seals; return how many rows were not."""
    return sum(_renew_table(database, table) for table in _TABLES)


def reindex(database: Database) -> int:
    """Find every address by the index of the database's seals from now on, all or none; return how many rows changed.

    Raises:
        SealError: If somebody else is at the database: what he looks up by the old index he would not find.
    """
    with database.session() as session:
        row = session.row(_SQL["others_here"])
        if row is None or row[0] > 0:
            raise SealError(
                f"expected nobody else at the database, got {row[0] if row else 'no'} connections: stop all"
            )
        return sum(_reindex_table(session, name, least=least) for name, least in _INDEXED)


def _reindex_table(session: Session, name: str, *, least: Any) -> int:
    count, after, seals = 0, least, session.seals
    while True:
        rows = session.rows(_SQL[name], after=after, limit=_PAGE)
        for key, *values in rows:
            index = seals.index(_address(name, values, seals))
            if index is not None:
                session.run(_SQL[f"{name}_index"], key=key, index=index)
                count += 1
        if len(rows) < _PAGE:
            return count
        after = rows[-1][0]


def _address(name: str, values: Sequence[str], seals: Seals) -> str:
    """Return the address in a row of a table, as its query gives it."""
    if name == "answer_private":
        document = seals.open(values[0], place="answer_private.document")
        return "" if document == ERASED else str(msgspec.json.decode(document).get("address", ""))
    column = {"contact": 1, "inbound": 0}[name]
    address = seals.open(values[column], place=f"{name}.address")
    return "" if address == ERASED else address


#: Tables in which an address is found by an index, and the value that every key is above.
_INDEXED: Final[tuple[tuple[str, Any], ...]] = (("contact", ""), ("inbound", 0), ("answer_private", ""))


def forget_others(database: Database, seals: Seals) -> None:
    """Forget every key but the current one; everything is sealed with that."""
    with database.session() as session:
        session.run(_SQL["drop_proofs"], id=seals.current)


def _renew_table(database: Database, table: _Sealed) -> int:
    renewed, after = 0, table.least
    while True:
        with database.session() as session:
            rows = session.rows(_SQL[table.name], after=after, limit=_PAGE)
            renewed += sum(_renew_row(session, table, dict(zip(table.columns, row, strict=True))) for row in rows)
        if len(rows) < _PAGE:
            return renewed
        after = rows[-1][0]


def _renew_row(session: Session, table: _Sealed, row: dict[str, Any]) -> bool:
    seals = session.seals
    values = {name: table.renew(seals, f"{table.name}.{name}", row[name]) for name in table.columns[1:]}
    if all(row[name] == value for name, value in values.items()):
        return False
    index = {}
    if "address" in values:
        index["address_index"] = seals.index(seals.open(values["address"], place=f"{table.name}.address"))
    session.run(_SQL[f"put_{table.name}"], **{table.columns[0]: row[table.columns[0]]}, **values, **index)
    return True


def _value(seals: Seals, place: str, text: str) -> str:
    return text if seals.is_fresh(text) else seals.seal(seals.open(text, place=place), place=place)


def _fields(*names: str) -> Callable[[Seals, str, str], str]:
    """Return what renews some fields of a JSON document."""

    def renew(seals: Seals, place: str, text: str) -> str:
        document = msgspec.json.decode(text)
        table = place.partition(".")[0]
        fresh = {name: _value(seals, f"{table}.{name}", document[name]) for name in names if document.get(name)}
        return text if all(document[name] == value for name, value in fresh.items()) else json_text(document | fresh)

    return renew


def _whole(seals: Seals, place: str, text: str) -> str:
    """Renew a document that is sealed as a whole: a JSON string."""
    inner = msgspec.json.decode(text) if text.startswith('"') else text
    fresh = _value(seals, place, inner)
    return text if fresh == inner else json_text(fresh)


_TABLES: Final = (
    _Sealed(name="contact", columns=("id", "name", "address"), renew=_value),
    _Sealed(name="inbound", columns=("id", "address", "text"), renew=_value, least=0),
    _Sealed(name="person", columns=("name", "email", "phone"), renew=_value),
    _Sealed(name="second_factor", columns=("person", "secret"), renew=_value),
    _Sealed(name="answer_private", columns=("answer", "document"), renew=_value),
    _Sealed(name="delivery", columns=("id", "document"), renew=_fields("address", "recipient_name", "body")),
    _Sealed(name="rollcall_call", columns=("id", "document"), renew=_fields("name")),
    _Sealed(name="rollcall", columns=("id", "document"), renew=_whole),
    _Sealed(name="rollcall_place", columns=("id", "document"), renew=_value),
)


class SealKeeper:
    """The store's part: which key seals."""

    _database: Database

    def require_keys(self) -> int:
        """Check that the keys are those of this database; seal it if it has none. Return how many rows that were.

        Raises:
            SealError: If they are not.
        """
        return require_keys(self._database, self._database.seals)

    def reindex(self) -> int:
        """Find every address by the index of the keys from now on, all or none; return how many rows changed.

        Raises:
            SealError: If somebody else is at the database.
        """
        return reindex(self._database)

    def reseal(self, *, forgets_others: bool = False) -> int:
        """Seal everything with the current key; return how many rows were not.

        Args:
            forgets_others: Whether no other key is wanted any more.
        """
        seals = self._database.seals
        note_key(self._database, seals)
        renewed = reseal(self._database)
        if forgets_others:
            forget_others(self._database, seals)
        return renewed
