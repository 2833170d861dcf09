from __future__ import annotations

from fenghuo.bench.overload import PROBES, RULES, OverloadOptions, _load
from fenghuo.bench.stage import bench_station
from rules.compiler import compile_rules
from rules.document import parse_rules
from rules.urgency import urgent_targets
from sensing.station import Registry


def test_only_the_probe_s_stations_can_turn_red():
    stations = [bench_station(i) for i in range(2 * PROBES + 1)]
    program = compile_rules(list(parse_rules(RULES, origin="bench")), registry=Registry(stations))
    assert {str(target) for target in urgent_targets(program)} == {station.id for station in stations[:PROBES]}


def test_load_and_probe_share_no_station():
    assert _load(OverloadOptions(stations=100)) == [f"--first-station={PROBES}", "--stations=90"]
