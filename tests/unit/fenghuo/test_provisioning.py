from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from alerts.contact_document import contact_document, make_contact
from api.documents import yaml_answer
from fenghuo.provisioning import provision
from geo.fence import parse_fence
from geo.fence_document import fence_document
from rules.document import parse_rule, rule_to_document
from sensing.errors import FenghuoError
from sensing.limits import Limits
from sensing.station import Datastream
from sensing.station_document import station_document
from store.memory import MemoryStore
from tests.builders import BY_TEST
from tests.unit.api.world import RULE, a_station

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2026, 7, 19, 6, tzinfo=UTC)

STATION = """\
apiVersion: fenghuo/v1
kind: Station
id: XY-H03
name: 息县
type: river_gauge
division: "411528000000"
lon: 114.73
lat: 32.33
datastreams:
  - {property: water_level, limits: {hard: [0, 60], stuck: 6h}}
"""
FENCE = """\
apiVersion: fenghuo/v1
kind: Fence
id: zone
name: 蓄滞洪区
geometry: {type: Polygon, coordinates: [[[114, 31], [115, 31], [115, 32], [114, 31]]]}
"""
RIVER = """\
apiVersion: fenghuo/v1
kind: River
id: huai
name: 淮河
reaches:
  - {from: XY-H03, to: J, travel: 21h}
junctions: {J: 河口}
"""
CONTACT = """\
apiVersion: fenghuo/v1
kind: Contact
id: c1
name: 王村长
division: "411528000000"
address: "13800000000"
"""


@pytest.fixture
def store():
    return MemoryStore()


def applied(folder: Path, store: MemoryStore, **how: bool):
    return [(one.kind, one.id, one.change.value) for one in provision(folder, store=store, at=NOW, **how)]


def test_a_folder_is_applied_once_in_whatever_order_its_files_stand(tmp_path, store):
    (tmp_path / "a.yaml").write_text(f"{RULE}---\n{CONTACT}---\n{STATION}---\n{FENCE}", "utf-8")
    first = [
        ("Rule", "stage-xixian", "new"),
        ("Contact", "c1", "new"),
        ("Station", "XY-H03", "new"),
        ("Fence", "zone", "new"),
    ]
    assert applied(tmp_path, store, is_dry=True) == first
    assert store.stations() == []
    assert applied(tmp_path, store) == first
    head = store.journal_head()
    assert {change for _, _, change in applied(tmp_path, store)} == {"unchanged"}
    assert store.journal_head() == head
    assert store.stations()[0].datastreams[0].limits.hard == (0.0, 60.0)


def test_a_bad_document_is_told_with_file_and_line_and_blocks_no_other(tmp_path, store):
    good, bad = STATION, STATION.replace("id: XY-H03", "id: XY-H04").replace("lon: 114.73", "lon: 214")
    (tmp_path / "a.yaml").write_text(f"{bad}---\n{good}---\nkind: [\n---\n{CONTACT}", "utf-8")
    (tmp_path / "b.yml").write_bytes(b"\xff\xfe\xff")
    (tmp_path / "c.yaml").write_text("kind: Sation\n---\nkind: Rule\nid: x\n", "utf-8")
    outcomes = provision(tmp_path, store=store, at=NOW)
    assert [(station.id) for station in store.stations()] == ["XY-H03"]
    assert len(store.contacts()) == 1
    details = [one.detail.removeprefix(f"{tmp_path}/") for one in outcomes if one.detail]
    assert details[0] == "a.yaml:7: lon, lat: expected degrees (lon, lat), got 214, 32.33: swapped?"
    assert details[1].startswith("a.yaml:2")
    assert "not YAML" in details[1]
    assert details[2].startswith("b.yml: cannot be read as UTF-8")
    assert details[3].startswith('c.yaml:1: kind: unknown value "Sation", did you mean "Station"?')
    assert details[4] == 'c.yaml:3: missing key "apiVersion"'


def test_an_object_that_two_documents_describe_is_taken_from_the_first(tmp_path, store):
    (tmp_path / "a.yaml").write_text(f"{STATION}---\n{STATION.replace('息县', '另一个')}", "utf-8")
    outcomes = provision(tmp_path, store=store, at=NOW)
    assert [one.change.value for one in outcomes] == ["new", "refused"]
    assert outcomes[1].detail == f"{tmp_path}/a.yaml:12: Station 'XY-H03' is already in {tmp_path}/a.yaml:1"
    assert store.stations()[0].name == "息县"


def test_a_rule_about_nothing_is_refused_and_its_station_is_not(tmp_path, store):
    (tmp_path / "a.yaml").write_text(f"{RULE.replace('XY-H03', 'XY-H99')}---\n{STATION}", "utf-8")
    outcomes = provision(tmp_path, store=store, at=NOW)
    assert [one.change.value for one in outcomes] == ["refused", "new"]
    assert "XY-H99" in outcomes[0].detail


def test_a_station_that_a_rule_needs_is_not_taken_apart(tmp_path, store):
    store.put_stations([a_station()], **BY_TEST)
    store.put_rule(parse_rule(RULE, origin="test"), author="test", at=NOW)
    (tmp_path / "a.yaml").write_text(
        STATION.replace("water_level, limits: {hard: [0, 60], stuck: 6h}", "flow"), "utf-8"
    )
    (outcome,) = provision(tmp_path, store=store, at=NOW)
    assert "a rule needs what this change takes away" in outcome.detail


def documents_of(store: MemoryStore):
    """Return every object as the API gives it with ``format=yaml``."""
    return [
        *map(fence_document, store.fences()),
        *map(station_document, store.stations()),
        *map(rule_to_document, store.rules()),
        *map(contact_document, store.contacts()),
    ]


def test_what_is_exported_is_taken_back_unchanged(tmp_path, store):
    stream = Datastream(property="water_level", unit="cm", source="39", limits=Limits(rise=0.5, soft=((0.0, 1e20),)))
    notes = {"说明": "第一行\n第二行", "1e5": "yes", "n": "0x1f", "空": " "}
    store.put_stations(
        [a_station(datastreams=(stream,), addresses={"sl651": "0012345678"}, notes=notes), a_station("B")], **BY_TEST
    )
    store.put_rule(parse_rule(RULE, origin="test"), author="test", at=NOW)
    polygon = {"type": "Polygon", "coordinates": [[[114.1, 31], [115, 31], [115, 32.400000000000006], [114.1, 31]]]}
    properties = {"name": "区", "k": {"list": [1, 2.5, "3", "true", True, None]}, "s": "1e5"}
    store.put_fence(
        parse_fence({"type": "Feature", "geometry": polygon, "properties": properties}, id="z"), author="x", at=NOW
    )
    store.put_contacts(
        [make_contact(id="", name="王", division="4115", channel="", address="+8613800000000")], **BY_TEST
    )
    (tmp_path / "all.yaml").write_bytes(bytes(yaml_answer(documents_of(store)).body))
    assert {change for _, _, change in applied(tmp_path, store)} == {"unchanged"}
    other = MemoryStore()
    assert {change for _, _, change in applied(tmp_path, other)} == {"new"}
    assert documents_of(other) == documents_of(store)
    assert other.fences() == store.fences()
    assert other.contacts() == store.contacts()


def test_hidden_files_and_folders_are_not_read(tmp_path, store):
    # A folder that Kubernetes mounts: the files stand in a hidden folder, links to them beside it.
    hidden = tmp_path / "..2026_07_19"
    hidden.mkdir()
    (hidden / "a.yaml").write_text(STATION, "utf-8")
    (tmp_path / "a.yaml").symlink_to(hidden / "a.yaml")
    (tmp_path / ".b.yaml").write_text("broken: [", "utf-8")
    assert applied(tmp_path, store) == [("Station", "XY-H03", "new")]


def test_a_folder_that_is_not_there_is_an_error(tmp_path, store):
    with pytest.raises(FenghuoError, match="expected a folder of YAML documents"):
        provision(tmp_path / "gone", store=store, at=NOW)


def test_a_river_is_applied_after_the_stations_that_it_names(tmp_path, store):
    (tmp_path / "a.yaml").write_text(f"{RIVER}---\n{STATION}", "utf-8")
    assert applied(tmp_path, store) == [("River", "huai", "new"), ("Station", "XY-H03", "new")]
    assert {change for _, _, change in applied(tmp_path, store)} == {"unchanged"}
    (tmp_path / "a.yaml").write_text(RIVER.replace("21h", "20h"), "utf-8")
    assert applied(tmp_path, store) == [("River", "huai", "changed")]


def test_a_river_that_is_wrong_is_refused_alone(tmp_path, store):
    (tmp_path / "a.yaml").write_text(f"{RIVER.replace('from: XY-H03', 'from: XY-H3')}---\n{STATION}", "utf-8")
    first, second = provision(tmp_path, store=store, at=NOW)
    assert (first.change.value, second.change.value) == ("refused", "new")
    assert first.detail.endswith('river "huai": unknown station "XY-H3", did you mean "XY-H03"?')
    assert store.rivers() == []


def test_the_fences_of_a_folder_are_stored_together(tmp_path, store, monkeypatch):
    (tmp_path / "a.yaml").write_text(f"{FENCE}---\n{FENCE.replace('id: zone', 'id: other')}", "utf-8")
    calls = []
    put_fences = store.put_fences

    def watched(fences, **said):
        calls.append([fence.id for fence in fences])
        return put_fences(fences, **said)

    monkeypatch.setattr(store, "put_fences", watched)
    assert applied(tmp_path, store) == [("Fence", "zone", "new"), ("Fence", "other", "new")]
    assert calls == [["zone", "other"]]
    assert {change for _, _, change in applied(tmp_path, store)} == {"unchanged"}
    assert len(calls) == 1
