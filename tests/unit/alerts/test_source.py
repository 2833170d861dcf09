from __future__ import annotations

import pytest

from alerts.errors import ForeignError
from alerts.source import Sources
from tests.unit.alerts.agency import SENDER, a_source


def test_a_sender_belongs_to_one_source():
    with pytest.raises(ForeignError, match="belongs to weather already"):
        Sources.of([a_source(), a_source(name="other")])
    assert Sources.of([a_source()]).by_sender[SENDER].name == "weather"


def test_divisions_may_be_short():
    assert a_source(divisions=("4115", "411528000000")).prefixes == ("4115", "411528")
