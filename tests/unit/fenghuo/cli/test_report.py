from __future__ import annotations

import json

from api.problem import ApiError
from reports.errors import ReportError
from tests.unit.fenghuo.test_reporting import recorded
from tests.unit.reports.journals import a_flood, at


def journalled(store):
    with store.begin() as transaction:
        transaction.journal(a_flood())


def test_a_real_event_is_reported_from_the_journal_of_the_store(run, stored):
    journalled(stored)
    result = run("report", "--from", "2026-07-19T21:00:00+08:00", "--to", "2026-07-20T04:00:00+08:00", "--lang", "en")
    assert result.stdout == "Detection\t-\nWarning\t1/1\nCalling\t5/8\nTasks\t1/3\nPlan\t-\n"


def test_a_division_and_files_are_given(run, stored, tmp_path):
    journalled(stored)
    page = tmp_path / "r.html"
    span = ("--from", "2026-07-19T21:00:00+08:00", "--to", "2026-07-20T04:00:00+08:00")
    result = run("report", *span, "--division", "411528000000", "--html", page, "--json")
    assert len(json.loads(result.stdout)["facts"]["villages"]) == 8
    assert "叫应" in page.read_text("utf-8")
    empty = json.loads(run("report", *span, "--division", "411527000000", "--json").stdout)
    assert empty["facts"]["incidents"] == []


def test_what_makes_no_report_is_one_error(run, stored):
    del stored
    assert isinstance(run("report").exception, ApiError)
    assert isinstance(run("report", "--situation", "nothing").exception, ApiError)
    assert isinstance(run("report", "--lang", "fr").exception, ReportError)


def test_a_recorded_drill_is_reported_and_compared(run, tmp_path):
    one, other = recorded(tmp_path / "one"), recorded(tmp_path / "other")
    shown = json.loads(run("drill", "report", one, "--compare", other, "--json").stdout)
    assert shown["comparison"]["is_same_drill"]
    assert shown["facts"]["made"] >= at(0).isoformat()
    assert run("drill", "report", one, "--lang", "zh").stdout.startswith("检测\t2/3\n")
