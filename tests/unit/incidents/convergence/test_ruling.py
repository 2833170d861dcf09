from __future__ import annotations

import pytest

from incidents.convergence.ruling import Ruling, ruling_text


@pytest.mark.parametrize("ruling", Ruling)
def test_every_ruling_is_said_in_both_languages(ruling):
    words = ruling_text(ruling)
    assert words["zh"]
    assert words["en"]
