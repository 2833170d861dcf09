from __future__ import annotations

import httpx2
import pytest

from api.ports.drills import Interruption
from fenghuo.drill.live_watch import LiveWatch, LiveWatchError


class Live:
    """A live installation."""

    def __init__(self) -> None:
        self.warnings = [{"id": "1", "identifier": "FH-1", "status": "Actual", "headline": {"zh": "旧"}}]
        self.status = 200

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        assert request.url.params["stage"] == "issued"
        size, begin = int(request.url.params["limit"]), int(request.url.params.get("cursor", "0"))
        part = self.warnings[begin : begin + size]
        is_last = begin + size >= len(self.warnings)
        return httpx2.Response(self.status, json={"items": part, "next": None if is_last else str(begin + size)})

    def add(self, id_: str, status: str) -> None:
        self.warnings.append({"id": id_, "identifier": f"FH-{id_}", "status": status, "headline": {"zh": "洪水"}})


@pytest.fixture
def live() -> Live:
    return Live()


@pytest.fixture
def told() -> list[Interruption]:
    return []


@pytest.fixture
def watch(live, told):
    client = httpx2.Client(transport=httpx2.MockTransport(live), base_url="https://live.example")
    made = LiveWatch("https://live.example", "key", tell=told.append, client=client)
    made.start()
    yield made
    made.stop()


def test_a_new_real_warning_is_told_once_and_nothing_else_is(watch, live, told):
    watch.look()
    live.add("2", "Actual")
    live.add("3", "Test")
    watch.look()
    watch.look()
    assert told == [Interruption(identifier="FH-2", headline_zh="洪水", headline_en="洪水")]


def test_an_old_draft_that_is_issued_after_hundreds_of_newer_ones_is_told(watch, live, told):
    for number in range(1000, 1300):
        live.add(str(number), "Test")
    live.add("2", "Actual")
    watch.look()
    assert told == [Interruption(identifier="FH-2", headline_zh="洪水", headline_en="洪水")]


def test_that_nobody_watches_any_more_is_told_once(watch, live, told):
    live.status = 503
    for _ in range(8):
        watch.look()
    assert len(told) == 1
    assert told[0].headline_zh.startswith("已无人监看真实预警")
    assert told[0].headline_en.startswith("nobody watches for real warnings")


def test_a_live_system_that_refuses_the_key_starts_no_drill(live, told):
    live.status = 401
    client = httpx2.Client(transport=httpx2.MockTransport(live), base_url="https://live.example")
    with pytest.raises(LiveWatchError, match="cannot be asked"):
        LiveWatch("https://live.example", "key", tell=told.append, client=client).start()
