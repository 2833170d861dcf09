from __future__ import annotations

import pytest
from pydantic import ValidationError

from api.schema.text import Body, level_of
from sensing.level import Level


class Named(Body):
    name: str


def test_a_body_refuses_what_is_not_named():
    with pytest.raises(ValidationError, match="Extra inputs are not permitted"):
        Named.model_validate({"name": "a", "role": "administrator"})


class Said(Body):
    words: dict[str, list[str]] | None = None
    name: str = ""


@pytest.mark.parametrize("body", [{"name": "a\0b"}, {"words": {"zh": ["a", "\0"]}}, {"words": {"\0": []}}])
def test_a_body_refuses_what_no_database_keeps(body):
    with pytest.raises(ValidationError, match="without NUL"):
        Said.model_validate(body)


def test_a_level_key_is_a_level():
    assert [level_of(key) for key in ("none", "red")] == [Level.NONE, Level.RED]
