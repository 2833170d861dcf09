from datetime import timedelta

import pytest

from sensing.errors import RegistryError
from sensing.limits import Limits


def test_no_limits_are_fine():
    assert Limits() == Limits(hard=None, soft=(), stuck=None)


@pytest.mark.parametrize(
    ("facts", "message"),
    [
        ({"hard": (5.0, 5.0)}, "limits.hard: expected a finite low below a finite high, got 5, 5"),
        ({"hard": (float("nan"), 5.0)}, "limits.hard: expected a finite low"),
        ({"hard": (0.0, float("inf"))}, "limits.hard: expected a finite low"),
        ({"soft": ((0.0, 1.0),) * 11}, "limits.soft: expected one range or 12, January first, got 11"),
        ({"soft": ((1.0, 0.0),)}, "limits.soft: expected a finite low"),
        ({"rise": 0.0}, "limits.rise: expected a finite number above zero, got 0"),
        ({"spike": float("nan")}, "limits.spike: expected a finite number above zero, got nan"),
        ({"stuck": timedelta(0)}, "limits.stuck: expected a duration of more than zero"),
    ],
)
def test_bounds_that_cannot_be_meant_are_refused(facts, message):
    with pytest.raises(RegistryError) as caught:
        Limits(**facts)
    assert str(caught.value).startswith(message)
