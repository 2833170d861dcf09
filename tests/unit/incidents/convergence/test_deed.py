from __future__ import annotations

import pytest

from incidents.acts import CLOCK
from incidents.convergence.deed import Deed, deed_json, read_deed
from incidents.convergence.fact import FactError
from incidents.lifecycle import Move
from sensing.level import Level
from tests.builders import NOW

DEED = Deed(move=Move.ASSIGNED, actor="li", at=NOW, about="f1", seen=Level.RED, knew="f0", text="wang")


def test_a_deed_is_read_back_as_it_was_written():
    assert read_deed(deed_json(DEED)) == DEED


def test_only_the_clock_is_the_clock():
    assert not DEED.is_by_clock
    assert read_deed(deed_json(DEED) | {"actor": CLOCK}).is_by_clock


@pytest.mark.parametrize(
    "change", [{"act": "muted"}, {"act": "raised"}, {"actor": " "}, {"seen": "pink"}, {"t": 3}, {"act": None}]
)
def test_what_nobody_does_is_refused(change):
    with pytest.raises(FactError, match="expected a deed"):
        read_deed(deed_json(DEED) | change)
