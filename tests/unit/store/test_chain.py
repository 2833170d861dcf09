from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from incidents.journal import GENESIS, Entry, first_broken
from store.chain import link

NOON = datetime(2026, 7, 19, 12, tzinfo=UTC)

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
ENTRIES = st.lists(
    st.builds(
        Entry,
        kind=st.just("incident"),
        division=st.sampled_from(["411528000000", "411526000000"]),
        at=st.just(NOON),
        data=st.dictionaries(st.text(), PLAIN, max_size=3),
    ),
    max_size=6,
)


@given(ENTRIES, st.integers(0, 6))
def test_chains_hold_however_the_entries_are_cut_into_calls(entries, cut):
    heads: dict[str, bytes] = {}
    rows, _ = link(entries[:cut], heads=heads, last=0)
    rows += link(entries[cut:], heads=heads, last=len(rows))[0]
    assert [row.seq for row in rows] == list(range(1, len(entries) + 1))
    assert first_broken(rows) is None


def test_a_chain_goes_on_from_its_head():
    entry = Entry(kind="incident", division="411528000000", at=NOON, data={"act": "raised"})
    heads = {"411526000000": b"x" * 32}
    (first, second), _ = link([entry, entry], heads=heads, last=7)
    assert (first.seq, first.previous) == (8, GENESIS)
    assert (second.seq, second.previous) == (9, first.hash)
    assert heads == {"411526000000": b"x" * 32, "411528000000": second.hash}


def test_what_is_hashed_is_plain():
    (row,), _ = link([Entry(kind="k", division="d", at=NOON, data={"a": (1, 2), "b": {3: 4}})], heads={}, last=0)
    assert row.entry.data == {"a": [1, 2], "b": {"3": 4}}
