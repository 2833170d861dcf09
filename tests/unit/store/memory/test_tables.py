from hypothesis import given
from hypothesis import strategies as st

from store.memory.tables import Tables, Writer


@given(
    before=st.dictionaries(st.integers(0, 5), st.integers()),
    writes=st.lists(st.tuples(st.integers(0, 5), st.integers())),
)
def test_taking_back_restores_every_row(before, writes):
    table = dict(before)
    writer = Writer(Tables())
    for key, value in writes:
        writer.put(table, key, value)
    writer.take_back()
    assert table == before


def test_the_rows_that_were_written_are_known():
    tables = Tables()
    writer = Writer(tables)
    writer.put(tables.heads, "a", b"1")
    writer.put({}, "b", b"2")
    assert writer.touched(tables.heads) == [b"1"]


def test_a_refusal_is_remembered():
    writer = Writer(Tables())
    error = writer.refuse("no", retryable=True)
    assert writer.refusal is error
    assert error.retryable
