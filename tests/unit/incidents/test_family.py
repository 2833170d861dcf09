from __future__ import annotations

import pytest

from incidents.family import family_name, family_of, family_of_hazard
from incidents.incident import IncidentKind
from tests.builders import an_incident


@pytest.mark.parametrize(
    ("code", "family"),
    [
        ("11A01", "storm"),
        ("11B03", "storm"),
        ("11D02", "storm"),
        ("11A08", "drought"),
        ("12Q02", "air"),
        ("13X01", "13X"),
    ],
)
def test_hazards_of_one_cause_are_a_family(code, family):
    assert family_of_hazard(code) == family
    assert family_name(family)["zh"]


@pytest.mark.parametrize("kind", list(IncidentKind))
def test_what_is_lost_is_grouped_apart_from_what_is_dangerous(kind):
    assert (family_of(an_incident(kind=kind)) == "storm") == (kind is IncidentKind.HAZARD)


def test_a_family_without_a_name_of_its_own_goes_by_the_kind_of_emergency():
    assert family_name("12J") == {"zh": "事故灾难", "en": "Accident"}
    assert family_name("99Z") == {"zh": "事件 99Z", "en": "Hazard 99Z"}
