"""Who holds what, as two looks at the board show it."""

import pytest

from fenghuo.cluster.lease import Lease, Sight
from fenghuo.cluster.picture import linked, members_of
from fenghuo.settings import Settings
from ingest.stream.link import StreamError


def test_alive_is_who_said_so_between_two_looks():
    before = Sight(members={"w1": 1, "w2": 2}, leases={})
    leases = {
        "partition-10": Lease(holder="w1", epoch=1, revision=5),
        "partition-9": Lease(holder="w1", epoch=1, revision=6),
        "upkeep": Lease(holder="w2", epoch=3, revision=7),
        "partition-1": Lease(holder="w3", epoch=3, revision=8),
        "partition-2": Lease(epoch=2, revision=9),
    }
    found = members_of("worker", before, Sight(members={"w1": 4, "w2": 2}, leases=leases))
    assert [(each.name, each.is_alive, each.resources) for each in found] == [
        ("", False, ("partition-2",)),
        ("w1", True, ("partition-9", "partition-10")),
        ("w2", False, ("upkeep",)),
        ("w3", False, ("partition-1",)),
    ]


def test_a_cluster_that_is_away_is_said_to_be(monkeypatch):
    monkeypatch.setattr("fenghuo.cluster.picture._PATIENCE", 0.0)
    with (
        pytest.raises(StreamError, match=r"nats://127\.0\.0\.1:1"),
        linked(Settings(cluster={"servers": "nats://127.0.0.1:1"})),
    ):
        pytest.fail("there is no connection")
