from __future__ import annotations

import pytest

from fenghuo.doctor import Finding, examine
from fenghuo.embedded.errors import ServiceError


@pytest.fixture(autouse=True)
def _no_database(monkeypatch):
    monkeypatch.delenv("FENGHUO_DATABASE__URL", raising=False)


def part(name: str) -> Finding:
    (found,) = (finding for finding in examine() if finding.part == name)
    return found


def test_every_part_is_looked_at_once_and_nothing_that_lacks_goes_without_its_consequence():
    findings = examine()
    assert len({finding.part for finding in findings}) == len(findings) == 8
    assert all(finding.follows for finding in findings if finding.mark != "✓")


def test_without_a_database_only_the_demo_works():
    assert part("database") == Finding(
        mark="!", part="database", found="none configured", follows="only `fenghuo demo` works"
    )


def test_a_database_url_that_cannot_be_read_is_a_finding_and_not_a_crash(monkeypatch):
    monkeypatch.setenv("FENGHUO_DATABASE__URL", "nonsense")
    found = part("database")
    assert (found.mark, found.follows) == ("✗", "`fenghuo serve` cannot start")
    assert "FENGHUO_DATABASE__URL" in found.found


def test_a_missing_broker_binary_is_said_with_what_follows(monkeypatch):
    def gone() -> None:
        raise ServiceError("nats-server is not installed")

    monkeypatch.setattr("fenghuo.doctor.find_server", gone)
    found = part("embedded broker")
    assert (found.mark, found.follows) == ("!", "`fenghuo demo` cannot run")


def test_a_console_that_was_never_built_is_said_with_what_builds_it(monkeypatch, tmp_path):
    monkeypatch.setenv("FENGHUO_HTTP__CONSOLE", str(tmp_path))
    assert part("console").mark == "!"
    (tmp_path / "index.html").touch()
    assert part("console") == Finding(mark="✓", part="console", found=str(tmp_path))


def test_missing_outlines_and_a_missing_peer_are_not_errors(monkeypatch):
    monkeypatch.setattr("fenghuo.doctor.county_polygons", lambda _: None)
    monkeypatch.setattr("fenghuo.doctor.shutil.which", lambda _: None)
    assert part("county polygons").mark == "!"
    assert part("mosquitto_sub").mark == "!"
