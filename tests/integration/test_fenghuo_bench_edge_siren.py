"""How long a siren takes, against a node that is not there and, in ``test_fenghuo_bench_edge``, against one that is."""

from __future__ import annotations

import pytest

from fenghuo.bench.edge_siren import siren_times
from fenghuo.embedded.ports import free_port


def test_a_node_that_does_not_listen_is_said_to():
    ready = {"device": {"user": "device", "password": "x"}, "mqtt_port": free_port()}
    with pytest.raises(OSError, match="refused"):
        siren_times(ready, crossings=1, say=lambda _: None)
