from __future__ import annotations

from pathlib import Path

import pytest

from fenghuo.bench.mosquitto import configuration


def test_the_broker_keeps_sessions_and_limits_nothing():
    lines = configuration(Path("/srv/bench"), host="127.0.0.1", port=1884).splitlines()
    assert {"listener 1884 127.0.0.1", "persistence true", "persistence_location /srv/bench/"} <= set(lines)
    assert {"max_inflight_messages 0", "max_queued_messages 0"} <= set(lines)


@pytest.mark.parametrize(("uid", "is_told"), [(0, True), (1000, False)])
def test_it_stays_the_user_that_may_write_the_folder(monkeypatch: pytest.MonkeyPatch, uid: int, *, is_told: bool):
    monkeypatch.setattr("fenghuo.bench.mosquitto.os.geteuid", lambda: uid)
    assert ("user root" in configuration(Path("/srv/bench"), host="127.0.0.1", port=1)) is is_told
