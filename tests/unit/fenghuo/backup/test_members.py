import io
import tarfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenghuo.backup.errors import DamagedError
from fenghuo.backup.members import END, LARGEST, Writer, members

NAMES = st.text("abcdefghijklmnopqrstuvwxyz0123456789_./", min_size=1, max_size=90).filter(
    lambda name: name == name.strip("/") and name != "seal"
)
CONTENTS = st.lists(st.tuples(NAMES, st.binary(max_size=1500)), max_size=4)


def written(contents) -> bytes:
    sink = io.BytesIO()
    writer = Writer(sink.write)
    for name, data in contents:
        writer.put(name, data)
    writer.seal()
    assert writer.size == len(sink.getvalue())
    return sink.getvalue()


def read(data: bytes) -> list:
    return list(members(io.BytesIO(data).read))


@given(CONTENTS)
def test_what_was_written_is_read(contents):
    assert read(written(contents)) == contents


@given(CONTENTS)
def test_any_tar_reads_it(contents):
    with tarfile.open(fileobj=io.BytesIO(written(contents))) as archive:
        found = [(info.name, archive.extractfile(info).read()) for info in archive]
    assert found[:-1] == contents
    assert found[-1][0] == "seal"


@given(CONTENTS, st.integers(1, 7))
def test_a_source_that_gives_little_at_once_will_do(contents, most):
    source = io.BytesIO(written(contents))
    assert list(members(lambda size: source.read(min(size, most)))) == contents


@given(CONTENTS, st.data())
def test_every_changed_bit_is_found(contents, data):
    whole = bytearray(written(contents))
    whole[data.draw(st.integers(0, len(whole) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(DamagedError):
        read(bytes(whole))


@given(CONTENTS, st.data())
def test_an_archive_that_was_cut_off_is_found(contents, data):
    whole = written(contents)
    with pytest.raises(DamagedError, match="it ends too early"):
        read(whole[: data.draw(st.integers(0, len(whole) - 1))])


@given(st.binary(max_size=3000))
def test_garbage_is_damaged_and_nothing_else(garbage):
    with pytest.raises(DamagedError):
        read(garbage)


def test_what_follows_the_end_is_found():
    with pytest.raises(DamagedError, match="it goes on after its end"):
        read(written([]) + b"\0")
    with pytest.raises(DamagedError, match="it goes on after its end"):
        read(written([("a", b"x")])[: -len(END)] + written([]))


def test_a_member_that_claims_to_be_huge_is_refused_before_it_is_read():
    info = tarfile.TarInfo("a")
    info.size = LARGEST + 1
    with pytest.raises(DamagedError, match=f"claims {LARGEST + 1} bytes"):
        read(info.tobuf(tarfile.USTAR_FORMAT))
