"""What counts as an answer at the edge."""

import pytest
from pydantic import ValidationError

from api.schema.rollcall import AnswerBody

PLACE = {"rollcall": "w1", "place": "411528900201"}


@pytest.mark.parametrize(
    "given",
    [
        PLACE | {"standing": "safe", "text": "电话"},
        PLACE | {"text": "安全"},
        {"address": "+8613800000000", "digits": "2*53#"},
    ],
)
def test_one_place_or_number_and_one_word_is_an_answer(given):
    AnswerBody.model_validate(given)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"rollcall": "w1", "standing": "safe"}, "either rollcall and place, or address"),
        (PLACE | {"address": "+8613800000000", "standing": "safe"}, "either rollcall and place, or address"),
        (PLACE | {"digits": "1", "standing": "safe"}, "digits alone"),
        (PLACE, "one of standing, text and digits"),
        (PLACE | {"standing": "safe", "by": "somebody"}, "Extra inputs"),
    ],
)
def test_anything_else_is_none(given, message):
    with pytest.raises(ValidationError, match=message):
        AnswerBody.model_validate(given)
