"""From a device's socket through the pipeline into the store and back: the reading is there when the 9014 comes."""

from __future__ import annotations

import socket
from contextlib import ExitStack
from dataclasses import replace

from alerts.issuer import Issuer
from alerts.policy import Policy
from alerts.warning import CapStatus
from fenghuo.judge import Judge
from fenghuo.listeners import start_listeners
from fenghuo.pipeline import Pipeline
from fenghuo.settings import Listeners, Settings
from ingest.wire.hj212.times import parse_time
from store.memory import MemoryStore
from tests.builders import BY_TEST
from tests.integration.calling import MN, heard, said
from tests.running import free_port
from tests.unit.ingest.builders import a_station

QN = "20160801085857223"


def test_a_reading_is_stored_before_it_is_confirmed_and_bad_frames_are_quarantined():
    store, port = MemoryStore(), free_port()
    store.put_stations([replace(a_station("WQ-1", cod="ug/L"), addresses={"hj212": MN})], **BY_TEST)
    issuer = Issuer(sender="fenghuo.test", sender_name="测试", status=CapStatus.TEST)
    pipeline = Pipeline(store=store, judge=Judge(store), policy=Policy(), issuer=issuer)
    with ExitStack() as stack:
        pipeline.start()
        stack.callback(pipeline.stop)
        settings = Settings(listeners=Listeners(hj212_port=port))
        _, checks = start_listeners(settings, pipeline=pipeline, stack=stack)
        assert [check() for check in checks.values()] == [""]
        device = stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=10))
        frame = said(QN, cp="DataTime=20160801085857;w01018-Rtd=40100,w01018-Flag=M")
        device.sendall(frame[:-6] + b"0000\r\n" + frame)
        assert (heard(device).cn, store.count_observations()) == ("9014", 1)
        device.sendall(said(QN, cp="DataTime=20160801085857;w01018-Rtd=1", mn="NEW-1") + frame)
        assert heard(device).cn == "9014"
    (latest,) = store.latest("WQ-1")
    assert (latest.value, latest.phenomenon_time) == (40.1, parse_time("20160801085857"))
    rows = {(row.reject.code, row.reject.station) for row in store.quarantine()}
    assert rows == {("bad_checksum", "WQ-1"), ("unknown_station", "NEW-1")}
