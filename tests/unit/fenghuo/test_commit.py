from __future__ import annotations

from alerts.issuer import Issuer
from alerts.policy import Policy
from alerts.warning import CapStatus
from fenghuo.backlog import Work
from fenghuo.commit import Commit, refused
from fenghuo.judge import Judge
from ingest.wire.message import Message
from sensing.batch import make_batch
from sensing.event import StatusReport
from tests.unit.fenghuo.conftest import a_transition


def a_commit(store) -> Commit:
    judge = Judge(store)
    judge.start()
    issuer = Issuer(sender="fenghuo.test", sender_name="测试", status=CapStatus.TEST)
    return Commit(judge=judge, policy=Policy(), issuer=issuer)


def test_everything_that_was_gathered_is_in_one_transaction(store):
    number = store.stations()[0].datastreams[0].number
    online = StatusReport(station="A", division="411528000000", is_online=True, phenomenon_time=1, result_time=1)
    readings = [make_batch(datastream=[number], phenomenon_time=[at], value=[1.0]) for at in (10, 20, 10)]
    works = [
        Work(batch=readings[0], transitions=[a_transition()]),
        Work(batch=readings[1], statuses=[online]),
        Work(batch=readings[2], rejects=refused(Work(messages=[Message("t", b"x", 5)]), "why")),
    ]
    commit = a_commit(store)
    with store.begin() as tx:
        assert commit.put(tx, works) == 2
    assert store.count_observations() == 2
    assert [incident.level.key for incident in store.incidents()] == ["red"]
    assert store.statuses() == {"A": True}
    assert [row.reject.code for row in store.quarantine()] == ["store_refused"]
    assert [row.entry.kind for row in store.journal()][-3:] == ["station", "incident", "warning"]


def test_nothing_gathered_writes_nothing(store):
    head = store.journal_head()
    with store.begin() as tx:
        assert a_commit(store).put(tx, []) == 0
    assert store.journal_head() == head
