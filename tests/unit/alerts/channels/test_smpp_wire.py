"""What is written is read by the ``smpp34`` wheel and the reverse: two readers of one specification."""

from __future__ import annotations

from contextlib import suppress

import pytest
import smpp34
from hypothesis import given
from hypothesis import strategies as st

from alerts.channels.smpp_wire import (
    DELIVER_SM,
    SUBMIT_SM,
    Splitter,
    SubmitForm,
    WireError,
    bind_body,
    delivered,
    message_id,
    pdu,
    submit_tail,
)
from tests.peers.pdu import frames, submit

VALIDITY = b"000001000000000R"
NUMBERS = st.from_regex(r"[1-9][0-9]{6,14}", fullmatch=True)


@given(NUMBERS, st.binary(max_size=140), st.booleans(), st.sampled_from(["", "10690000", "FENGHUO"]))
def test_a_submit_is_read_by_others_as_it_was_meant(number, octets, has_header, source):
    body = SubmitForm.of(source).body(number, submit_tail(octets, validity=VALIDITY, has_header=has_header))
    written = pdu(SUBMIT_SM, 7, body)
    theirs = smpp34.decode(written)
    assert isinstance(theirs, smpp34.SubmitSm)
    assert (theirs.destination_addr, theirs.source_addr, theirs.short_message) == (number, source, octets)
    assert (theirs.data_coding, theirs.registered_delivery, theirs.validity_period) == (8, 1, VALIDITY.decode())
    assert theirs.sequence_number == 7
    (frame,) = frames(written)
    ours = submit(frame)
    assert (ours.esm_class, ours.dest_ton, ours.dest_npi) == (0x40 if has_header else 0, 1, 1)
    assert ours.source_ton == (5 if source == "FENGHUO" else 0)


@given(
    st.binary(max_size=254),
    st.integers(0, 255),
    NUMBERS,
    st.one_of(st.just(""), st.text("abcdef0123456789", min_size=1, max_size=60)),
)
def test_a_deliver_sm_of_others_is_read_as_it_was_meant(octets, coding, number, message):
    tlvs = [smpp34.Tlv(smpp34.TLV_RECEIPTED_MESSAGE_ID, message.encode() + b"\0")] if message else []
    theirs = smpp34.DeliverSm(number, "12379", octets, data_coding=coding, esm_class=4, tlvs=tlvs, sequence_number=9)
    ((command, status, sequence, body),) = Splitter().feed(theirs.encode())
    assert (command, status, sequence) == (DELIVER_SM, 0, 9)
    each = delivered(body)
    assert (each.source, each.destination, each.octets, each.data_coding) == (number, "12379", octets, coding)
    assert (each.is_receipt, each.has_header, each.message) == (True, False, message)


def test_a_long_message_may_travel_in_a_payload_of_its_own():
    theirs = smpp34.DeliverSm("861380", "1", b"", tlvs=[smpp34.Tlv(smpp34.TLV_MESSAGE_PAYLOAD, b"x" * 300)])
    assert delivered(theirs.encode()[16:]).octets == b"x" * 300


@given(st.lists(st.binary(max_size=40), max_size=6), st.data())
def test_a_stream_cut_anywhere_gives_the_same_frames(bodies, data):
    stream = b"".join(pdu(SUBMIT_SM, number, body) for number, body in enumerate(bodies, start=1))
    splitter, found = Splitter(), []
    while stream:
        cut = data.draw(st.integers(1, len(stream)))
        found += splitter.feed(stream[:cut])
        stream = stream[cut:]
    assert [body for *_, body in found] == bodies
    assert [sequence for _, _, sequence, _ in found] == list(range(1, len(bodies) + 1))


@given(st.binary(max_size=200))
def test_garbage_is_refused_and_nothing_else(octets):
    for read in (Splitter().feed, delivered):
        with suppress(WireError):
            read(octets)
    assert isinstance(message_id(octets), str)


@pytest.mark.parametrize("length", [0, 15, 70_001, 0xFFFFFFFF])
def test_a_length_that_cannot_be_true_is_no_smpp(length):
    with pytest.raises(WireError, match=f"expected a PDU of 16 to 70000 octets, got {length}"):
        Splitter().feed(length.to_bytes(4, "big") + bytes(12))


def test_a_login_that_does_not_fit_is_refused():
    assert bind_body("fenghuo", "secret").startswith(b"fenghuo\0secret\0")
    with pytest.raises(WireError, match="expected at most 8 characters, got 9"):
        bind_body("fenghuo", "123456789")
