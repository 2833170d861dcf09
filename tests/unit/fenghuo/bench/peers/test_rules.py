from __future__ import annotations

import pytest

from fenghuo.bench.peers import rules
from fenghuo.bench.peers.live import Form
from fenghuo.bench.peers.rules import RulePeerOptions, _compare, _rates, run
from fenghuo.bench.programs import BenchError


def test_peers_that_are_not_installed_are_left_out_and_named(monkeypatch: pytest.MonkeyPatch):
    def missing(name: str) -> str:
        raise BenchError(f"{name} is not installed")

    monkeypatch.setattr(rules, "program", missing)
    said: list[str] = []
    found = run(RulePeerOptions(datastreams=30, each=(1, 2), sweeps=30, share=0.5), say=said.append)
    assert said[:2] == ["left out: prometheus is not installed", "left out: vmalert is not installed"]
    assert [(table["rules"], table["checks"]) for table in found["tables"]] == [(30, 900), (60, 1800)]
    assert [list(table["ratio"]) for table in found["tables"]] == [["plain_python"]] * 2


def test_systems_take_turns_there_and_back(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(rules, "_are_installed", lambda *_, **__: False)
    said: list[str] = []
    run(RulePeerOptions(datastreams=30, each=(1,), sweeps=30, share=0.5), say=said.append)
    assert [line.rpartition(" ")[2] for line in said] == ["plain_python", "fenghuo", "fenghuo", "plain_python"]


def test_a_peer_that_raises_other_levels_stops_the_run():
    with pytest.raises(BenchError, match="bytewax raises and clears 3, 1 levels"):
        _compare("bytewax", [{"ups": 3, "downs": 1}], [{"ups": 3, "downs": 2}])


def test_rates_are_checks_per_cpu_second_and_medians_of_the_turns():
    form = {"checks": 10, "cpu_seconds_per_round": 0.5}
    found = {
        "prometheus": [{Form.FULL: form, Form.WITHOUT_CLEAR: form | {"cpu_seconds_per_round": 0.1}}],
        "fenghuo": [{"cpu_seconds": 1.0}, {"cpu_seconds": 3.0}],
    }
    rates = {"prometheus": 20, "prometheus_without_clear": 100, "fenghuo": 500}
    assert _rates(found, checks=1000) == rates
