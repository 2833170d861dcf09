import pytest

from rules.why.account import clock_words, number_words, span_words

DAY = 86_400_000_000


@pytest.mark.parametrize(
    ("micros", "zh", "en"), [(0, "0秒", "0s"), (90_000_000, "1分30秒", "1m30s"), (DAY, "1天", "1d"), (-5, "0秒", "0s")]
)
def test_spans_are_words_in_both_languages(micros: int, zh: str, en: str):
    assert span_words(micros) == (zh, en)


def test_another_day_is_named():
    assert clock_words(0, seen_from=1) == "08:00"
    assert clock_words(1_000_000, seen_from=0) == "08:00:01"
    assert clock_words(0, seen_from=DAY) == "1970-01-01 08:00"


def test_numbers_carry_their_unit_unless_they_have_none():
    assert number_words(40.50001, key="water_level") == "40.5 m"
    assert number_words(114.0, key="aqi") == "114"
