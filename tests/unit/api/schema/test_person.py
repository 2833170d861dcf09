from __future__ import annotations

import pytest
from pydantic import TypeAdapter, ValidationError

from api.schema.person import SessionBody, UserName, UserShape, user_json
from incidents.people import Role
from tests.unit.api.world import PASSWORD, a_user


def test_a_person_is_shown_without_the_hash():
    shown = user_json(a_user("wang.min", Role.OFFICER))
    assert set(shown) == set(UserShape.model_fields)


def test_a_password_is_not_printed():
    body = SessionBody.model_validate({"user": "wang", "password": PASSWORD})
    assert PASSWORD not in repr(body)
    assert PASSWORD not in body.model_dump_json()


@pytest.mark.parametrize("name", ["", " ", "a b", "a/b", "a\nb", "rule:x", "x" * 65])
def test_a_name_has_no_blanks_and_nothing_that_reads_like_a_rule(name: str):
    with pytest.raises(ValidationError):
        TypeAdapter(UserName).validate_python(name)


def test_a_chinese_name_is_a_name():
    assert TypeAdapter(UserName).validate_python("王敏") == "王敏"
