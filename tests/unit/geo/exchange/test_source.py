import pytest

from geo.errors import ExchangeError
from geo.exchange.source import check_counts, plain_value


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        (None, None),
        (float("inf"), None),
        (2**60, str(2**60)),
        (True, True),
        (b"a\x00", "a"),
        (" 息县 ", "息县"),
        ("x" * 2000, "x" * 1000),
        ("\ud800", "?"),
        ([1, 2], "[1, 2]"),
    ],
)
def test_attributes_are_plain_values(value, plain):
    assert plain_value(value) == plain


def test_counts_are_bounded():
    check_counts(50_000, 5_000_000)
    with pytest.raises(ExchangeError, match="at most 50000 features"):
        check_counts(50_001, 0)
    with pytest.raises(ExchangeError, match="at most 5000000 positions"):
        check_counts(0, 5_000_001)
