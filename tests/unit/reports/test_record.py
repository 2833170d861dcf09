from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from reports.record import Record
from sensing.level import Level

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abcde"), inner, max_size=3),
    max_leaves=12,
)


@given(value=PLAIN, path=st.lists(st.sampled_from("abcde"), max_size=3))
def test_whatever_stands_there_nothing_fails(value: object, path: list[str]):
    record = Record(value)
    assert isinstance(record.text(*path), str)
    assert isinstance(record.level(*path), Level)
    assert set(record.words(*path)) == {"zh", "en"}
    assert all(isinstance(each, Record) for each in record.parts(*path))
    assert all(isinstance(each, str) for each in record.texts(*path))
    for found in (record.number(*path), record.count(*path), record.instant(*path)):
        assert found is None or not isinstance(found, bool)
    assert record.flag(*path) in {True, False}
    assert record.has(*path) == isinstance(record.part(*path).value, dict)


def test_what_is_missing_in_one_language_is_said_in_the_other():
    assert Record({"t": {"zh": "水"}}).words("t") == {"zh": "水", "en": "水"}
