from __future__ import annotations

import pytest

from fenghuo.bench.programs import BenchError, program


def test_a_missing_program_is_named_with_what_installs_it():
    with pytest.raises(BenchError, match="no-such-peer is not installed; on Debian: apt-get install no-such-peer"):
        program("no-such-peer")


def test_the_package_is_named_where_it_is_called_otherwise(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("fenghuo.bench.programs.shutil.which", lambda *_, **__: None)
    with pytest.raises(BenchError, match="apt-get install mosquitto-clients"):
        program("mosquitto_sub")
