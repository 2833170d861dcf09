"""What people write of a duty."""

import pytest

from alerts.duty import duty_word


@pytest.mark.parametrize(
    ("written", "word"), [("村支书", "head"), (" 副主任 ", "deputy"), ("HEAD", "head"), ("护林员", "护林员"), ("", "")]
)
def test_a_duty_is_known_by_the_field_s_words(written, word):
    assert duty_word(written) == word
