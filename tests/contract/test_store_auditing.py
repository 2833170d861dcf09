"""Whoever owns the database may write over the journal; the audit names the row, or the anchor that is not met."""

from __future__ import annotations

from dataclasses import replace

import psycopg
import pytest

from fenghuo.anchors import AnchorError, anchor_of, append_anchor, read_anchors
from incidents.audit import Finding, audit
from incidents.journal import Fault
from store.migrate import migrate
from store.postgres import PostgresStore
from store.postgres.auditing import journal_at_once
from tests.contract.records import NOON, an_entry

OTHER = "411525000000"


@pytest.fixture
def dsn(postgres_database):
    migrate(postgres_database)
    store = PostgresStore(postgres_database, pool_size=2)
    for number in range(10):
        with store.begin() as tx:
            tx.journal([an_entry(number, note=f"风“{number}”\n\\"), an_entry(number, division=OTHER)])
    store.close()
    return postgres_database


def audited(dsn: str, *, start: int = 1, anchors=()) -> Finding | None:
    with journal_at_once(dsn, start=start) as journal:
        return audit(journal.lines, heads=journal.heads, head_seq=journal.head_seq, start=start, anchors=anchors)


def forge(dsn: str, *statements: str) -> None:
    """Do what only the owner can: pass the triggers by."""
    with psycopg.connect(dsn) as connection:
        connection.execute("ALTER TABLE journal DISABLE TRIGGER ALL")
        for statement in statements:
            connection.execute(statement)
        connection.execute("ALTER TABLE journal ENABLE TRIGGER ALL")


def anchored(dsn: str, path) -> None:
    with journal_at_once(dsn) as journal:
        append_anchor(path, anchor_of(journal.heads, journal.head_seq, at=NOON), signer=None)


@pytest.mark.parametrize("start", [1, 2, 7, 20, 21])
def test_a_journal_as_it_was_written_is_whole(dsn, start):
    assert audited(dsn, start=start) is None


@pytest.mark.parametrize(
    ("statement", "fault", "seq"),
    [
        ("UPDATE journal SET data = '{}' WHERE seq = 7", Fault.HASH, 7),
        ("UPDATE journal SET kind = 'cap' WHERE seq = 7", Fault.HASH, 7),
        ("UPDATE journal SET at = at + interval '1 s' WHERE seq = 7", Fault.HASH, 7),
        ("UPDATE journal SET division = '411500000000' WHERE seq = 7", Fault.LINK, 7),
        ("DELETE FROM journal WHERE seq = 7", Fault.GAP, 7),
        ("DELETE FROM journal WHERE seq > 15", Fault.MISSING_TAIL, 16),
        ("DELETE FROM journal", Fault.MISSING_TAIL, 1),
        ("DELETE FROM chain_head", Fault.STALE_HEAD, 1),
    ],
)
def test_the_first_row_that_is_wrong_is_named(dsn, statement, fault, seq):
    # From the beginning, and from a row on where the fault lies behind it.
    starts = [start for start in (1, 5) if start <= seq]
    forge(dsn, statement)
    for start in starts:
        found = audited(dsn, start=start)
        assert found is not None
        # A chain whose beginning was not read may begin anywhere: its row gives itself away by its hash.
        assert (found.fault, found.seq) in {(fault, seq), (Fault.HASH, seq)}


def test_what_was_cut_off_with_its_heads_is_missed_by_an_anchor(dsn, tmp_path):
    anchored(dsn, tmp_path / "anchors")
    cut = (
        "DELETE FROM journal WHERE seq > 15",
        "UPDATE chain_head AS c SET hash = (SELECT hash FROM journal AS j WHERE j.division = c.division AND seq > 13)",
    )
    forge(dsn, *cut)
    assert audited(dsn) is None
    found = audited(dsn, anchors=read_anchors(tmp_path / "anchors"))
    assert found is not None
    assert (found.fault, found.seq) == (Fault.MISSING_TAIL, 16)
    assert found.anchor is not None


def test_a_past_that_was_written_anew_does_not_meet_its_anchor(dsn, tmp_path):
    path = tmp_path / "anchors"
    anchored(dsn, path)
    (anchor,) = read_anchors(path)
    assert audited(dsn, anchors=[anchor]) is None
    found = audited(dsn, anchors=[replace(anchor, heads="0" * 64)])
    assert found is not None
    assert found.anchor is not None


def test_anchors_are_only_ever_appended(dsn, tmp_path):
    path = tmp_path / "anchors"
    for _ in range(3):
        anchored(dsn, path)
    assert [anchor.seq for anchor in read_anchors(path)] == [20, 20, 20]
    lines = path.read_text().splitlines(keepends=True)
    path.write_text("".join((lines[0], lines[2])))
    with pytest.raises(AnchorError, match=":2: the line before it is missing or was changed"):
        read_anchors(path)
