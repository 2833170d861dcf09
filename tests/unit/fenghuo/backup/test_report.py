from dataclasses import replace

from fenghuo.backup.loading import Restored
from fenghuo.backup.manifest import Count
from fenghuo.backup.report import contents, lines, restored_contents
from incidents.journal import Broken, Fault
from tests.unit.fenghuo.backup.test_manifest import HEADER, MANIFEST

FULL = replace(
    MANIFEST,
    tables={
        name: Count(rows=rows, size=1, sha256="") for name, rows in (("latest", 12), ("observation", 12345), ("e", 0))
    },
)
RESTORED = Restored(
    header=replace(HEADER, has_pictures=True),
    manifest=FULL,
    rows={"latest": 12, "observation": 12345, "e": 0},
    migrated=("0002_b",),
    refused_pictures={"ab": "too_large"},
    broken=Broken(fault=Fault.HASH, seq=7),
)


def test_a_report_lists_the_tables_that_hold_something_and_what_goes_on():
    assert lines(contents(HEADER, FULL)) == [
        "latest           12",
        "observation  12,345",
        "made 2026-07-19T12:00:00.000Z by Fenghuo 0.1.0 on PostgreSQL 18.0, 0001_a",
        "incidents open: 1",
        "pictures: not in it, there was no evidence folder",
        "pictures that were gone when it was made: 1 (00)",
        "journal: 9 rows",
    ]


def test_a_restore_says_what_was_changed_left_and_broken():
    report = restored_contents(RESTORED)
    assert report["tables"] == RESTORED.rows
    assert lines(report)[-3:] == [
        "pictures that the evidence folder did not take: 1 (ab: too_large)",
        "migrated: 0002_b",
        "journal: 9 rows, row 7 is not what was written",
    ]


def test_an_empty_database_makes_a_report_as_well():
    empty = replace(MANIFEST, tables={}, standing={}, missing_pictures=())
    assert lines(contents(replace(HEADER, migrations=()), empty))[-1] == "journal: 9 rows"
    assert restored_contents(replace(RESTORED, broken=None))["journal"] == "whole"
