"""A store with something in every table, and everything that can be asked of it, before and after a restore."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import numpy as np
import psycopg
from psycopg import sql

from fenghuo.backup.archive import Archive
from fenghuo.backup.loading import Restored, restore
from fenghuo.backup.saving import Saved, save
from incidents.incident import IncidentId
from incidents.people import SecondFactor, SignOn
from incidents.roster import Shift
from rules.record import Terms
from sensing.evidence import Evidence, EvidenceState
from sensing.link import Link
from store.evidence.folder import PictureFolder, hash_of
from store.migrate import migrate
from store.postgres import PostgresStore
from tests.builders import BY_TEST
from tests.contract.records import (
    NOON,
    a_contact,
    a_credential,
    a_delivery,
    a_device,
    a_fence,
    a_reject,
    a_rule,
    a_station,
    a_status,
    a_user,
    a_warning,
    an_entry,
    an_event,
    an_incident,
    at,
    later,
    readings,
)
from tests.contract.tending import EVER, WEEK, answers, append, beside, columns, tend
from tests.contract.test_store_places import HOLED, a_division, a_river
from tests.services import fresh_database

#: Fixtures that make an empty database.
DATABASES = ["postgres_database", "timescale_database"]
#: The smallest thing that counts as a picture.
PICTURE = b"\xff\xd8\xff" + b"smoke" * 100
GONE = hash_of(b"\xff\xd8\xffgone")
#: Numbers of two datastreams.
FIRST, OTHER = 1, 2


def a_folder(root: Path) -> PictureFolder:
    return PictureFolder(root, most_bytes=1 << 20, largest=1 << 16, referenced=set)


def filled(dsn: str, pictures: PictureFolder) -> PostgresStore:
    """Migrate a database and put something into every table."""
    migrate(dsn)
    store = PostgresStore(dsn, pool_size=2)
    _govern(store)
    _measure(store)
    with store.begin() as tx:
        tx.save_incidents([an_incident()])
        tx.save_warnings([a_warning(incident="i1")])
        tx.save_leads({IncidentId("i1"): IncidentId("i1")})
        tx.save_deliveries([a_delivery(), a_delivery("d2", recipient="c2")])
        tx.put_rejects([a_reject(), a_reject("unknown_station", station="NEW")])
        tx.put_statuses([a_status()])
        tx.journal([an_entry(), an_entry(5, division="411527000000"), an_entry(6)])
    _see(store, pictures)
    _tabulate(dsn)
    return store


def _govern(store: PostgresStore) -> None:
    store.put_stations([a_station("A", "water_level", "rain_5m"), a_station("B")], **BY_TEST)
    store.put_rule(a_rule(), author="li", at=NOON)
    store.put_rule(a_rule(red=44.0), author="li", at=NOON)
    proposed = store.put_rule(a_rule(red=45.0), author="li", at=NOON, terms=Terms(signatures_needed=1, reason="汛期"))
    store.sign_rule(str(proposed.id), version=proposed.version, signer="wang", at=later(1), note="read")
    store.put_backtest({"id": "bt-1", "rule": str(proposed.id), "episodes": 3}, actor="li", at=NOON)
    store.put_fence(a_fence(), author="li", at=NOON)
    store.put_divisions([a_division(geometry=HOLED)], author="li", at=NOON)
    store.put_river(a_river(), author="li", at=NOON)
    store.put_contacts([a_contact()], **BY_TEST)
    store.put_user(a_user())
    store.put_credential(a_credential())
    _admit(store)
    store.put_device(a_device(), actor="li")
    store.put_links([Link(station="A", heard=at(1), behind=-5, lost=2)])


def _admit(store: PostgresStore) -> None:
    factor = SecondFactor(user="li", secret="JBSWY3DPEHPK3PXP", confirmed=NOON, last_step=7, recovery=(b"a", b"\xff"))
    with store.begin() as tx:
        tx.put_second_factor(factor)
        tx.put_shifts([Shift(division="411528000000", teams=(("li", "an"),), since=NOON)])
    store.put_sign_on(SignOn(id=b"s", state="st", nonce="no", verifier="ve", expires=later(60)), at=NOON)
    store.count_try({b"place": 5}, at=NOON, span=timedelta(minutes=5))


def _measure(store: PostgresStore) -> None:
    """Packed weeks, a dropped one, open ones, corrections by the device, hours that wait to be summed up again."""
    values = np.round(40 + np.sin(np.arange(4000) / 50), 2)
    append(store, readings(FIRST, *values, step=600), readings(OTHER, *values[:500], step=3600, start=9 * WEEK))
    append(store, readings(OTHER, 5.0, revision=[1], start=9 * WEEK), readings(OTHER, -3.5, start=9 * WEEK + 3600))
    tend(store, close=3 * WEEK, pack=2 * WEEK)
    store.expire([FIRST], until=at(WEEK))
    append(store, readings(FIRST, 41.5, start=1.5 * WEEK + 1))


def _see(store: PostgresStore, pictures: PictureFolder) -> None:
    pictures.put(PICTURE)
    with store.begin() as tx:
        tx.put_events(
            [
                an_event(image_sha256=hash_of(PICTURE)),
                an_event("e2", image_url="", image_sha256=GONE, confidence=None, bbox=None),
                an_event("e3"),
            ]
        )
        tx.put_evidence(
            [
                Evidence(station="XY-C07", event="e1", url="https://example.org/1.jpg", sha256=hash_of(PICTURE),
                         state=EvidenceState.KEPT, tries=1, due=at(0), why="")
            ]
        )  # fmt: skip


#: A row for each table that stands behind people's work; what they mean is their own suites' business.
_LEFT = (
    "answer VALUES ('n1', 'w1', '411528101001', '411528101001', '2026-07-19 12:01Z', '{}')",
    "answer_private VALUES ('n1', 'ab', 'words')",
    "cap_document VALUES ('w1', 'cap', '4115-w1', '2026-07-19 12:00Z', true, '<alert/>')",
    "channel (name, used, day) VALUES ('sms', 3, '2026-07-19')",
    "channel_link (name, worked) VALUES ('sms', '2026-07-19 12:00Z')",
    "delivery_message VALUES ('sms', 'm1', 'd1', 'delivered', 'DELIVRD', '2026-07-19 12:00Z')",
    "foreign_message VALUES ('f1', 's', 'i', '2026-07-19 12:00Z', 'current', '2026-07-20Z', '{411500}', '{}', 'x')",
    "foreign_poll VALUES ('https://example.org/cap.atom', '2026-07-19 12:00Z', '{}')",
    "foreign_refusal VALUES ('r1', repeat('a', 64), 'unsigned', '2026-07-19 12:00Z', '{}', 'x')",
    "inbound (channel, address, text, at) VALUES ('sms', '+8613800000000', '1', '2026-07-19 12:00Z')",
    "ownership VALUES (3, 7, 'w1', '2026-07-19 12:00Z')",
    "procedure_version VALUES ('plan', 'p1', 1, '{}', 'li', '2026-07-19 12:00Z')",
    "pushed_receipt (provider, message, state, at) VALUES ('aliyun', 'm1', 'delivered', '2026-07-19 12:00Z')",
    "rollcall VALUES ('w1', 'w1', '{411528000000}', 'active', NULL, '{}')",
    "rollcall_call VALUES ('c1', 'w1', '411528101001', 'li', 'c1', '2026-07-19 12:00Z', NULL, '{}')",
    "rollcall_news VALUES ('n1', 'w1')",
    "rollcall_place VALUES ('w1/p', 'w1', 'p', 0, '411528101001', NULL, '{}', '{}')",
    "screen (id, name, registered, seen) VALUES ('s1', '值班室', '2026-07-19 12:00Z', '2026-07-19 12:00Z')",
    "seal_key VALUES ('k1', 'proof', '2026-07-19 12:00Z')",
    "silence VALUES ('z1', '411528000000', '2026-07-19 12:00Z', '2026-07-19 13:00Z', NULL, NULL, '{}')",
    "site VALUES ('x1', '411528101001', '{}')",
    "situation VALUES ('u1', 'storm', true, 4, '2026-07-19 12:00Z', NULL, '{}')",
    "task VALUES ('t1', 'i1', 'plan/item', '411528000000', 4, 'open', '2026-07-19 13:00Z', NULL, '{}')",
    "task_link VALUES ('ab', 't1', 'c1', '2026-07-20 12:00Z')",
    "told (partition, rule, target, level, at, document) VALUES (3, 'stage', 'A', 2, '2026-07-19 12:00Z', '{}')",
    "written_version VALUES ('policy', 'p1', 1, '', '{}', 'li', '2026-07-19 12:00Z')",
)


def _tabulate(dsn: str) -> None:
    """Fill by hand what only keepers write, so that no table is empty."""
    with psycopg.connect(dsn) as connection:
        connection.execute("INSERT INTO mark VALUES ('m1', 'A', '{}')")
        connection.execute("INSERT INTO correction VALUES ('k1', 1, '2026-07-19 12:00Z', false, '{}')")
        connection.execute("INSERT INTO review_due VALUES (1, '2026-07-19 12:00Z', '2026-07-19 13:00Z')")
        connection.execute("INSERT INTO review_limits VALUES (1, 'abc')")
        connection.execute("INSERT INTO closed_span VALUES ('2026-10-19 12:00Z', '2026-10-19 13:00Z')")
        for row in _LEFT:
            connection.execute(sql.SQL("INSERT INTO ") + sql.SQL(row))


def everything(store: PostgresStore) -> dict[str, Any]:
    """Return what a store answers, by question."""
    return {
        "stations": store.stations(),
        "statuses": store.statuses(),
        "links": store.links(),
        "rules": store.rules(),
        "versions": store.rule_versions(str(a_rule().id)),
        "backtest": store.backtest("bt-1"),
        "divisions": [(each, each.geometry and each.geometry.wkt) for each in store.divisions()],
        "rivers": store.rivers(),
        "fences": [(fence.id, fence.geometry.wkt) for fence in store.fences()],
        "contacts": store.contacts(),
        "users": store.users(),
        "credential": store.credential(b"\x01" * 32),
        "devices": store.devices(),
        "incidents": store.incidents(),
        "warnings": store.warnings(),
        "fellows": store.fellows_of(["i1"], most=5),
        "deliveries": store.deliveries(),
        "events": store.events(),
        "quarantine": store.quarantine(),
        "unknown": store.unknown_devices(),
        "journal": store.journal(),
        "chain_heads": store.chain_heads(),
        "latest": store.latest(),
        "count": store.count_observations(),
        "observations": [columns(store.observations(number, **EVER)) for number in (FIRST, OTHER)],
        "beside": beside(store, OTHER),
        "answers": [answers(store, number) for number in (FIRST, OTHER)],
    }


def rows(dsn: str) -> dict[str, set[str]]:
    """Return every row of every table as text, asked of the database and not of the code under test."""
    with psycopg.connect(dsn, options="-c timezone=UTC") as connection:
        names = connection.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') "
            "AND NOT relispartition AND relname <> 'migration'"
        ).fetchall()
        query = sql.SQL("SELECT t::text FROM {} AS t")
        found = {name: connection.execute(query.format(sql.Identifier(name))).fetchall() for (name,) in names}
    return {name: {row for (row,) in lines} for name, lines in found.items()}


@contextmanager
def another(dsn: str) -> Iterator[str]:
    """Make an empty database on the server of one that may go before it does."""
    with fresh_database(urlunsplit(urlsplit(dsn)._replace(path="/postgres"))) as empty:
        yield empty


@dataclass
class Tape:
    """A backup in memory."""

    data: bytes = b""
    saved: Saved | None = None
    told: list[str] = field(default_factory=list)

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


def taped(dsn: str, pictures: PictureFolder | None = None, *, told: Callable[[str], Any] | None = None) -> Tape:
    sink, tape = io.BytesIO(), Tape()
    tape.saved = save(dsn, sink.write, pictures=pictures, told=told or tape.told.append)
    tape.data = sink.getvalue()
    return tape


def put_back(data: bytes, dsn: str, pictures: PictureFolder | None = None, **options: Any) -> Restored:
    options = {"is_replacing": False, "told": [].append} | options
    return restore(Archive(io.BytesIO(data).read), dsn, pictures=pictures, **options)
