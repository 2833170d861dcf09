from __future__ import annotations

import json
from datetime import UTC, datetime

from api.feed.filter import FeedFilter
from api.feed.provisional import MOST_ITEMS, ProvisionalBoard
from sensing.level import Level
from tests.builders import a_station

NOW = datetime(2026, 7, 19, 6, tzinfo=UTC)
STATIONS = {"A": a_station(id="A")}


def an_item(station: str = "A", level: str = "red", before: str = "none") -> dict[str, object]:
    return {"station": station, "level": level, "before": before, "rule": "r"}


def told(board: ProvisionalBoard, **asked) -> dict | None:
    frame = board.frame(asked=FeedFilter(**asked), stations=STATIONS, now=NOW)
    return None if frame is None else json.loads(frame.text)


def test_the_whole_list_is_told_each_time_without_a_sequence_number():
    board = ProvisionalBoard()
    assert board.is_empty
    assert board.put([an_item()])
    assert not board.put([an_item()])
    data = {"items": [an_item()], "count": 1}
    assert told(board) == {"t": "2026-07-19T06:00:00Z", "kind": "provisional", "data": data}
    assert board.put([])
    assert told(board)["data"] == {"items": [], "count": 0}


def test_a_screen_gets_what_it_asked_for_and_a_clearing_counts_by_what_it_clears():
    board = ProvisionalBoard()
    board.put([an_item(level="yellow"), an_item(level="none", before="red"), an_item(station="UNKNOWN")])
    assert told(board, kinds=frozenset({"incident"})) is None
    assert told(board, kinds=frozenset({"provisional"}))["data"]["count"] == 3
    assert [item["before"] for item in told(board, level=Level.RED)["data"]["items"]] == ["red", "none"]
    # What cannot be judged passes.
    assert [item["station"] for item in told(board, division="99")["data"]["items"]] == ["UNKNOWN"]


def test_a_long_list_is_cut_to_the_newest_and_says_how_long_it_is():
    board = ProvisionalBoard()
    board.put([an_item(station=str(number)) for number in range(MOST_ITEMS + 5)])
    data = told(board)["data"]
    assert (len(data["items"]), data["count"], data["items"][0]["station"]) == (MOST_ITEMS, MOST_ITEMS + 5, "5")
