"""Within which values, and until when, nothing changes at a slot."""

from __future__ import annotations

import numpy as np
import pytest

from rules.column import FOREVER, NEVER
from rules.threshold.number import Numbers
from rules.threshold.quiet import Quiet, passed_over, quiet_of
from rules.threshold.runs import Runs
from tests.unit.rules.builders import readings

INF = float("inf")
NUMBERS = Numbers(
    threshold=np.array([[1.0, 2.0, INF, 4.0]]),
    clear=np.array([[0.5, 1.5, -INF, 3.5]]),
    hold=np.array([[10, 10, 10, 20]]),
    clear_for=np.array([[100, 100, 100, 200]]),
)


def quiet(*, latched=(), run=(), receding=()):
    """Return (low, high, due) of a slot; what runs or recedes has since 1000."""
    places = np.arange(4)
    columns = (
        np.isin(places, latched)[None],
        np.where(np.isin(places, run), 1000, NEVER)[None],
        np.where(np.isin(places, receding), 1000, NEVER)[None],
    )
    return tuple(column.item() for column in quiet_of(*columns, NUMBERS))


@pytest.mark.parametrize(
    ("stands", "said"),
    [
        ({}, (-INF, 1.0, FOREVER)),
        ({"run": [0]}, (1.0, 2.0, 1010)),
        ({"run": [0, 1, 3]}, (4.0, INF, 1010)),
        ({"latched": [0]}, (0.5, 2.0, FOREVER)),
        ({"latched": [0], "receding": [0]}, (-INF, 0.5, 1100)),
        ({"latched": [0, 1, 3], "receding": [3]}, (1.5, 3.5, 1200)),
        ({"latched": [0], "run": [1], "receding": []}, (2.0, 4.0, 1010)),
    ],
)
def test_what_stands_runs_or_recedes_leaves_a_band_and_a_time(stands, said):
    assert quiet(**stands) == said


def looked(rows, *, low=-INF, high=INF, due=FOREVER, last=NEVER, wary=False, **columns):
    """Return the position of the first reading of a run that is not passed over."""
    runs = Runs(1, readings(rows, **columns), streams=np.array([0]))
    said = Quiet(
        low=np.array([low]),
        high=np.array([high]),
        due=np.array([due]),
        last=np.array([last]),
        wary=np.array([wary]),
    )
    return int(passed_over(runs, said, np.array([0]), np.array([len(runs.row)]), sign=np.ones(1))[0])


@pytest.mark.parametrize("length", [1, 7, 8, 9, 24, 25, 100])
def test_the_first_reading_that_changes_something_is_found_however_far_off(length):
    rows = [(i, 5.0) for i in range(length)]
    assert looked(rows, low=4.0, high=5.0) == length
    assert looked([*rows, (length, 5.5), (length + 1, 5.0)], low=4.0, high=5.0) == length
    assert looked([*rows, (length, 4.0), (length + 1, 5.0)], low=4.0, high=5.0) == length
    assert looked(rows, due=int(60e6) * (length // 2)) == length // 2


def test_what_is_no_plain_reading_is_looked_at():
    rows = [(i, 5.0) for i in range(6)]
    assert looked(rows, quality=[0, 0, 0, 1, 0, 0]) == 3
    assert looked(rows, result_time=[0, 1, 2, 3, 3, 5]) == 4
    assert looked([*rows, (5, 5.0)]) == 6
    assert looked(rows, last=0) == 0
    assert looked(rows, wary=True) == 0
