from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest

from fenghuo.clock import now
from fenghuo.drill import play as playing
from fenghuo.drill.play import play
from incidents.identity import new_id
from incidents.journal import GENESIS
from tests.unit.simulators.drills import SHORT

#: Plays the short drill in a process of its own and prints the digest of its journal.
_ELSEWHERE = """
import sys, structlog
from fenghuo.drill.play import play
from simulators.drill import parse_drill
structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
print(play(parse_drill(sys.stdin.read(), origin="short.yaml")).run.digest)
"""


def test_the_same_seed_gives_the_same_journal_in_every_process(one):
    """Order of sets and dicts must not matter: another process hashes texts otherwise."""
    env = {**os.environ, "PYTHONHASHSEED": "4711"}
    done = subprocess.run([sys.executable, "-c", _ELSEWHERE], input=SHORT, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == one.run.digest


def test_another_seed_gives_another_journal(short, one):
    assert play(short, seed=8).run.digest != one.run.digest


def test_the_chain_runs_from_the_rain_to_the_answer(rows):
    kinds = Counter((row["kind"], row["data"].get("act")) for row in rows)
    for each in (("drill", "began"), ("incident", "raised"), ("warning", "issued"), ("delivery", "delivered"),
                 ("drill", "inject"), ("drill", "ended")):  # fmt: skip
        assert kinds[each], f"no {each} in {sorted(kinds)}"


def test_everything_that_is_told_says_that_it_is_an_exercise(rows):
    warnings = [row["data"]["warning"] for row in rows if row["kind"] == "warning"]
    assert warnings
    assert {warning["status"] for warning in warnings} == {"Exercise"}
    assert all(warning["headline"]["zh"].startswith("【演练】") for warning in warnings)


def test_who_started_the_process_is_no_part_of_it(rows):
    assert not [row for row in rows if "from" in row["data"]]


def test_all_of_it_happens_in_drill_time(rows, short):
    instants = [row["at"] for row in rows]
    assert min(instants) >= "2020-07-17T12:00:00Z"
    assert max(instants) <= "2020-07-17T16:00:00Z"
    assert {row["previous"] for row in rows if row["seq"] == 1} == {GENESIS.hex()}


def test_afterwards_clock_and_ids_are_the_process_s_own_again(one):
    assert now().year > 2020
    assert new_id(now()) != new_id(now())


class Wall:
    """A clock on the wall that goes on only while somebody rests."""

    def __init__(self) -> None:
        self.at = 0.0

    def __call__(self) -> float:
        return self.at

    def rest(self, seconds: float) -> None:
        self.at += max(seconds, 0.0)


def test_at_a_speed_it_takes_its_time_by_the_wall_and_is_the_same_drill(short, one, monkeypatch):
    clock = Wall()
    monkeypatch.setattr(playing, "wall", clock)
    monkeypatch.setattr(playing, "_rest", clock.rest)
    paced = play(short, speed=600)
    assert paced.run.digest == one.run.digest
    assert (paced.run.wall_s, paced.run.speed) == (24.0, 600.0)


def test_nothing_waits_where_no_speed_is_asked_for(short, one, monkeypatch):
    monkeypatch.setattr(playing, "_rest", lambda seconds: pytest.fail(f"rested for {seconds} s"))
    assert play(short).run.digest == one.run.digest


def test_channels_that_work_are_not_told_to_be_lost_however_long_the_step(short):
    played = play(replace(short, length=timedelta(hours=1), step=timedelta(minutes=15)))
    kinds = {json.loads(line)["data"].get("incident", {}).get("kind") for line in played.lines}
    assert kinds - {None}
    assert "channel_lost" not in kinds
