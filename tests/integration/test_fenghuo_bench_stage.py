"""The stage of a benchmark, with its real services."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fenghuo.bench.stage import BenchError, Stage, fenghuo_process, open_stage, result_of, run_sender
from tests.running import Api

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    """A stage with two stations."""
    with open_stage(stations=2) as opened:
        yield opened


def test_stations_rule_and_key_are_there(stage):
    assert [station.id for station in stage.store.stations()] == ["BENCH-00000", "BENCH-00001"]
    assert [rule.id for rule in stage.store.rules()] == ["bench-stage"]
    assert stage.store.user("bench") is not None


def test_cpu_is_read_of_broker_database_and_those_named(stage):
    found = stage.cpu(own=stage.broker.pid)
    assert set(found) == {"broker", "database", "own"}
    assert all(members for members in found.values())


def test_what_the_sender_sends_is_acknowledged(stage):
    sent = result_of(run_sender(stage, "--stations=2", "--count=100"), timeout=60)
    assert (sent["sent"], sent["acked"]) == (100, 100)


def test_a_process_is_ready_inside_the_block_and_gone_after_it(stage):
    with fenghuo_process(stage, "dispatcher", client_id="bench-stage") as (process, url):
        assert Api(url=url, key="none").get("/readyz")["status"] == "ready"
        assert process.poll() is None
    assert process.poll() is not None


def test_a_process_that_does_not_start_is_an_error_with_its_last_words(stage):
    with (
        pytest.raises(BenchError, match=r"did not become ready: .*unknown role 'cook'"),
        fenghuo_process(stage, "cook", client_id="bench-cook"),
    ):
        pytest.fail("it never becomes ready")


def test_nothing_of_a_stage_is_left():
    with open_stage(stations=1) as opened:
        folder, broker, database = opened.folder, opened.broker, opened.database
    assert not folder.exists()
    assert not broker.is_running()
    assert not database.is_running()
