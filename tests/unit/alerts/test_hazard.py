from __future__ import annotations

import pytest

from alerts.hazard import HAZARDS, Peril, hazard

#: CAP 1.2, 3.2.2.
CATEGORIES = {
    "Geo", "Met", "Safety", "Security", "Rescue", "Fire", "Health", "Env", "Transport", "Infra", "CBRNE", "Other",
}  # fmt: skip


def test_a_listed_code_has_its_name_and_categories():
    flood = hazard("11A01")
    assert (flood.zh, flood.en, flood.categories, flood.peril) == ("洪水", "Flood", ("Met", "Geo"), Peril.FLOOD)


@pytest.mark.parametrize("code", list(HAZARDS))
def test_every_listed_hazard_is_a_five_character_code_with_cap_categories(code):
    known = hazard(code)
    assert len(code) == 5
    assert known.code == code
    assert known.zh
    assert known.en
    assert known.categories
    assert set(known.categories) <= CATEGORIES


@pytest.mark.parametrize(
    ("code", "zh", "category"),
    [
        ("11A99", "水旱灾害", "Met"),
        ("11B99", "气象灾害", "Met"),
        ("12Q99", "环境污染事件", "Env"),
        ("14Z01", "社会安全事件", "Security"),
        ("99999", "突发事件", "Other"),
        ("", "突发事件", "Other"),
    ],
)
def test_an_unlisted_code_falls_back_to_its_family(code, zh, category):
    assert hazard(code).zh == zh
    assert hazard(code).categories[0] == category


@pytest.mark.parametrize("code", ["11B03", "11B09", "11B17", "11A01", "11A02", "11A51", "11B67", "12Q01", "12Q02"])
def test_the_codes_a_flood_and_pollution_system_needs_are_listed(code):
    assert code in HAZARDS
