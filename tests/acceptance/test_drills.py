"""The short form of the release gate: every shipped drill runs whole and unattended, and leads to what was accepted.

They are played in one process beside every real way out of a live installation, opened by its own settings against
servers that keep what they are told: not a byte goes out by any of them. That each way works is shown afterwards, by
something real. How fast each one went is printed; nothing here is judged by the clock of the machine.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from fenghuo.replaying.baseline import read_baseline
from fenghuo.replaying.comparison import differences
from fenghuo.replaying.gate import BASELINE
from fenghuo.replaying.outcome import outcome_of
from fenghuo.reporting import recorded_facts
from reports.document import page_of
from simulators.drill import drill_names
from tests.builders import NOW
from tests.peers.outside import Outside, Rehearsal, a_rehearsal, an_outside
from tests.peers.pdu import BIND_TRANSCEIVER
from tests.running import eventually

if TYPE_CHECKING:
    from collections.abc import Iterator

#: The cheapest one, which is run twice: from the command line, and where texts are hashed otherwise.
TWICE = "torrent-at-night"
#: Live channels, each of which is handed a message of every channel that each drill used.
_FEWEST = 8


@pytest.fixture(scope="module")
def outside(tmp_path_factory) -> Iterator[Outside]:
    with an_outside(tmp_path_factory.mktemp("outside")) as servers:
        yield servers


@pytest.fixture(scope="module")
def rehearsal(outside: Outside, tmp_path_factory) -> Iterator[Rehearsal]:
    """A process with every way out open, and each session standing."""
    with a_rehearsal(outside, tmp_path_factory.mktemp("rehearsal") / "log") as process:
        assert process.opened == sorted(["screens", "sms", "email", "webhook", "mqtt", "wecom", "dingtalk", "feishu"])
        assert process.do("settle")["told"] == {"mqtt": "", "sms": ""}
        # Beside a provider over HTTP a gateway may be away: it is waited for here.
        eventually(lambda: outside.heard()["smpp"] == [BIND_TRANSCEIVER])
        yield process


@pytest.fixture(scope="module")
def before(outside: Outside, rehearsal: Rehearsal) -> dict[str, Any]:
    """What the servers had been told before any drill began."""
    del rehearsal
    return outside.heard()


@pytest.fixture(scope="module")
def digests() -> dict[str, str]:
    """Of the journals that came out, by drill."""
    return {}


@pytest.mark.timeout(1200)
@pytest.mark.parametrize("name", drill_names())
def test_a_shipped_drill_sends_nothing_out_meets_what_it_expects_and_leads_to_what_was_accepted(
    name, outside, rehearsal, before, digests, tmp_path, capsys
):
    played = rehearsal.do("drill", name, str(tmp_path))
    assert played["left"] == []
    assert outside.heard() == before
    assert played["head"] == 0, "a drill wrote into the live journal"
    assert sum(played["told"]["sent"].values()) >= 1
    assert played["told"]["statuses"] == ["Exercise"]

    lines = (tmp_path / "journal.jsonl").read_text("utf-8").splitlines()
    assert json.loads(lines[-1])["data"]["act"] == "ended"
    run = json.loads((tmp_path / "run.json").read_text("utf-8"))
    with capsys.disabled():
        sys.stdout.write(f"\n{name}: {run['simulated_s'] / 3600:g} h at {run['speed']:,.0f}× on this machine ")
    outcome = outcome_of(lines, name=name, now=NOW)
    assert {each["outcome"] for each in outcome["expected"]} <= {"met", "kept"}
    facts = recorded_facts(tmp_path, now=NOW)
    assert all(len(page_of(facts, language=language)) > 10_000 for language in ("zh", "en"))
    digests[name] = outcome["digest"]
    accepted = read_baseline(BASELINE, name)
    assert accepted is not None
    # The digest is part of it: another run, in another process, of the same seed.
    assert differences(accepted, outcome) == []


@pytest.mark.timeout(1200)
def test_the_same_seed_gives_the_same_journal_from_the_command_line_and_a_report(digests, tmp_path):
    command = [sys.executable, "-m", "fenghuo", "drill"]
    run = subprocess.run(
        [*command, "run", TWICE, "--record", str(tmp_path), "--json"],
        check=True, capture_output=True, text=True, env=os.environ | {"PYTHONHASHSEED": "2"},
    )  # fmt: skip
    accepted = read_baseline(BASELINE, TWICE)
    assert accepted is not None
    assert json.loads(run.stdout)["digest"] == digests.get(TWICE, accepted["digest"])
    report = tmp_path / "report.html"
    subprocess.run([*command, "report", str(tmp_path), "--html", str(report)], check=True)
    assert report.stat().st_size > 10_000


@pytest.mark.timeout(1200)
def test_no_channel_of_one_world_takes_a_message_of_the_other_and_each_of_them_works(
    outside, rehearsal, before, digests, tmp_path
):
    if not digests:
        rehearsal.do("drill", TWICE, str(tmp_path))
    mixed = rehearsal.do("mix")
    assert (mixed["told"]["live"], mixed["told"]["drill"]) == (["failed"], ["failed"])
    assert mixed["told"]["handed"] >= _FEWEST * max(len(digests), 1)
    assert (mixed["left"], outside.heard()) == ([], before)

    # The servers do hear, and the audit hook does see: something real goes by every one of them.
    real = rehearsal.do("live")
    assert set(real["told"].values()) == {"sent"}, real
    after = outside.heard()
    assert {name for name in before if after[name] == before[name]} <= {"database"}
    assert len(after["http"]) == len(before["http"]) + 4
    assert [way for way in real["left"] if way.startswith("socket.connect")]
