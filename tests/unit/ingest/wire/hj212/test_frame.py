from __future__ import annotations

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ingest.wire.hj212.build import frame
from ingest.wire.hj212.frame import LONGEST_RUN, Frame, Skipped, Splitter, split
from ingest.wire.refusal import Code
from tests.unit.ingest.wire.hj212.builders import OFFICIAL, a_frame

GOOD = a_frame("DataTime=20160801085857;w01018-Rtd=40.1")


def frames(found: list[Frame | Skipped]) -> list[bytes]:
    return [one.raw for one in found if isinstance(one, Frame)]


def skipped(found: list[Frame | Skipped]) -> list[Skipped]:
    return [one for one in found if isinstance(one, Skipped)]


pieces = st.one_of(
    st.binary(max_size=30),
    st.sampled_from([GOOD, OFFICIAL, GOOD[:40], b"##", b"##9999", b"##0000", b"##0004ABCD1234", b"\r\n", b"#", b"###"]),
    st.binary(max_size=60).map(frame),
)
streams = st.lists(pieces, max_size=8).map(b"".join)


@given(streams, st.data())
@example(b"x" * 3000, None)
def test_any_chunking_gives_the_same(stream: bytes, data: st.DataObject | None):
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=10))) if data else range(0, len(stream), 7)
    splitter = Splitter()
    found: list[Frame | Skipped] = []
    start = 0
    for cut in [*cuts, len(stream)]:
        found += splitter.feed(stream[start:cut])
        start = cut
    assert found + splitter.finish() == split(stream)
    assert splitter.pending == 0


@given(streams)
def test_every_byte_is_in_a_frame_a_run_or_a_line_end(stream: bytes):
    rest = bytearray(stream)
    for one in split(stream):
        assert stream[one.offset : one.offset + len(one.raw)] == one.raw
        rest[one.offset : one.offset + len(one.raw)] = b"\n" * len(one.raw)
    assert not set(rest) - set(b"\r\n")


@given(st.lists(st.binary(max_size=300), max_size=5))
def test_built_frames_come_back(segments: list[bytes]):
    found = split(b"".join(map(frame, segments)))
    assert [one.segment for one in found if isinstance(one, Frame)] == segments
    assert not skipped(found)


@given(st.integers(0, len(GOOD) * 8 - 1))
def test_a_broken_bit_is_refused_or_harmless(bit: int):
    broken = bytearray(GOOD)
    broken[bit // 8] ^= 1 << bit % 8
    found = split(bytes(broken) + OFFICIAL)
    assert OFFICIAL[:-2] in frames(found)
    for one in found:
        if isinstance(one, Frame) and one.raw != OFFICIAL[:-2]:
            assert one.segment == GOOD[6:-6]


def test_lower_case_checksums_are_accepted():
    assert frames(split(GOOD[:-6] + GOOD[-6:].lower()))


def test_frames_without_line_ends_follow_each_other():
    assert frames(split(GOOD[:-2] + OFFICIAL[:-2])) == [GOOD[:-2], OFFICIAL[:-2]]


@pytest.mark.parametrize(
    ("junk", "code", "detail"),
    [
        (b"hello", Code.MALFORMED_FRAME, "byte 0: expected ##, in b'hello'"),
        (b"##01x1", Code.MALFORMED_FRAME, "byte 0: expected four digits of length after ##, in b'##01x1'"),
        (GOOD[:-4] + b"GG\r\n", Code.MALFORMED_FRAME, "byte 0: expected a checksum after the declared"),
        (b"##0003abc0000\r\n", Code.BAD_CHECKSUM, "byte 0: expected checksum 1E40, got 0000"),
    ],
)
def test_what_is_skipped_says_why_and_takes_nothing_along(junk: bytes, code: Code, detail: str):
    found = split(junk + OFFICIAL)
    assert frames(found) == [OFFICIAL[:-2]]
    (run,) = skipped(found)
    assert (run.raw, run.refusal.code) == (junk, code)
    if code is not Code.BAD_CHECKSUM:
        assert run.refusal.detail.startswith(detail)
    else:
        assert "expected checksum" in run.refusal.detail


def test_a_length_too_large_does_not_swallow_the_next_frame():
    found = split(b"##9" + GOOD[3:] + OFFICIAL)
    assert frames(found) == [OFFICIAL[:-2]]
    assert "cut off" in skipped(found)[0].refusal.detail


def test_a_frame_inside_a_text_is_not_taken_for_one():
    inner = a_frame(f"DataTime=20160801085857;i11001-Info=//{OFFICIAL.decode().strip()}//")
    assert frames(split(inner)) == [inner[:-2]]


def test_three_hashes_are_one_too_many():
    found = split(b"#" + GOOD)
    assert frames(found) == [GOOD[:-2]]
    assert [run.raw for run in skipped(found)] == [b"#"]


def test_long_runs_come_out_in_bounded_pieces():
    splitter = Splitter()
    found = splitter.feed(b"x" * 5000)
    assert [len(run.raw) for run in found] == [LONGEST_RUN] * 4
    assert splitter.pending < LONGEST_RUN


@pytest.mark.parametrize("junk", [b"#", b"##9996&&ABCD", b"##0000", b"##", b"##0500QN=1;CP=&&//&&1234"])
def test_hostile_streams_cost_little(junk: bytes):
    before = time.process_time()
    split(junk * (256 * 1024 // len(junk)))
    assert time.process_time() - before < 3.0
