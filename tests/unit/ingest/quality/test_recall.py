from __future__ import annotations

from ingest.quality import Inspector
from sensing.quality import Check
from tests.unit.ingest.quality.series import STEP, T0, a_registry, readings, whys

REGISTRY = a_registry()


def an_unsure_inspector() -> Inspector:
    inspector = Inspector()
    inspector.flag(readings([5.0, 5.0, 5.0, 5.0]), registry=REGISTRY)
    inspector.flag(readings([5.1], first=-2), registry=REGISTRY)
    return inspector


def test_something_late_makes_unsure_until_the_series_was_seen() -> None:
    inspector = an_unsure_inspector()
    assert inspector.unsure() == [(1, T0 + 3 * STEP)]
    assert inspector.recall(readings([5.1, 5.0, 5.0, 5.0, 5.0, 5.0], first=-2))
    assert inspector.unsure() == []
    # The run of 5.0 is remembered as the series has it: since one reading earlier.
    assert whys(inspector.flag(readings([5.0], first=4), registry=REGISTRY).batch) == [Check.STUCK]


def test_a_series_that_lacks_what_was_heard_changes_nothing() -> None:
    inspector = an_unsure_inspector()
    assert not inspector.recall(readings([5.0, 5.0, 5.0]))
    assert not inspector.recall(readings([5.0] * 6, first=-3).take(slice(0, 0)))  # type: ignore[arg-type]
    assert not inspector.recall(readings([5.0] * 7, first=-3).take([0, 2, 3, 4, 5, 6]))  # type: ignore[arg-type]
    assert inspector.unsure() != []


def test_an_inspector_that_knows_no_station_recalls_nothing() -> None:
    assert Inspector().unsure() == []
    assert not Inspector().recall(readings([1.0]))
