from __future__ import annotations

import json

from typer.testing import CliRunner

from fenghuo.cli.app import app
from tests.unit.simulators.drills import SHORT, written


def test_shipped_drills_are_listed():
    shown = CliRunner().invoke(app, ["drill", "list", "--json"])
    assert shown.exit_code == 0
    assert "lost-gauge" in [json.loads(line)["id"] for line in shown.stdout.splitlines()]
    assert "息县" in CliRunner().invoke(app, ["drill", "list"]).stdout


def test_a_document_is_checked_and_counted(tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text(SHORT, "utf-8")
    assert "2 injects" in CliRunner().invoke(app, ["drill", "check", str(path)]).stdout
    assert "1 good, 0 bad" in CliRunner().invoke(app, ["check", str(path)]).stdout
    path.write_text(written("length: 4h", "length: 0"), "utf-8")
    shown = CliRunner().invoke(app, ["check", str(path)])
    assert (shown.exit_code, "expected more than 0" in shown.output) == (1, True)


def test_a_drill_is_run_and_its_record_written(tmp_path):
    path = tmp_path / "brief.yaml"
    head = SHORT[: SHORT.index("injects:")].replace("length: 4h", "length: 5m")
    path.write_text(head, "utf-8")
    shown = CliRunner().invoke(app, ["drill", "run", str(path), "--json", "--record", str(tmp_path / "out")])
    assert shown.exit_code == 0, shown.output
    run = json.loads(shown.stdout.strip().splitlines()[-1])
    assert run["rows"] == (tmp_path / "out" / "journal.jsonl").read_text("utf-8").count("\n")


def test_what_is_set_for_the_live_installation_is_named_and_ignored(tmp_path, monkeypatch):
    path = tmp_path / "brief.yaml"
    path.write_text(SHORT[: SHORT.index("injects:")].replace("length: 4h", "length: 5m"), "utf-8")
    monkeypatch.setenv("FENGHUO_SMS__PASSWORD", "hush")
    monkeypatch.setenv("FENGHUO_ISSUER__STATUS", "nonsense")
    shown = CliRunner().invoke(app, ["drill", "run", str(path), "--json"])
    assert shown.exit_code == 0, shown.output
    assert "FENGHUO_SMS__PASSWORD" in shown.stderr
    assert "hush" not in shown.output


def test_a_broker_is_used_with_a_password_in_a_file_only(tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text(SHORT, "utf-8")
    shown = CliRunner().invoke(app, ["drill", "run", str(path), "--attended", "--mqtt", "mqtt://drill-ingest@hall"])
    assert (shown.exit_code != 0, "--mqtt-password-file" in shown.output) == (True, True)


def test_a_live_installation_is_watched_with_a_key_only(tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text(SHORT, "utf-8")
    shown = CliRunner().invoke(app, ["drill", "run", str(path), "--attended", "--live-url", "https://live.example"])
    assert shown.exit_code != 0
