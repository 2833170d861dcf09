from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from ingest.wire.message import Bundle, Message

messages = st.lists(
    st.builds(Message, topic=st.text(max_size=8), payload=st.binary(max_size=8), arrived=st.integers(0, 2**60))
)


@given(messages)
def test_a_bundle_gives_back_the_messages_it_was_made_of(given_: list[Message]):
    bundle = Bundle.of(given_)
    assert list(bundle) == given_
    assert bundle.payload_bytes == sum(len(message.payload) for message in given_)
    assert Bundle.of(bundle) is bundle


@given(st.lists(messages))
def test_joined_bundles_follow_each_other(parts: list[list[Message]]):
    joined = Bundle.joined([Bundle.of(part) for part in parts])
    assert list(joined) == [message for part in parts for message in part]


@given(messages, st.data())
def test_a_run_and_a_choice_of_messages_are_bundles(given_: list[Message], choice: st.DataObject):
    bundle = Bundle.of(given_)
    start = choice.draw(st.integers(0, len(given_)))
    assert list(bundle[start:]) == given_[start:]
    positions = choice.draw(st.lists(st.integers(0, len(given_) - 1))) if given_ else []
    assert list(bundle.take(positions)) == [given_[i] for i in positions]


def test_a_topic_that_is_no_utf_8_can_still_be_shown():
    bundle = Bundle([b"fh/\xff"], [b""], arrived=np.array([1]))
    assert bundle[0].topic == "fh/\ufffd"
