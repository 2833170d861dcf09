from __future__ import annotations

import pytest

from sensing.document import read_document
from sensing.errors import DocumentError
from sensing.section import Section
from simulators.city import demo_city
from simulators.errors import SimulatorError
from simulators.faults.byzantine import Byzantine, Lie
from simulators.faults.chatter import Duplicate, Flood
from simulators.faults.document import load_faults, read_faults
from simulators.faults.outage import Outage
from simulators.faults.sensor import ClockSkew, Drift, Spike, Stuck
from simulators.faults.torn import Torn

HEAD = "apiVersion: fenghuo/v1\nkind: Faults\nfaults:\n"
STATIONS = demo_city().stations
ALL = """
  - {kind: stuck, station: XY-H03, property: water_level, from_h: 10, until_h: 14}
  - {kind: spike, station: XY-H03, property: water_level, by: 5, share: 0.01}
  - {kind: drift, station: XY-H03, property: water_level, from_h: 2, per_h: 0.05}
  - {kind: clock_skew, station: XY-H03, by_s: -3600, per_day_s: 5}
  - {kind: byzantine, station: XY-H03, property: water_level, lie: opposite}
  - {kind: byzantine, station: XY-H03, property: water_level, lie: copy, of: XY-H04}
  - {kind: torn_away, station: XY-H03, at_h: 21, will: false}
  - {kind: late_burst, station: XY-H03, from_h: 1, until_h: 2, shuffled: true}
  - {kind: network_down, division: "411528", from_h: 20, until_h: 23}
  - {kind: power_down, division: "411528", from_h: 20}
  - {kind: duplicate, station: XY-H03}
  - {kind: flood, station: XY-H03, from_h: 1, until_h: 1.01}
"""
PER_H = """f.yaml:4: faults[0].per_h: a fault of kind stuck has no key "per_h", \
it has station, property, from_h, until_h"""
KEYS = ("apiVersion", "kind", "faults")


def read(entries: str):
    top = Section.top(read_document(HEAD + entries, origin="f.yaml", what="list"), kind="Faults", keys=KEYS)
    return read_faults(top, stations=STATIONS)


def test_every_kind_is_read():
    kinds = [Stuck, Spike, Drift, ClockSkew, Byzantine, Byzantine, Torn, Outage, Outage, Outage, Duplicate, Flood]
    found = read(ALL)
    assert [type(fault) for fault in found] == kinds
    assert (found[5].lie, found[5].of) == (Lie.COPY, "XY-H04")
    assert (found[6].at_s, found[6].has_will) == (21 * 3600, False)
    assert [fault.stores for fault in found[7:10]] == [1.0, 0.5, 0.0]
    assert len(found[8].homes) > 3
    assert (found[11].rate, found[11].property) == (1000, "battery_voltage")


def test_no_list_is_no_faults():
    top = Section.top(read_document(HEAD.replace("faults:\n", ""), origin="f", what="l"), kind="Faults", keys=KEYS)
    assert read_faults(top, stations=STATIONS) == ()


@pytest.mark.parametrize(
    ("entry", "wrong"),
    [
        ("{kind: stuk, station: XY-H03}", 'f.yaml:4: faults[0].kind: unknown value "stuk", did you mean "stuck"?'),
        ("{kind: stuck, statoin: XY-H03}", 'f.yaml:4: unknown key "statoin", did you mean "station"?'),
        (
            "{kind: stuck, station: XY-H03, per_h: 1}",
            PER_H,
        ),
        ("{kind: torn_away, station: XY-H03, at_h: -1}", "f.yaml:4: faults[0].at_h: expected 0 or more, got -1"),
        ("{kind: flood, station: XY-H03}", 'f.yaml:4: missing key "until_h" in faults[0]'),
        (
            "{kind: flood, station: XY-H03, until_h: 1, rate: 1e6}",
            "f.yaml:4: faults[0].rate: expected at most 10000 messages a second, got 1e+06",
        ),
        (
            "{kind: byzantine, station: XY-H03, property: flow, lie: offset, by: 1, of: XY-H04}",
            "f.yaml:4: faults[0].of: only the lie copy is taken from another station",
        ),
    ],
)
def test_a_wrong_entry_is_told_with_its_line(entry, wrong):
    with pytest.raises(DocumentError) as caught:
        read(f"  - {entry}")
    assert str(caught.value) == wrong


def test_a_flood_may_say_something_of_its_own():
    (found,) = read("  - {kind: flood, station: XY-H03, until_h: 1, rate: 10, property: water_level, value: 41}")
    assert (found.property, found.value, found.rate) == ("water_level", 41.0, 10.0)


def test_a_file_is_read_and_a_wrong_one_told_by_its_name(tmp_path):
    path = tmp_path / "faults.yaml"
    path.write_text(HEAD + ALL, "utf-8")
    assert load_faults(path, stations=STATIONS) == read(ALL)
    path.write_text(HEAD + "  - {kind: stuk}", "utf-8")
    with pytest.raises(SimulatorError, match=r'faults.yaml:4: .*did you mean "stuck"'):
        load_faults(path, stations=STATIONS)
    path.write_bytes(b"\xff")
    with pytest.raises(SimulatorError, match="expected UTF-8"):
        load_faults(path, stations=STATIONS)
    with pytest.raises(SimulatorError, match="expected a file of faults: No such file"):
        load_faults(tmp_path / "none.yaml", stations=STATIONS)
