from __future__ import annotations

from datetime import timedelta

import pytest
from pydantic import ValidationError

from api.schema.warning import WarningBody, WordsBody
from sensing.level import Level

BY_HAND = {
    "hazard": "11A01",
    "level": "orange",
    "division": "411528000000",
    "headline": {"zh": "一"},
    "description": {"zh": "二", "en": "two"},
}


def test_a_warning_by_hand_becomes_a_composition():
    made = WarningBody.model_validate(BY_HAND | {"expires_in_s": 60}).composition()
    assert (made.hazard, made.level, made.division) == ("11A01", Level.ORANGE, "411528000000")
    assert (made.headline, made.description, made.instruction) == ({"zh": "一"}, {"zh": "二", "en": "two"}, {})
    assert made.valid_for == timedelta(minutes=1)


def test_how_long_it_lasts_may_be_left_to_the_issuer():
    assert WarningBody.model_validate(BY_HAND).composition().valid_for is None


def test_either_an_incident_or_a_warning_by_hand():
    assert WarningBody(incident="x").incident == "x"
    with pytest.raises(ValidationError, match="either incident alone"):
        WarningBody.model_validate(BY_HAND | {"incident": "x"})
    for key in BY_HAND:
        with pytest.raises(ValidationError, match="expected incident, or all of"):
            WarningBody.model_validate({name: value for name, value in BY_HAND.items() if name != key})


def test_a_warning_about_an_incident_may_be_in_words_of_ones_own():
    words = {"headline": {"zh": "一"}, "description": {"zh": "二"}}
    assert WarningBody.model_validate({"incident": "x"}).words() is None
    said = WarningBody.model_validate({"incident": "x", **words, "sms": {"zh": "三"}}).words()
    assert (said.hazard, said.division, said.headline, said.sms) == ("", "", {"zh": "一"}, {"zh": "三"})
    for lacking in ({"headline": {"zh": "一"}}, {"sms": {"zh": "三"}}, {"expires_in_s": 60}):
        with pytest.raises(ValidationError, match="expected headline and description beside incident"):
            WarningBody.model_validate({"incident": "x", **lacking})


def test_words_without_english_are_chinese_only():
    assert WordsBody(zh="一").by_language() == {"zh": "一"}
