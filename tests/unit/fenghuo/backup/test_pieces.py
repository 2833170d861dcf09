import zlib
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenghuo.backup.errors import DamagedError
from fenghuo.backup.pieces import cut, deflated, inflated


@given(st.lists(st.binary(max_size=40)), st.integers(1, 16))
def test_pieces_are_the_same_bytes_each_of_the_size_but_the_last(chunks, size):
    pieces = list(cut(chunks, size=size))
    assert b"".join(pieces) == b"".join(chunks)
    assert all(len(piece) == size for piece in pieces[:-1])
    assert all(0 < len(piece) <= size for piece in pieces)


@given(st.lists(st.binary(max_size=40)))
def test_deflated_pieces_keep_their_order(pieces):
    with ThreadPoolExecutor(2) as executor:
        found = list(deflated(pieces, executor=executor))
    assert [raw for raw, _ in found] == pieces
    assert [inflated(small) for _, small in found] == pieces


def test_deflating_runs_a_few_pieces_ahead_and_no_further():
    taken = []

    def pieces():
        for number in range(10):
            taken.append(number)
            yield b"x"

    with ThreadPoolExecutor(2) as executor:
        stream = deflated(pieces(), executor=executor)
        next(stream)
        assert len(taken) == 3
        assert len(list(stream)) == 9


@given(st.binary(max_size=60))
def test_garbage_is_damaged_and_nothing_else(garbage):
    try:
        inflated(garbage)
    except DamagedError:
        return
    assert zlib.decompress(garbage) is not None


def test_a_piece_that_inflates_without_end_is_refused():
    with pytest.raises(DamagedError, match="inflates to more than 1000 bytes"):
        inflated(zlib.compress(bytes(10**6)), most=1000)


@pytest.mark.parametrize("change", [lambda piece: piece[:-1], lambda piece: piece + b"x"])
def test_a_piece_that_is_not_whole_is_refused(change):
    with pytest.raises(DamagedError, match="is not whole"):
        inflated(change(zlib.compress(b"abc")))


def test_a_piece_may_be_as_large_as_pieces_get():
    assert inflated(zlib.compress(bytes(1000)), most=1000) == bytes(1000)
