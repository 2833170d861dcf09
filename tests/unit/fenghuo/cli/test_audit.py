from __future__ import annotations

from contextlib import contextmanager

import pytest

from fenghuo.clock import now
from incidents.audit import Line
from incidents.journal import Entry, canonical_data
from store.postgres.auditing import Standing


@pytest.fixture
def lines(stored, monkeypatch):
    """The rows of the journal as they are stored; a test may touch them."""
    entry = Entry(kind="station", division="411528000000", at=now(), data={"act": "online", "actor": "test"})
    for _ in range(3):
        with stored.begin() as tx:
            tx.journal([entry])
    rows = [
        Line(
            row.seq,
            row.entry.at,
            row.entry.kind,
            row.entry.division,
            canonical_data(row.entry.data),
            row.previous,
            row.hash,
        )
        for row in stored.journal()
    ]
    head, heads = stored.journal_head(), stored.chain_heads()

    @contextmanager
    def journal_at_once(_dsn: str, *, start: int = 1):
        yield Standing(head_seq=head, heads=heads, lines=iter(rows[start - 1 :]))

    monkeypatch.setattr("store.postgres.auditing.journal_at_once", journal_at_once)
    monkeypatch.setenv("FENGHUO_DATABASE__URL", "postgresql://h/d")
    return rows


def test_a_whole_journal_is_said_to_be_whole(run, lines):
    result = run("audit", "verify")
    assert (result.exit_code, result.stdout) == (0, f"the journal is whole up to row {len(lines)}\n")
    assert run("audit", "verify", "--since", 2).exit_code == 0


def test_the_first_forged_row_is_named(run, lines):
    lines[-1] = lines[-1]._replace(data='{"act":"offline"}')
    result = run("audit", "verify")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith(f"journal row {len(lines)} (station, division 411528000000, ")
    assert result.stderr.endswith("is not what was written: it does not match its hash\n")


def test_a_row_that_was_taken_out_and_an_end_that_was_cut_off_are_missing(run, lines):
    gone = lines.pop(-2)
    assert run("audit", "verify").stderr.endswith(f"stands where row {gone.seq} belongs: rows are missing\n")
    lines.pop()
    assert run("audit", "verify").stderr.startswith(
        f"the journal ends before its heads: row {gone.seq} and what followed"
    )


def test_an_anchor_that_is_not_met_is_said(run, lines, tmp_path):
    path = tmp_path / "anchors"
    assert run("audit", "anchor", path).stdout.startswith(f"row {len(lines)}: ")
    assert run("audit", "verify", "--anchors", path).stdout.endswith("and meets 1 anchors\n")
    path.write_text(path.read_text().replace('"heads":"', '"heads":"0'))
    assert "it was written anew, or cut off" in run("audit", "verify", "--anchors", path).stderr


def test_an_anchor_needs_a_file(run, lines):
    assert "no file: name one" in str(run("audit", "anchor").exception)
