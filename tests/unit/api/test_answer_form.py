"""What a village sends by its link."""

import pytest

from alerts.rollcall.answer import Standing
from api.answer_form import LARGEST_FORM, read_form


@pytest.mark.parametrize(
    ("body", "is_json"),
    [(b"standing=safe&headcount=53&key=k", False), (b'{"standing":"safe","headcount":53,"key":"k"}', True)],
)
def test_a_form_and_json_say_the_same(body, is_json):
    filled = read_form(body, is_json=is_json)
    assert filled is not None
    assert (filled.read.standing, filled.read.headcount, filled.key) == (Standing.SAFE, 53, "k")


@pytest.mark.parametrize(
    "body", [b"", b"standing=heard", b"\xff", b"standing=safe&headcount=-1", b"standing=safe&headcount=x"]
)
def test_what_is_no_answer_is_none(body):
    assert read_form(body, is_json=False) is None


def test_more_than_a_form_holds_is_not_read():
    assert read_form(b"standing=safe&key=" + b"0" * LARGEST_FORM, is_json=False) is None
