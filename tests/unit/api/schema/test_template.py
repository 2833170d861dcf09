from __future__ import annotations

from datetime import timedelta

import pytest
from pydantic import ValidationError

from api.schema.template import WishBody
from sensing.level import Level

BODY = {"hazard": "11A01", "level": "red", "why": {"zh": "水位超过保证", "en": "Above guarantee"}}


def test_words_are_wished_for_a_division():
    wish = WishBody.model_validate(BODY | {"division": "411528000000", "expires_in_s": 3600}).wish()
    assert (wish.hazard, wish.level, wish.division) == ("11A01", Level.RED, "411528000000")
    assert (wish.target, wish.valid_for) == (None, timedelta(hours=1))
    assert wish.why == {"zh": "水位超过保证", "en": "Above guarantee"}


def test_a_language_that_is_left_out_is_not_made_up():
    wish = WishBody.model_validate(BODY | {"division": "411528000000", "why": {"zh": "水位超过保证", "en": ""}}).wish()
    assert wish.why == {"zh": "水位超过保证"}


def test_a_wish_for_nowhere_is_refused():
    with pytest.raises(ValidationError, match="expected division or target"):
        WishBody.model_validate(BODY)
