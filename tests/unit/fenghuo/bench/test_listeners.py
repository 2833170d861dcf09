from __future__ import annotations

import asyncio
import itertools
import json
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenghuo.bench.frames import frame_text
from fenghuo.bench.listeners import Client, Ear, quantiles

SENT = 1_784_469_600.0
OPENED = b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n"


def a_frame(i: int = 1) -> bytes:
    return frame_text(i, SENT).encode()


def test_a_delay_counts_from_the_instant_in_the_newest_reason():
    frame = json.loads(a_frame())
    frame["data"]["incident"]["reasons"].insert(0, {"t": "2020-01-01T00:00:00Z"})
    ear = Ear()
    ear.hear(json.dumps(frame, separators=(",", ":")).encode(), SENT + 0.25)
    assert ear.delays == [0.25]


def test_the_time_before_the_write_ends_at_the_instant_of_the_journal_row():
    frame = json.loads(a_frame()) | {"t": "2026-07-19T14:00:00.125Z"}
    frame["data"]["incident"]["reasons"][-1]["t"] = "2026-07-19T14:00:00Z"
    ear = Ear()
    ear.hear(json.dumps(frame, separators=(",", ":")).encode(), SENT)
    assert ear.judged == [0.125]


def test_a_frame_that_two_clients_hear_is_two_arrivals_and_its_last_is_the_later():
    ear = Ear()
    for late in (0.1, 0.5):
        ear.hear(a_frame(), SENT + late)
    assert ear.frames == 2
    assert list(ear.last.values()) == pytest.approx([0.5])


def test_other_frames_are_not_counted():
    ear = Ear()
    ear.hear(b'{"kind":"hello"}', SENT)
    ear.hear(b'{"t":"","kind":"latest","data":{"items":[]}}', SENT)
    assert (ear.frames, ear.delays, ear.last) == (0, [], {})


def as_websocket(text: bytes) -> bytes:
    """Return an unmasked text frame; RFC 6455, 5.2."""
    size = len(text)
    if size < 126:
        return bytes([0x81, size]) + text
    if size < 65_536:
        return b"\x81\x7e" + size.to_bytes(2, "big") + text
    return b"\x81\x7f" + size.to_bytes(8, "big") + text


@given(
    padding=st.lists(st.sampled_from([0, 91, 92, 65_501, 65_502]), min_size=1, max_size=3),
    cuts=st.lists(st.integers(0, 70_000), max_size=4),
)
def test_every_frame_is_heard_once_however_the_bytes_are_cut(padding: list[int], cuts: list[int]):
    # The blanks bring a frame to the sizes around 126 and 65 536, where the length is written differently.
    frames = [b'{"kind":"hello","data":{}}', *(b'{"kind":"latest","data":{}%s}' % (b" " * n) for n in padding)]
    raw = OPENED + b"".join(map(as_websocket, frames))
    heard: list[bytes] = []
    ready = asyncio.Semaphore(0)
    ear = SimpleNamespace(hear=lambda frame, _: heard.append(frame))
    client = Client(b"", ear, ready)
    edges = [0, *sorted(min(cut, len(raw)) for cut in cuts), len(raw)]
    for start, end in itertools.pairwise(edges):
        client.data_received(raw[start:end])
    assert heard == frames
    assert ready._value == 1, "the first frame is the greeting, after which a client counts as connected"


def test_a_client_that_the_feed_refuses_ends_the_run_with_the_answer():
    client = Client(b"", Ear(), asyncio.Semaphore(0))
    with pytest.raises(SystemExit, match=r"the feed refused a client: .*401"):
        client.data_received(b"HTTP/1.1 401 Unauthorized\r\n\r\n")


def test_quantiles_are_milliseconds():
    assert quantiles([i / 1000 for i in range(1, 102)]) == {"p50": 51.0, "p99": 100.0, "max": 101.0}


def test_nothing_heard_has_no_quantiles():
    assert quantiles([]) == {}
