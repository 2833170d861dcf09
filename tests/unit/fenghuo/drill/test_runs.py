from __future__ import annotations

import json
from datetime import timedelta

import pytest

from api.ports.drills import DrillOrder
from fenghuo.drill.record import write_record
from fenghuo.drill.runs import Runs
from tests.builders import NOW

ORDER = DrillOrder(drill="short", speed=60.0, seed=7, participants="people", by="wang")
TITLE = {"zh": "短演练", "en": "Short"}


@pytest.fixture
def runs(tmp_path) -> Runs:
    return Runs(tmp_path / "drills")


def test_a_run_is_past_once_it_was_recorded_and_says_who_started_it(runs, one):
    folder = runs.begin(ORDER, title=TITLE, now=NOW)
    assert runs.past() == []
    write_record(folder, one.lines, one.run)
    [past] = runs.past()
    assert (past.run, past.drill, past.by, past.participants, past.rows) == (
        folder.name,
        "short",
        "wang",
        "people",
        len(one.lines),
    )
    assert past.started == NOW


def test_the_newest_comes_first_and_two_within_a_second_are_refused(runs, one):
    for minutes in (0, 1):
        write_record(runs.begin(ORDER, title=TITLE, now=NOW + timedelta(minutes=minutes)), one.lines, one.run)
    assert [past.started for past in runs.past()] == [NOW + timedelta(minutes=1), NOW]
    with pytest.raises(FileExistsError):
        runs.begin(ORDER, title=TITLE, now=NOW)


def test_the_record_says_what_happened(runs, one):
    folder = runs.begin(ORDER, title=TITLE, now=NOW)
    write_record(folder, one.lines, one.run)
    facts = runs.facts(folder.name, now=NOW)
    assert facts is not None
    assert facts.drill is not None
    assert facts.drill.id == "short"


@pytest.mark.parametrize("run", ["", "..", "../etc", "20200101-000000-nothing", "20200101-000000-../x"])
def test_what_is_no_run_is_not_looked_for(runs, run):
    assert runs.facts(run, now=NOW) is None


@pytest.mark.parametrize("text", ["", "{}", "[]", json.dumps({"rows": "many"})])
def test_a_folder_that_cannot_be_read_hides_no_other(runs, one, text):
    write_record(runs.begin(ORDER, title=TITLE, now=NOW), one.lines, one.run)
    broken = runs.begin(ORDER, title=TITLE, now=NOW + timedelta(minutes=1))
    (broken / "run.json").write_text("{", "utf-8")
    (broken / "order.json").write_text(text, "utf-8")
    assert [past.started for past in runs.past()] == [NOW]
