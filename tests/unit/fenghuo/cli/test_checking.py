from __future__ import annotations

from dataclasses import replace

import pytest

from fenghuo.clock import now
from fenghuo.doctor import Finding
from incidents.journal import Entry
from tests.unit.fenghuo.conftest import RULE


def journalled(store, count: int) -> None:
    entry = Entry(kind="station", division="411528000000", at=now(), data={"act": "online", "actor": "test"})
    for _ in range(count):
        with store.begin() as tx:
            tx.journal([entry])


def test_a_whole_journal_is_said_to_be_whole_up_to_its_newest_row(run, stored):
    journalled(stored, 3)
    result = run("audit", "verify")
    assert result.exit_code == 0
    assert result.stdout == f"the journal is whole up to row {stored.journal_head()}\n"


def test_every_page_of_the_journal_is_looked_at_and_the_first_forged_row_is_named(run, stored, monkeypatch):
    journalled(stored, 5)
    read, forged = stored.journal, stored.journal_head()

    def journal(*, since: int, limit: int):
        del limit
        page = read(since=since, limit=2)
        data = {"act": "offline", "actor": "test"}
        return [replace(row, entry=replace(row.entry, data=data)) if row.seq == forged else row for row in page]

    monkeypatch.setattr(stored, "journal", journal)
    result = run("audit", "verify")
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr.startswith(f"journal row {forged} (station, division 411528000000, ")


def test_a_journal_that_was_cut_off_is_said_to_be(run, stored, monkeypatch):
    journalled(stored, 3)
    read, head = stored.journal, stored.journal_head()
    monkeypatch.setattr(
        stored, "journal", lambda *, since, limit: [r for r in read(since=since, limit=limit) if r.seq < head]
    )
    result = run("audit", "verify")
    assert result.exit_code == 1
    assert (
        result.stderr
        == f"the journal ends before its heads: row {head} and what followed it are missing, or heads changed\n"
    )


def test_a_row_that_was_taken_out_is_said_to_be_missing(run, stored, monkeypatch):
    journalled(stored, 3)
    read, gone = stored.journal, stored.journal_head() - 1
    monkeypatch.setattr(
        stored, "journal", lambda *, since, limit: [r for r in read(since=since, limit=limit) if r.seq != gone]
    )
    result = run("audit", "verify")
    assert result.exit_code == 1
    assert result.stderr.endswith(f"stands where row {gone} belongs: rows are missing\n")


def test_check_counts_the_good_and_exits_with_0_when_nothing_is_bad(run, tmp_path):
    (tmp_path / "rule.yaml").write_text(RULE, "utf-8")
    result = run("check", tmp_path)
    assert (result.exit_code, result.stdout, result.stderr) == (0, "1 good, 0 bad\n", "")


def test_check_says_every_mistake_on_stderr_and_exits_with_1(run, tmp_path):
    (tmp_path / "a.yaml").write_text(RULE.replace("levels", "level"), "utf-8")
    (tmp_path / "b.yaml").write_text("{", "utf-8")
    result = run("check", tmp_path)
    assert (result.exit_code, result.stdout) == (1, "0 good, 2 bad\n")
    assert [str(tmp_path / name) in result.stderr for name in ("a.yaml", "b.yaml")] == [True, True]


def test_doctor_shows_what_this_installation_has(run):
    result = run("doctor")
    assert result.exit_code == 0
    assert "only `fenghuo demo`" in " ".join(result.stdout.split())


@pytest.mark.parametrize(("mark", "code"), [("✓", 0), ("!", 0), ("✗", 1)])
def test_doctor_fails_only_when_something_is_broken(run, monkeypatch, mark, code):
    monkeypatch.setattr("fenghuo.doctor.examine", lambda: [Finding(mark=mark, part="broker", found="x")])
    result = run("doctor")
    assert result.exit_code == code
    assert mark in result.stdout
