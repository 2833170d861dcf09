from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from structlog.testing import capture_logs

from fenghuo.provisioning import AUTHOR
from fenghuo.provisioning_watch import FolderWatch
from rules.document import parse_rule
from rules.record import Terms, rules_in_force
from rules.signing import SigningPolicy
from sensing.errors import FenghuoError
from sensing.level import Level
from store.memory import MemoryStore
from tests.unit.api.world import RULE
from tests.unit.fenghuo.test_provisioning import STATION

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2026, 7, 19, 6, tzinfo=UTC)


@pytest.fixture(autouse=True)
def logged():
    with capture_logs() as logged:
        yield logged


def write(path: Path, text: str, *, age: int) -> None:
    """Write a file; the age, in seconds, tells two writings within one tick of the file system's clock apart."""
    path.write_text(text, "utf-8")
    os.utime(path, (1_700_000_000 - age, 1_700_000_000 - age))


def a_watch(folder: Path, *, level: Level | None = None) -> tuple[FolderWatch, MemoryStore]:
    store = MemoryStore()
    return a_watch_on(folder, store, level=level), store


def a_watch_on(folder: Path, store: MemoryStore, *, level: Level | None = None) -> FolderWatch:
    watch = FolderWatch(folder, store=store, signing=SigningPolicy(level=level), clock=lambda: NOW)
    watch.start()
    return watch


def looks(watch: FolderWatch) -> None:
    """Look until files have come to rest."""
    for _ in range(2):
        watch.work()


def rules_of(store: MemoryStore) -> list[tuple[str, int]]:
    return [(rule.id, rule.version) for rule in rules_in_force(store.rule_records(at=NOW), at=NOW)]


def test_a_changed_file_is_taken_in_once_it_has_come_to_rest(tmp_path):
    write(tmp_path / "a.yaml", f"{STATION}---\n{RULE}", age=9)
    watch, store = a_watch(tmp_path)
    assert rules_of(store) == [("stage-xixian", 1)]
    write(tmp_path / "a.yaml", f"{STATION}---\n{RULE.replace('10m', '20m')}", age=8)
    watch.work()
    assert rules_of(store) == [("stage-xixian", 1)]
    watch.work()
    assert rules_of(store) == [("stage-xixian", 2)]
    assert store.rule_versions("stage-xixian")[1].terms.reason == f"provisioned from {tmp_path}/a.yaml:12"
    head = store.journal_head()
    looks(watch)
    assert store.journal_head() == head


def test_one_bad_file_changes_nothing_and_is_shown_until_it_is_mended(tmp_path):
    write(tmp_path / "a.yaml", f"{STATION}---\n{RULE}", age=9)
    watch, store = a_watch(tmp_path)
    head = store.journal_head()
    write(tmp_path / "a.yaml", f"{STATION.replace('息县', '改名')}---\n{RULE.replace('10m', '20m')}", age=8)
    write(tmp_path / "b.yaml", RULE.replace("stage-xixian", "other").replace("levels:", "levls:"), age=8)
    looks(watch)
    assert store.journal_head() == head
    assert f"{tmp_path}/b.yaml:11" in watch.trouble
    assert 'did you mean "levels"?' in watch.trouble
    write(tmp_path / "b.yaml", RULE.replace("stage-xixian", "other"), age=7)
    looks(watch)
    assert watch.trouble == ""
    assert rules_of(store) == [("other", 1), ("stage-xixian", 2)]
    assert store.stations()[0].name == "改名"


def test_at_the_start_what_fits_is_applied_and_what_does_not_is_shown(tmp_path):
    write(tmp_path / "a.yaml", f"{STATION}---\n{RULE.replace('XY-H03', 'XY-H99')}", age=9)
    watch, store = a_watch(tmp_path)
    assert len(store.stations()) == 1
    assert "XY-H99" in watch.trouble


def test_what_is_judged_is_what_is_applied_whatever_becomes_of_the_file_meanwhile(tmp_path, monkeypatch):
    write(tmp_path / "a.yaml", f"{STATION}---\n{RULE}", age=9)
    watch, store = a_watch(tmp_path)
    write(tmp_path / "a.yaml", f"{STATION.replace('息县', '改名')}---\n{RULE.replace('10m', '20m')}", age=8)
    listed = store.rivers

    def half_written():
        write(tmp_path / "a.yaml", STATION.replace("息县", "另名") + "---\nkind: Ru", age=7)
        return listed()

    monkeypatch.setattr(store, "rivers", half_written)
    looks(watch)
    assert (store.stations()[0].name, rules_of(store)) == ("改名", [("stage-xixian", 2)])


def test_the_folder_takes_nothing_back_that_a_person_has_planned(tmp_path):
    write(tmp_path / "a.yaml", f"{STATION}---\n{RULE}", age=9)
    _, store = a_watch(tmp_path)
    later = parse_rule(RULE.replace("10m", "30m"), origin="test")
    store.put_rule(later, author="li", at=NOW, terms=Terms(effective_from=NOW + timedelta(days=1)))
    a_watch_on(tmp_path, store)
    assert [each.version for each in store.rule_versions("stage-xixian")] == [1, 2]


def test_the_folder_takes_back_what_it_proposed_itself_and_brings_back_what_has_ended(tmp_path):
    write(tmp_path / "a.yaml", f"{STATION}---\n{RULE}", age=9)
    _, store = a_watch(tmp_path)
    changed = parse_rule(RULE.replace("10m", "30m"), origin="test")
    store.put_rule(changed, author=AUTHOR, at=NOW, terms=Terms(signatures_needed=1))
    a_watch_on(tmp_path, store)
    assert [each.version for each in store.rule_versions("stage-xixian")] == [1, 2, 3]
    for text, age in ((RULE.replace("10m", "40m"), 8), (RULE, 7)):
        rule = parse_rule(text, origin="test")
        store.put_rule(rule, author="li", at=NOW, terms=Terms(effective_until=NOW - timedelta(seconds=age)))
    write(tmp_path / "a.yaml", f"{STATION}---\n{RULE.replace('10m', '40m')}", age=6)
    a_watch_on(tmp_path, store)
    assert rules_of(store) == [("stage-xixian", 6)]


def test_what_a_folder_brings_is_signed_like_any_other_change(tmp_path):
    write(tmp_path / "a.yaml", f"{STATION}---\n{RULE}", age=9)
    watch, store = a_watch(tmp_path, level=Level.RED)
    assert (watch.trouble, rules_of(store)) == ("", [])
    store.sign_rule("stage-xixian", version=1, signer="wang", at=NOW)
    assert rules_of(store) == [("stage-xixian", 1)]


def test_a_folder_that_is_not_there_is_refused_at_the_start(tmp_path):
    with pytest.raises(FenghuoError, match="expected a folder"):
        a_watch(tmp_path / "none")
