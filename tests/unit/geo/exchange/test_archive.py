import contextlib
import io
import random
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import ExchangeError
from geo.exchange import archive
from geo.exchange.archive import members
from tests.unit.geo.exchange.files import zipped


def test_only_wanted_members_are_unpacked():
    data = zipped({"a.shp": b"1", "b/c.PRJ": b"2", "readme.txt": b"3", "__MACOSX/a.shp": b"4", "b/._c.shp": b"5"})
    assert members(data, suffixes=(".shp", ".prj")) == {"a.shp": b"1", "b/c.PRJ": b"2"}


def test_a_member_that_unpacks_to_too_much_is_refused_whatever_it_states(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(archive, "LARGEST", 3_000_000)
    monkeypatch.setattr(archive, "_PIECE", 1_000_000)
    bomb = bytearray(zipped({"a.shp": bytes(8_000_000)}))
    assert len(bomb) < 20_000
    with pytest.raises(ExchangeError, match="at most 3000000 bytes when unpacked"):
        members(bytes(bomb), suffixes=(".shp",))
    # The stated size stands in the local header and in the directory; a lie gains nothing.
    lie = bytes(bomb).replace((8_000_000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    with pytest.raises(ExchangeError):
        members(lie, suffixes=(".shp",))


def test_members_are_bounded_together(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(archive, "LARGEST", 10)
    with pytest.raises(ExchangeError, match="at most 10 bytes"):
        members(zipped({"a.shp": b"123456", "b.shp": b"123456"}), suffixes=(".shp",))


def test_too_many_members_are_refused():
    with pytest.raises(ExchangeError, match="at most 200 members, got 201"):
        members(zipped({f"{n}.txt": b"" for n in range(201)}), suffixes=(".shp",))


def test_an_encrypted_archive_is_named_as_such():
    data = bytearray(zipped({"a.shp": b"1"}))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(ExchangeError, match=r'"a\.shp" is encrypted'):
        members(bytes(data), suffixes=(".shp",))


def test_a_name_in_gbk_is_read_as_written():
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as out:
        out.writestr(zipfile.ZipInfo("xxxx.shp"), b"1")
    data = whole.getvalue().replace(b"xxxx", "乡镇".encode("gbk"))
    assert members(data, suffixes=(".shp",)) == {"乡镇.shp": b"1"}


def test_what_is_no_archive_is_refused():
    with pytest.raises(ExchangeError, match="cannot be read as ZIP"):
        members(b"PK\x03\x04 and nothing more", suffixes=(".shp",))


@given(st.randoms(use_true_random=False))
def test_any_mutation_is_read_or_refused(rng: random.Random):
    data = bytearray(zipped({"a.shp": bytes(range(256)) * 4, "a.prj": b"x" * 100}))
    for _ in range(rng.randint(1, 12)):
        data[rng.randrange(len(data))] = rng.randrange(256)
    with contextlib.suppress(ExchangeError):
        members(bytes(data), suffixes=(".shp", ".prj"))
