"""Recorded data through the whole running system: what rises, what does not, and that the journal explains it.

The real series run where the shared data folder exists; the synthetic one runs everywhere.
"""

from __future__ import annotations

import csv
import gzip
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sensing.instant import parse_instant, to_micros
from tests.running import Demo, eventually

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ROOT = Path(__file__).parents[2]
DATA = ROOT.parent / "shared" / "data"
HYDROLOGY = DATA / "hydrology" / "usgs_01581752_plumtree_2016-2018_5min.csv.gz"
AIR = DATA / "air" / "beijing_embassy_pm25_2010-2014.csv.gz"
EXAMPLES = ROOT / "examples" / "replay"


@dataclass(frozen=True)
class Step:
    """One change of level: when, to which level, on which value."""

    at: int
    level: str
    value: float


def climb(rows: list[tuple[int, float]], ladder: dict[str, float], clear_by: float) -> list[Step]:
    """Return the steps that a plain reading of the rule demands: hold 0, clear for 0, strictly above."""
    names = ["none", *ladder]
    limits = list(ladder.values())
    held = [False] * len(limits)
    level, steps = 0, []
    for at, value in rows:
        for i, limit in enumerate(limits):
            held[i] = value > limit or (held[i] and value > limit - clear_by)
        now = max((i + 1 for i, is_held in enumerate(held) if is_held), default=0)
        if now != level:
            steps.append(Step(at, names[now], round(value, 6)))
            level = now
    return steps


def replay(demo: Demo, file: Path, mapping: Path, speed: float = 0) -> str:
    host, port = demo.ready["mqtt"].removeprefix("mqtt://").split(":")
    options = ["--map", str(mapping), "--speed", str(speed), "--host", host, "--mqtt-port", port]
    environment = os.environ | {"FENGHUO_DEVICE_PASSWORD": demo.ready["device"]["password"]}
    command = [sys.executable, "-m", "fenghuo", "replay", str(file), *options]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=280)
    assert done.returncode == 0, done.stderr
    return done.stdout


def register(demo: Demo) -> None:
    command = [sys.executable, "-m", "fenghuo", "import", str(EXAMPLES / "stations.yaml"), "--url", demo.ready["url"]]
    environment = os.environ | {"FENGHUO_API_KEY": demo.ready["api_key"]}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr


def put_rule(demo: Demo, rule_id: str, station: str, prop: str, ladder: dict[str, float], clear_by: float) -> None:
    rule = {
        "apiVersion": "fenghuo/v1",
        "kind": "Rule",
        "id": rule_id,
        "hazard": "11A01",
        "title": {"zh": f"回放 {station}", "en": f"Replay {station}"},
        "scope": {"stations": [station]},
        "when": {
            "kind": "threshold",
            "property": prop,
            "direction": "above",
            "levels": ladder,
            "clear": {"by": clear_by},
        },
        "quality": ["good"],
    }
    put_document(demo, rule_id, rule)


def put_document(demo: Demo, rule_id: str, document: object) -> None:
    """Put a rule and wait until it is in force: ingest hears of it a moment after the API has stored it."""
    before = rules_in_force(demo)
    status, answer = demo.api.call("PUT", f"/api/v1/rules/{rule_id}", document)
    assert status in {200, 201}, answer
    eventually(lambda: rules_in_force(demo) > before, what="the rule is in force")


def rules_in_force(demo: Demo) -> float:
    return float(re.search(r"^fenghuo_rules (\S+)$", demo.api.get("/metrics"), re.MULTILINE)[1])


def steps_in_journal(demo: Demo, rule_id: str) -> list[Step]:
    """Return what the journal says happened under a rule."""
    return steps_among(journal(demo), rule_id)


def steps_among(rows: Iterable[dict], rule_id: str) -> list[Step]:
    """Return what rows of the journal say, from the newest reason of each incident row."""
    found = []
    for row in rows:
        incident = row["data"].get("incident", {})
        if row["kind"] == "incident" and incident.get("rule") == rule_id:
            reason = incident["reasons"][-1]
            assert reason["text"]["zh"], "every step is explained in words"
            found.append(Step(to_micros(parse_instant(reason["t"])), reason["after"], round(reason["value"], 6)))
    return found


def journal(demo: Demo) -> list[dict]:
    return list(journal_after(demo, 0))


def journal_after(demo: Demo, since: int) -> Iterator[dict]:
    while page := demo.api.get(f"/api/v1/journal?since={since}&limit=500")["items"]:
        yield from page
        since = page[-1]["seq"]


def stored(demo: Demo, station: str, prop: str, start: str, end: str) -> list[dict]:
    return demo.api.items(f"/api/v1/observations?station={station}&property={prop}&from={start}&to={end}&limit=10000")


@pytest.fixture
def registered(demo: Demo) -> Demo:
    """The demo with the replay stations; the rules are put in by each test."""
    register(demo)
    return demo


def test_a_made_up_flood_rises_where_it_should_and_its_malfunction_raises_nothing(registered: Demo):
    demo = registered
    rule = (EXAMPLES / "rule.yaml").read_text("utf-8")
    put_document(demo, "replay-stage", rule)
    replay(demo, EXAMPLES / "synthetic.csv", EXAMPLES / "synthetic.yaml", speed=72_000)
    with (EXAMPLES / "synthetic.csv").open(encoding="utf-8") as file:
        good = [
            float(row["stage_cm"]) / 100
            for row in csv.DictReader(file)
            if row["stage_cm"] not in {"", "-"} and not row["flag"]
        ]
    levels = eventually(
        lambda: (
            [step.level for step in steps_in_journal(demo, "replay-stage")][-1:] == ["none"]
            and [step.level for step in steps_in_journal(demo, "replay-stage")]
        ),
        what="the flood came and went",
    )
    ladder = {"blue": 3.0, "yellow": 3.5, "orange": 4.0}
    assert levels == [step.level for step in climb(list(enumerate(good)), ladder, 0.1)]


@pytest.mark.skipif(not HYDROLOGY.exists(), reason="the recorded stream is not on this machine")
def test_three_years_of_a_real_flashy_stream_rise_exactly_where_trusted_readings_cross(registered: Demo):
    demo = registered
    ladder, clear_by = {"blue": 0.9, "yellow": 1.2, "orange": 1.5, "red": 1.8}, 0.1
    put_rule(demo, "plumtree", "USGS-01581752", "water_level", ladder, clear_by)
    replay(demo, HYDROLOGY, EXAMPLES / "usgs-plumtree.yaml")

    trusted, malfunctions, values = [], set(), 0
    with gzip.open(HYDROLOGY, "rt", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if not row["gage_height_ft"]:
                continue
            values += 1
            at = to_micros(parse_instant(row["time_utc"]))
            qualifiers = set(row["gage_height_ft_q"].replace('"', "").split(","))
            if qualifiers <= {"A", "R", "P"}:
                trusted.append((at, round(float(row["gage_height_ft"]) * 0.3048, 12)))
            if "Eqp" in qualifiers:
                malfunctions.add(at)
    expected = climb(trusted, ladder, clear_by)
    assert len(expected) > 50, "the stream is flashy"
    steps = eventually(
        lambda: (found := steps_in_journal(demo, "plumtree")) and len(found) >= len(expected) and found,
        what="every step is in the journal",
        within=120,
    )
    assert steps == expected
    assert not malfunctions & {step.at for step in steps}
    span = ("2016-01-01T00:00:00Z", "2019-02-01T00:00:00Z")
    # What changes something is written first; the calm readings follow.
    eventually(
        lambda: len(stored(demo, "USGS-01581752", "water_level", *span)) >= values, what="all is stored", within=240
    )
    assert len(stored(demo, "USGS-01581752", "water_level", *span)) == values


@pytest.mark.skipif(not AIR.exists(), reason="the recorded air series is not on this machine")
@pytest.mark.timeout(600)
def test_five_years_of_hourly_air_rise_exactly_where_it_was_bad_and_gaps_stay_gaps(registered: Demo):
    demo = registered
    ladder, clear_by = {"yellow": 150.0, "orange": 250.0, "red": 500.0}, 10.0
    put_rule(demo, "embassy", "BJ-EMBASSY", "pm25", ladder, clear_by)
    replay(demo, AIR, EXAMPLES / "beijing-pm25.yaml")
    rows = []
    with gzip.open(AIR, "rt", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["pm2.5"] not in {"", "NA"}:
                year, month, day, hour = (int(row[part]) for part in ("year", "month", "day", "hour"))
                local = f"{year:04}-{month:02}-{day:02}T{hour:02}:00:00+08:00"
                rows.append((to_micros(parse_instant(local)), float(row["pm2.5"])))
    expected = climb(rows, ladder, clear_by)
    rows_of_journal = journal(demo)

    def is_all_told() -> bool:
        # Only what is new is read: the whole journal again and again would keep the server from its work.
        rows_of_journal.extend(journal_after(demo, rows_of_journal[-1]["seq"]))
        return len(steps_among(rows_of_journal, "embassy")) >= len(expected)

    eventually(is_all_told, what="every step is in the journal", within=240)
    assert steps_among(rows_of_journal, "embassy") == expected
    assert len(stored(demo, "BJ-EMBASSY", "pm25", "2010-01-01T00:00:00Z", "2015-02-01T00:00:00Z")) == len(rows)
