"""One piece that fails keeps no other from being done, and is tried again later."""

from __future__ import annotations

import pytest

from fenghuo.aside import AGAIN_AFTER, Aside
from store.errors import StoreError


class World:
    def __init__(self) -> None:
        self.now = 0
        self.tried: list[int] = []
        self.bad: dict[int, Exception] = {}
        self.aside = Aside(what="review", clock=lambda: self.now)

    def round(self, *numbers: int) -> int:
        def act(number: int) -> int:
            self.tried.append(number)
            if number in self.bad:
                raise self.bad[number]
            return 1

        return sum(self.aside.attempt(number, lambda number=number: act(number)) for number in numbers)


def test_what_fails_is_told_put_aside_and_tried_again_later() -> None:
    world = World()
    world.bad[1] = ValueError("odd")
    assert world.round(1, 2) == 1
    assert world.aside.trouble == "review fails for 1 datastreams (1): ValueError: odd"
    assert world.round(1, 2) == 1
    assert world.tried == [1, 2, 2]
    world.now, world.bad = AGAIN_AFTER, {}
    assert world.round(1, 2) == 2
    assert world.aside.trouble == ""


def test_a_store_that_is_away_is_nobodys_fault() -> None:
    world = World()
    world.bad[1] = StoreError("away", retryable=True)
    with pytest.raises(StoreError, match="away"):
        world.round(1, 2)
    assert world.aside.trouble == ""


def test_a_refusal_of_the_store_is_the_fault_of_its_piece() -> None:
    world = World()
    world.bad = {number: StoreError("refused") for number in range(1, 6)}
    assert world.round(*range(1, 7)) == 1
    assert world.aside.trouble == "review fails for 5 datastreams (1, 2, 3, …): StoreError: refused"


def test_what_nobody_asks_for_any_more_is_forgotten() -> None:
    world = World()
    world.bad = {1: ValueError(), 2: ValueError("two")}
    world.round(1, 2)
    world.aside.keep({2})
    assert world.aside.trouble == "review fails for 1 datastreams (2): ValueError: two"
