"""What is sealed opens where it was sealed and with its key only; a value may still be looked up by its index."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.errors import SealError
from store.sealing import Keys, Seals

OLD = Keys(current="k1", sealing={"k1": b"1" * 32}, index=b"i" * 32)
NEW = Keys(current="k2", sealing={"k1": b"1" * 32, "k2": b"2" * 32}, index=b"i" * 32)


@given(st.text(max_size=200))
def test_what_is_sealed_opens_to_the_same(text):
    seals = Seals(OLD)
    assert seals.open(seals.seal(text, place="contact.address"), place="contact.address") == text


def test_the_same_text_is_sealed_differently_each_time_and_cannot_be_read():
    seals = Seals(OLD)
    first, second = (seals.seal("+8613812345678", place="contact.address") for _ in range(2))
    assert first != second
    assert "13812345678" not in first


def test_a_value_opens_in_its_own_place_only():
    seals = Seals(OLD)
    with pytest.raises(SealError):
        seals.open(seals.seal("a", place="contact.address"), place="person.phone")


def test_after_a_rotation_old_values_open_and_are_not_fresh():
    old = Seals(OLD).seal("a", place="contact.address")
    seals = Seals(NEW)
    assert seals.open(old, place="contact.address") == "a"
    assert not seals.is_fresh(old)
    assert seals.is_fresh(seals.seal("a", place="contact.address"))


def test_a_value_of_a_key_that_is_not_there_does_not_open():
    with pytest.raises(SealError):
        Seals(OLD).open(Seals(NEW).seal("a", place="contact.address"), place="contact.address")


def test_the_index_of_a_text_is_the_same_under_every_sealing_key_and_differs_between_texts():
    assert Seals(OLD).index("+86138") == Seals(NEW).index("+86138") != Seals(OLD).index("+86139")


def test_without_keys_values_stay_as_they_are():
    seals = Seals()
    assert not seals.is_on
    assert seals.seal("a", place="contact.address") == "a" == seals.open("a", place="contact.address")
    assert seals.index("a") is None
