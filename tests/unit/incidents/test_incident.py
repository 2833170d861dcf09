from __future__ import annotations

import pytest

from incidents.incident import State
from tests.builders import an_incident


@pytest.mark.parametrize(("state", "is_open"), [(s, s is not State.CLOSED) for s in State])
def test_only_a_closed_incident_leaves_the_board(state, is_open):
    assert an_incident(state=state).is_open is is_open
