from __future__ import annotations

from rules.feature.plan import Need, Plan
from sensing.quality import Quality

GOOD = (Quality.GOOD,)


def test_what_several_slots_need_is_remembered_once_and_for_the_longest():
    plan = Plan()
    first = plan.row(Need(datastream=3, quality=GOOD), span=10)
    assert plan.row(Need(datastream=3, quality=GOOD), span=30) == first
    other = plan.row(Need(datastream=3, quality=(Quality.GOOD, Quality.DOUBTFUL)), span=5)
    assert plan.row(Need(datastream=3, quality=GOOD, interval=7), span=5) != other
    table = plan.table(size=5)
    assert table.span.tolist() == [30, 5, 5]
    assert table.interval.tolist() == [0, 0, 7]
    assert table.trusts.tolist() == [[True, False, False], [True, True, False], [True, False, False]]
    assert table.rows.number.tolist() == [0, 1, 2]
    assert table.datastream.tolist() == [3, 3, 3]
