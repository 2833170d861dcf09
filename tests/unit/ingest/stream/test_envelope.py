"""What goes onto the stream comes out as it was, and garbage is said to be garbage."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.stream.envelope import EnvelopeError, unwrap, wrap


@given(st.binary(max_size=300), st.binary(max_size=300), st.integers(-(2**63), 2**63 - 1))
def test_a_message_comes_out_as_it_went_in(topic, payload, arrived):
    assert unwrap(wrap(topic, payload, arrived=arrived)) == (topic, payload, arrived)


@given(st.binary(max_size=40))
def test_garbage_is_an_envelope_or_an_error(data):
    try:
        topic, payload, arrived = unwrap(data)
    except EnvelopeError:
        return
    assert wrap(topic, payload, arrived=arrived) == data


def test_the_message_says_what_was_expected():
    with pytest.raises(EnvelopeError, match="expected an envelope of version 1, got version 2, 12 B"):
        unwrap(b"\x02" + bytes(11))
    with pytest.raises(EnvelopeError, match="expected a topic of 9 B, got 1 B in all"):
        unwrap(wrap(b"123456789", b"", arrived=0)[:12])
