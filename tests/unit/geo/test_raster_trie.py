from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from geo.raster_sets import ALONE
from geo.raster_trie import Trie


@given(st.lists(st.sets(st.integers(0, 9), max_size=5), min_size=1, max_size=12))
def test_groups_that_hold_the_same_share_a_set(groups):
    pairs = [(place, item) for place, group in enumerate(groups) for item in group]
    group, item = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    trie = Trie()
    half = item < 5
    state = trie.follow(np.zeros(len(groups), dtype=np.int64), group[half], item[half])
    state = trie.follow(state, group[~half], item[~half])
    sets, name = trie.sets(np.unique(state))
    named = name[state]
    for place, wanted in enumerate(groups):
        found = sets.members(named[place : place + 1])[1].tolist() if named[place] else []
        assert found == sorted(wanted)
        assert (named[place] >= ALONE) == (len(wanted) == 1)
    assert len(set(named.tolist())) == len({frozenset(group) for group in groups})
