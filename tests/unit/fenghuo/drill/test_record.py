from __future__ import annotations

import hashlib
import json

from fenghuo.drill.record import JOURNAL_FILE, RUN_FILE, write_record
from incidents.journal import Entry, chain_hash
from sensing.instant import parse_instant


def test_a_record_is_the_chained_journal_and_what_it_was_a_run_of(one, tmp_path):
    folder = tmp_path / "runs" / "one"
    write_record(folder, one.lines, one.run)
    journal = (folder / JOURNAL_FILE).read_bytes()
    run = json.loads((folder / RUN_FILE).read_text("utf-8"))
    assert hashlib.sha256(journal).hexdigest() == run["digest"] == one.run.digest
    assert run["rows"] == journal.count(b"\n")
    assert (run["drill"], run["seed"]) == ("short", 7)


def test_each_line_can_be_checked_against_its_hash(rows):
    for row in rows:
        entry = Entry(kind=row["kind"], division=row["division"], at=parse_instant(row["at"]), data=row["data"])
        assert chain_hash(bytes.fromhex(row["previous"]), entry).hex() == row["hash"]
