from __future__ import annotations

import pytest

from sensing.errors import DocumentError
from sensing.level import Level
from simulators.drill import parse_drill
from simulators.expectation import Expected
from tests.unit.simulators.drills import SHORT, written

LINE = '{kind: warning, hazard: "11B03", level: blue, by: 3h}'


def test_an_expectation_says_what_where_and_by_when():
    (expected,) = parse_drill(SHORT, origin="d").expect
    assert (expected.kind, expected.hazard, expected.level) == (Expected.WARNING, "11B03", Level.BLUE)
    assert (expected.since.total_seconds(), expected.by.total_seconds()) == (0, 3 * 3600)


def test_what_says_no_time_has_the_whole_drill():
    (expected,) = parse_drill(written(LINE, "{kind: rollcall}"), origin="d").expect
    assert expected.by.total_seconds() == 4 * 3600
    assert expected.level is Level.NONE


def test_an_id_is_used_once():
    with pytest.raises(DocumentError, match='"a" occurs twice'):
        parse_drill(written(f"  - {LINE}", "  - {id: a, kind: task}\n  - {id: a, kind: task}"), origin="d")
