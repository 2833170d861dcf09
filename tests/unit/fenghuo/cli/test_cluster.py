"""``fenghuo cluster who`` prints what the board shows and fails where something is held by nobody who lives."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from fenghuo.cli.cluster import group
from fenghuo.cluster.picture import Member


@pytest.fixture
def board(monkeypatch):
    found = [Member(group="worker", name="w1", is_alive=True, resources=("partition-0", "upkeep"))]
    monkeypatch.setattr("fenghuo.cluster.picture.members", lambda _settings: found)
    monkeypatch.setattr("fenghuo.cluster.picture.waiting_by_subject", lambda _settings: {"fh.readings.0": 3})
    return found


def test_who_holds_what_is_a_line_each(board):
    board.append(Member(group="gateway", name="g2", is_alive=False, resources=()))
    done = CliRunner().invoke(group, ["who"])
    assert done.exit_code == 0
    assert [line.split() for line in done.stdout.splitlines()] == [
        ["worker", "w1", "partition-0,", "upkeep"],
        ["gateway", "g2", "-", "(silent)"],
        ["waiting:", "3", "messages"],
    ]


def test_what_nobody_holds_fails(board):
    board.append(Member(group="worker", name="", is_alive=False, resources=("partition-1",)))
    done = CliRunner().invoke(group, ["who"])
    assert done.exit_code == 1
    assert "partition-1  (nobody)" in done.stdout


def test_as_json_it_is_one_object(board):
    done = CliRunner().invoke(group, ["who", "--json"])
    assert json.loads(done.stdout) == {
        "members": [{"group": "worker", "name": "w1", "alive": True, "holds": ["partition-0", "upkeep"]}],
        "waiting": {"fh.readings.0": 3},
    }
