from __future__ import annotations

import io

import pytest

from fenghuo.bench import rounds
from fenghuo.bench.programs import BenchError


@pytest.mark.parametrize(("name", "value"), [("a_total", 5.0), ("b_total", 1e6), ("c_total", 0.0)])
def test_a_counter_is_read_and_one_that_has_not_counted_is_0(monkeypatch: pytest.MonkeyPatch, name: str, value: float):
    page = b"# HELP a_total x\na_total 5.0\nab_total 7.0\nb_total 1e+06\n"
    monkeypatch.setattr(rounds.urllib.request, "urlopen", lambda *_, **__: io.BytesIO(page))
    assert rounds.counter("http://127.0.0.1", name) == value


def test_a_round_that_takes_too_long_is_stopped(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(rounds.time, "monotonic", lambda: 1000.0)
    rounds.check_bound(1000.0 - rounds.ROUND_SECONDS)
    with pytest.raises(BenchError, match="a round took longer than 600 s"):
        rounds.check_bound(999.0 - rounds.ROUND_SECONDS)
