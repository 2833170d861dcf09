from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import shapely

from alerts.signing import fingerprint
from alerts.warning import Area
from fenghuo.cap_keys import load_certificate, make_keys
from fenghuo.foreign_sources import door_of
from fenghuo.sections.messages import Foreign, ForeignSource
from fenghuo.settings import Settings, SettingsError
from tests.builders import NOW

if TYPE_CHECKING:
    from pathlib import Path

RING = ((114.6, 32.2), (114.9, 32.2), (114.9, 32.5), (114.6, 32.5), (114.6, 32.2))


def area(code: str, _place: str) -> Area:
    return Area(description=code, geocodes=(code,), polygons=(RING,) if code == "411528000000" else ())


def settings(*sources: dict, **changes) -> Settings:
    given = [
        ForeignSource(**({"name": "weather", "senders": ("w",), "divisions": ("411528",)} | each)) for each in sources
    ]
    return Settings(foreign=Foreign(sources=tuple(given)), **changes)


def test_where_nobody_is_listed_there_is_no_door():
    assert door_of(Settings(), area=area) is None


def test_a_certificate_is_pinned_by_its_file_or_its_hash(tmp_path: Path):
    make_keys(tmp_path / "a.key", tmp_path / "a.pem", name="w", at=NOW)
    print_ = fingerprint(load_certificate(tmp_path / "a.pem"))
    colons = ":".join(print_.upper()[place : place + 2] for place in range(0, 64, 2))
    door = door_of(settings({"certificates": (str(tmp_path / "a.pem"),), "fingerprints": (colons,)}), area=area)
    source = door.sources.by_sender["w"]
    assert source.pins.fingerprints == {print_}
    assert [fingerprint(each) for each in source.pins.certificates] == [print_]
    assert door.own == Settings().issuer.sender


def test_the_area_of_an_agency_is_that_of_its_divisions():
    door = door_of(settings({"needs_signature": False}), area=area)
    assert door.outline(["411528"]).equals(shapely.Polygon(RING))
    assert door.outline(["411528", "411527"]) is None


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ({}, "needs signatures, and no certificate is pinned"),
        ({"certificates": ("/nowhere.pem",)}, "no certificate could be read"),
        ({"fingerprints": ("ab",)}, "expected SHA-256"),
        ({"needs_signature": False, "divisions": ("north",)}, "expected a division code"),
    ],
)
def test_what_cannot_be_understood_is_told_with_its_setting(source: dict, why: str):
    with pytest.raises(SettingsError, match=f"FENGHUO_FOREIGN__SOURCES: weather: .*{why}"):
        door_of(settings(source), area=area)


def test_two_agencies_with_one_sender_are_refused():
    both = {"needs_signature": False}, {"needs_signature": False, "name": "other"}
    with pytest.raises(SettingsError, match="belongs to weather already"):
        door_of(settings(*both), area=area)
