"""Versions of rules over REST: proposed, signed, dated, compared, rolled back, imported."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from starlette.testclient import TestClient

from incidents.people import Role
from rules.backtest.summary import document_hash
from rules.document import parse_rule
from rules.signing import SigningPolicy
from sensing.level import Level
from tests.unit.api.world import NOW, RULE, World, a_user, a_world

if TYPE_CHECKING:
    from collections.abc import Iterator

PATH = "/api/v1/rules/stage-xixian"
YAML = {"content-type": "application/yaml"}
CHANGED = RULE.replace("hold: 10m", "hold: 20m")


@pytest.fixture
def strict() -> World:
    """A world in which whoever changes a red rule needs a second person, and there is one."""
    world = a_world(signing=SigningPolicy(level=Level.RED))
    world.store.put_user(a_user("wang", Role.ADMINISTRATOR))
    world.tokens["wang"] = world.new_token("wang")
    return world


@contextmanager
def clients(world: World) -> Iterator[tuple[TestClient, TestClient]]:
    """Yield the author and the second person."""
    with world.client() as author, world.client("wang") as second:
        yield author, second


def put(client: TestClient, text: str = CHANGED, **query: str) -> dict:
    return client.put(PATH, content=text, headers=YAML, params=query).json()


def test_without_a_policy_a_change_is_in_force_at_once_with_its_reason(client: TestClient):
    changed = put(client, reason=" 汛期 ")
    assert {key: changed[key] for key in ("version", "phase", "author", "reason", "signatures_needed")} == {
        "version": 2,
        "phase": "in_force",
        "author": "administrator-1",
        "reason": "汛期",
        "signatures_needed": 0,
    }
    assert client.get(PATH).json() == changed


def test_a_change_that_must_be_signed_leaves_the_old_version_in_force_until_it_is(strict: World):
    with clients(strict) as (author, second):
        proposed = put(author)
        assert (proposed["version"], proposed["phase"]) == (2, "proposed")
        shown = author.get(PATH).json()
        assert (shown["version"], shown["phase"], shown["newest"]) == (1, "in_force", 2)
        own = author.post(f"{PATH}/sign", json={"version": 2})
        assert (own.status_code, own.json()["code"]) == (409, "own_signature")
        signed = second.post(f"{PATH}/sign", json={"version": 2, "sha256": proposed["sha256"], "note": "核对过"}).json()
        assert signed["phase"] == "in_force"
        assert [(each["signer"], each["note"]) for each in signed["signatures"]] == [("wang", "核对过")]
        assert author.get(PATH).json()["version"] == 2


def test_a_proposal_whose_last_day_is_over_is_shown_as_ended_and_cannot_be_signed(strict: World):
    with clients(strict) as (author, second):
        put(author, until="2026-07-19T07:00:00Z")
        strict.clock.forward(timedelta(hours=1))
        newest = author.get(f"{PATH}/versions").json()["items"][0]
        assert (newest["version"], newest["phase"]) == (2, "ended")
        answer = second.post(f"{PATH}/sign", json={"version": 2})
        assert (answer.status_code, answer.json()["code"]) == (409, "has_ended")
        assert "ended at 2026-07-19T07:00:00Z" in answer.json()["detail"]


def test_an_edit_voids_what_was_signed_before(strict: World):
    with clients(strict) as (author, second):
        put(author)
        second.post(f"{PATH}/sign", json={"version": 2})
        assert put(author, CHANGED.replace("20m", "30m"))["phase"] == "proposed"
        assert second.post(f"{PATH}/sign", json={"version": 2}).json()["code"] == "not_proposed"
        other = second.post(f"{PATH}/sign", json={"version": 3, "sha256": "ab" * 32})
        assert (other.status_code, other.json()["code"]) == (409, "text_changed")


def test_one_step_back_is_one_request_of_one_person(strict: World):
    with clients(strict) as (author, second):
        put(author)
        second.post(f"{PATH}/sign", json={"version": 2})
        back = author.post(f"{PATH}/rollback", json={"reason": "误报"}).json()
        assert {key: back[key] for key in ("version", "phase", "restores", "reason")} == {
            "version": 3,
            "phase": "in_force",
            "restores": 1,
            "reason": "误报",
        }
        assert author.get(PATH).json()["document"]["when"]["hold"] == "10m"
        assert strict.store.journal()[-1].entry.data["act"] == "rolled_back"
        assert author.post(f"{PATH}/rollback").json()["restores"] == 2


def test_one_step_back_waits_for_nobody_even_where_the_same_is_proposed(strict: World):
    with clients(strict) as (author, second):
        for step in (RULE, CHANGED):
            version = put(author, step, reason="again")["version"]
            second.post(f"{PATH}/sign", json={"version": version})
        assert put(author, RULE)["phase"] == "proposed"
        back = author.post(f"{PATH}/rollback", json={"reason": "false alarms"}).json()
        assert (back["version"], back["phase"], back["restores"]) == (4, "in_force", 1)


def test_an_edit_of_a_version_that_is_not_the_newest_any_more_is_refused(client: TestClient):
    assert put(client, base="1")["version"] == 2
    late = client.put(PATH, content=RULE.replace("10m", "30m"), headers=YAML, params={"base": 1})
    assert (late.status_code, late.json()["code"]) == (409, "changed_meanwhile")
    assert client.get(PATH).json()["document"]["when"]["hold"] == "20m"


def test_a_signature_between_decision_and_storing_refuses_what_was_decided(strict: World, monkeypatch):
    with clients(strict) as (author, second):
        first = strict.store.put_rules
        put(author)

        def late(*args, **how):
            second.post(f"{PATH}/sign", json={"version": 2})
            return first(*args, **how)

        monkeypatch.setattr(type(strict.store), "put_rules", lambda _store, *args, **how: late(*args, **how))
        assert put(author, RULE)["code"] == "changed_meanwhile"
        assert author.get(PATH).json()["version"] == 2


def test_there_is_no_way_back_from_the_first_version(client: TestClient):
    refused = client.post(f"{PATH}/rollback")
    assert (refused.status_code, refused.json()["code"]) == (409, "nothing_before")


def test_a_version_may_begin_and_end_on_days_of_its_own(client: TestClient, world: World):
    days = {"from": "2026-07-19T07:00:00Z", "until": "2026-07-19T08:00:00Z"}
    assert put(client, **days)["phase"] == "scheduled"
    seen = []
    for _ in range(3):
        seen.append(client.get(PATH).json()["version"])
        world.clock.forward(timedelta(hours=1))
    assert seen == [1, 2, 1]
    assert client.get(f"{PATH}/versions").json()["items"][0]["phase"] == "ended"


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({"until": "2026-07-19T05:00:00Z"}, "bad_dates"),
        ({"from": "tomorrow"}, "bad_instant"),
        ({"backtest": "bt-0"}, "unknown_backtest"),
    ],
)
def test_terms_that_make_no_sense_change_nothing(client: TestClient, world: World, query: dict, code: str):
    refused = client.put(PATH, content=CHANGED, headers=YAML, params=query)
    assert (refused.status_code, refused.json()["code"]) == (422, code)
    assert [rule.version for rule in world.store.rules()] == [1]


def test_a_policy_may_ask_for_a_reason():
    world = a_world(signing=SigningPolicy(needs_reason=True))
    with world.client() as client:
        assert put(client)["code"] == "reason_needed"
        assert put(client, reason="汛期")["version"] == 2


def test_a_back_test_is_attached_to_the_document_that_it_tried(client: TestClient, world: World):
    said = {"id": "bt-1", "rule": "stage-xixian", "document": document_hash(parse_rule(CHANGED, origin="test"))}
    world.store.put_backtest(said, actor="li", at=NOW)
    assert put(client, RULE.replace("10m", "25m"), backtest="bt-1")["code"] == "other_backtest"
    assert put(client, backtest="bt-1")["backtest"] == "bt-1"
    assert client.get(f"{PATH}/backtests/bt-1").json()["summary"] == said
    assert client.get("/api/v1/rules/other/backtests/bt-1").status_code == 404


def test_a_removed_rule_is_gone_and_comes_back_by_a_roll_back(client: TestClient):
    removed = client.delete(PATH, params={"reason": "站点撤销"}).json()
    assert (removed["version"], removed["removal"], removed["phase"]) == (2, True, "in_force")
    assert client.get(PATH).status_code == 404
    assert client.get("/api/v1/rules").json()["items"] == []
    assert client.delete(PATH).status_code == 404
    assert client.post(f"{PATH}/rollback").json()["version"] == 3
    assert client.get(PATH).json()["version"] == 3


def test_every_version_is_kept_and_what_differs_is_told_by_field(client: TestClient):
    put(client, CHANGED.replace("red: 43.5", "red: 44"))
    versions = client.get(f"{PATH}/versions").json()["items"]
    assert [(each["version"], each["phase"]) for each in versions] == [(2, "in_force"), (1, "superseded")]
    assert client.get(f"{PATH}/versions/1").json() == versions[1] | {"source": RULE}
    changes = client.get(f"{PATH}/diff", params={"to": 2}).json()["changes"]
    assert changes == {"when.hold": {"from": "10m", "to": "20m"}, "when.levels.red": {"from": 43.5, "to": 44.0}}
    assert client.get(f"{PATH}/diff", params={"from": 1, "to": 1}).json()["changes"] == {}
    yaml = client.get(f"{PATH}/versions/1", params={"format": "yaml"}).text
    assert parse_rule(yaml, origin="test").when == parse_rule(RULE, origin="test").when


def test_a_version_is_told_as_its_author_wrote_it(client: TestClient):
    text = CHANGED.replace("kind: Rule\n", "kind: Rule  # 汛后复核\n", 1)
    assert "汛后复核" in text
    version = put(client, text)["version"]
    assert client.get(f"{PATH}/versions/{version}").json()["source"].strip() == text.strip()


@pytest.mark.parametrize("path", ["versions/9", "diff?to=9"])
def test_a_version_that_is_not_there_is_not_found(client: TestClient, path: str):
    assert client.get(f"{PATH}/{path}").status_code == 404
    assert client.get(f"/api/v1/rules/none/{path}").status_code == 404


def test_an_incident_leads_to_the_version_that_raised_it_whatever_is_in_force(client: TestClient, world: World):
    incident = world.raised()
    put(client)
    link = client.get(f"/api/v1/incidents/{incident.id}").json()["rule_link"]
    version = client.get(link).json()
    assert (version["version"], version["document"]["when"]["hold"]) == (1, "10m")


def rules(*numbers: int) -> str:
    return "---\n".join(RULE.replace("stage-xixian", f"stage-{number}") for number in numbers)


def test_many_rules_are_imported_at_once(client: TestClient, world: World):
    dry = client.post("/api/v1/rules/import", content=rules(1, 2), headers=YAML, params={"dry_run": "true"}).json()
    assert (dry["items"], len(world.store.rules())) == ([], 1)
    done = client.post("/api/v1/rules/import", content=rules(1, 2), headers=YAML, params={"reason": "县级"}).json()
    assert [(each["id"], each["version"], each["phase"]) for each in done["items"]] == [
        ("stage-1", 1, "in_force"),
        ("stage-2", 1, "in_force"),
    ]
    assert done["stored"] == 2
    assert client.get("/api/v1/rules/stage-1").json()["reason"] == "县级"
    again = client.post("/api/v1/rules/import", content=rules(1, 2, 3), headers=YAML).json()
    assert again["stored"] == 1


def test_one_bad_rule_keeps_all_of_an_import_out(client: TestClient, world: World):
    bad = f"{rules(1)}---\n{rules(2).replace('[XY-H03]', '[XY-H99]')}"
    refused = client.post("/api/v1/rules/import", content=bad, headers=YAML)
    assert (refused.status_code, refused.json()["code"]) == (422, "bad_rule")
    assert "XY-H99" in refused.json()["detail"]
    assert len(world.store.rules()) == 1


@pytest.mark.parametrize("role", ["viewer", "officer"])
def test_only_administrators_change_what_is_in_force(world: World, role: str):
    with world.client(role) as client:
        asked = [
            client.post(f"{PATH}/sign", json={"version": 1}),
            client.post(f"{PATH}/rollback"),
            client.delete(PATH),
            client.post("/api/v1/rules/import", content=RULE, headers=YAML),
        ]
    assert {each.status_code for each in asked} == {403}
