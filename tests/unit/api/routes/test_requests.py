from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pytest

from tests.unit.api.world import World

if TYPE_CHECKING:
    from starlette.testclient import TestClient

PATH = "/api/v1/stations/XY-H03/ask"


@dataclass(frozen=True)
class Said:
    outcome: str = "done"
    detail: str = ""
    values: tuple[tuple[str, str], ...] = (("SystemTime", "20160801085857"),)


class Board:
    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []

    def ask(self, station: str, command: str) -> Said:
        self.asked.append((station, command))
        return Said()


@pytest.fixture
def board(world: World) -> Board:
    board = Board()
    world.app.state.parts = replace(world.app.state.parts, switchboard=board)
    return board


def test_a_device_is_asked_and_its_answer_told(client: TestClient, board: Board):
    told = client.post(PATH, json={"command": "read_time"}).json()
    assert told == {"outcome": "done", "detail": "", "values": {"SystemTime": "20160801085857"}}
    assert board.asked == [("XY-H03", "read_time")]


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [(PATH, {"command": "self_destruct"}, 422), ("/api/v1/stations/none/ask", {"command": "read_now"}, 404)],
)
def test_nothing_else_is_asked(client: TestClient, board: Board, path: str, body: dict[str, str], status: int):
    assert client.post(path, json=body).status_code == status
    assert not board.asked


def test_without_a_listener_nobody_can_be_asked(client: TestClient):
    refused = client.post(PATH, json={"command": "read_now"})
    assert (refused.status_code, refused.json()["code"]) == (503, "no_listener")
