from __future__ import annotations

from rules.rule import Direction, Threshold
from rules.threshold.condition import FORM
from sensing.level import Level


def test_the_form_writes_what_it_knows_and_no_more():
    when = Threshold(property="flow", direction=Direction.BELOW, levels={Level.RED: 1.0})
    document = FORM.write(when)
    assert set(document) <= set(FORM.keys)
    assert (document["property"], document["direction"]) == ("flow", "below")
    assert FORM.record is Threshold
