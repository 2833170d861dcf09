"""A writer goes on under the epoch that is in force and under no other."""

import pytest

from store.errors import FencedError
from store.ownership import check_epoch


def test_the_epoch_in_force_is_let_through():
    check_epoch(3, epoch=7, found=(7, "w1"))


@pytest.mark.parametrize(
    ("found", "words"), [(None, "it belongs to nobody"), ((8, "w2"), "epoch 8 of w2"), ((6, "w0"), "epoch 6 of w0")]
)
def test_any_other_is_told_whose_turn_it_is(found, words):
    with pytest.raises(FencedError, match=words) as told:
        check_epoch(3, epoch=7, found=found)
    assert told.value.retryable
