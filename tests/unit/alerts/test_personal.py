from __future__ import annotations

import pytest

from alerts.personal import discreet, masked_name


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("tel-8613800001234", "tel-…1234"),
        ("drill-tel-8613800001234", "drill-tel-…1234"),
        ("village-411528101201", "village-411528101201"),
        ("screens", "screens"),
    ],
)
def test_an_id_that_was_made_of_a_number_keeps_its_end(given, told):
    assert discreet(given) == told


def test_a_name_keeps_its_first_character():
    assert [masked_name(name) for name in ("李岚", "A", "")] == ["李**", "A**", ""]
