from __future__ import annotations

import pytest

from incidents.testimony import CLASSES
from simulators.people.words import MATTERS, matter_of


@pytest.mark.parametrize(
    ("hazard", "kind"),
    [
        ("11A01", "report_flood"),
        ("11A51", "report_flood"),
        ("11G01", "report_fire"),
        ("11D02", "report_landslide"),
        ("12Q01", "report_water"),
        ("11B67", "report_air"),
    ],
)
def test_each_danger_has_what_people_call_about(hazard: str, kind: str):
    matter = matter_of(hazard)
    assert matter
    assert matter.kind == kind


def test_what_nobody_notices_is_not_called_about():
    assert matter_of("12B04") is None


def test_the_software_has_a_word_for_every_class():
    assert set(MATTERS) <= set(CLASSES)
    assert all(matter.said and matter.mistaken for matter in MATTERS.values())
