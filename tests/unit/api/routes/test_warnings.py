from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from alerts.approval import content_hash
from alerts.issuer import Issuer
from alerts.warning import Area, CapStatus
from api.schema.template import PreviewShape
from api.schema.warning import WarningShape
from incidents.journal import Entry, Row, first_broken
from sensing.instant import parse_instant
from sensing.level import Level
from tests.unit.api.routes.test_policies import chief_of
from tests.unit.api.world import World, a_world

if TYPE_CHECKING:
    from starlette.testclient import TestClient

PATH = "/api/v1/warnings"
BY_HAND = {
    "hazard": "11A01",
    "level": "orange",
    "division": "411528000000",
    "headline": {"zh": "【测试】息县洪水橙色预警"},
    "description": {"zh": "预计六小时内水位上涨。", "en": "Rising within six hours."},
    "expires_in_s": 3600,
}


def test_a_warning_looks_as_documented(client: TestClient, world: World):
    world.raised()
    shown = client.get(PATH).json()["items"][0]
    assert set(shown) == set(WarningShape.model_fields)
    WarningShape.model_validate(shown)


def test_a_draft_waits_and_is_issued_by_a_named_person(client: TestClient, world: World):
    world.raised(Level.RED)
    draft = client.get(PATH, params={"stage": "draft"}).json()["items"][0]
    issued = client.post(f"{PATH}/{draft['id']}/approve", json={"content_hash": draft["content_hash"]}).json()
    assert issued["stage"] == "issued"
    assert (issued["steps"][-1]["actor"], issued["steps"][-1]["act"]) == ("administrator-1", "issued")


def test_an_approval_of_something_else_than_was_read_is_refused(client: TestClient, world: World):
    world.raised(Level.RED)
    draft = client.get(PATH).json()["items"][0]
    refused = client.post(f"{PATH}/{draft['id']}/approve", json={"content_hash": "0" * 64})
    assert (refused.status_code, refused.json()["code"]) == (409, "content_changed")


def test_a_cancel_answers_the_retraction_that_was_issued(client: TestClient, world: World):
    world.raised(Level.BLUE)
    issued = client.get(PATH).json()["items"][0]
    cancel = client.post(f"{PATH}/{issued['id']}/cancel", json={"note": "误报"}).json()
    assert (cancel["msgType"], cancel["stage"], cancel["replaces"]) == ("Cancel", "issued", issued["id"])


def test_a_warning_written_by_hand_waits_for_approval(client: TestClient):
    drafted = client.post(PATH, json=BY_HAND)
    assert drafted.status_code == 201
    assert (drafted.json()["stage"], drafted.json()["level"], drafted.json()["incident"]) == ("draft", "orange", None)


def test_a_warning_about_an_incident_is_drafted_once(client: TestClient, world: World):
    incident = world.raised(Level.RED)
    again = client.post(PATH, json={"incident": incident.id})
    assert (again.status_code, again.json()["code"]) == (409, "already_warned")


def test_a_key_sent_twice_drafts_once(client: TestClient, world: World):
    first, second = (client.post(PATH, json=BY_HAND, headers={"idempotency-key": "k"}) for _ in range(2))
    assert first.json()["id"] == second.json()["id"]
    assert len(world.store.warnings()) == 1


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"incident": "x", "level": "red"},
        {key: value for key, value in BY_HAND.items() if key != "headline"},
        BY_HAND | {"stage": "issued"},
        BY_HAND | {"status": "Actual"},
        BY_HAND | {"expires_in_s": float("1e12")},
        BY_HAND | {"division": "4115"},
    ],
)
def test_a_warning_that_is_not_whole_or_says_too_much_is_refused(client: TestClient, world: World, body: dict):
    assert client.post(PATH, json=body).status_code == 422
    assert world.store.warnings() == []


def test_a_person_acts_only_in_the_known_ways(client: TestClient, world: World):
    world.raised()
    warning = world.store.warnings()[0]
    assert client.post(f"{PATH}/{warning.id}/issue").status_code == 422


def test_cap_is_there_once_a_warning_is_issued(client: TestClient, world: World):
    world.raised(Level.BLUE)
    issued = client.get(PATH).json()["items"][0]
    cap = client.get(f"{PATH}/{issued['id']}/cap.xml")
    assert cap.headers["content-type"] == "application/cap+xml"
    assert issued["identifier"].encode() in cap.content


def test_a_draft_has_no_cap(client: TestClient, world: World):
    world.raised(Level.RED)
    draft = client.get(PATH).json()["items"][0]
    assert client.get(f"{PATH}/{draft['id']}/cap.xml").json()["code"] == "not_issued"


def test_deliveries_of_a_warning_are_listed(client: TestClient, world: World):
    world.raised(Level.BLUE)
    issued = client.get(PATH).json()["items"][0]
    items = client.get("/api/v1/deliveries", params={"warning": issued["id"]}).json()["items"]
    assert [item["recipient"] for item in items] == ["screens"]


def test_the_journal_is_read_on_from_where_one_stopped(client: TestClient, world: World):
    world.raised(Level.BLUE)
    first = client.get("/api/v1/journal", params={"since": 0, "limit": 2}).json()
    rest = client.get("/api/v1/journal", params={"since": first["next"]}).json()
    seqs = [item["seq"] for item in first["items"] + rest["items"]]
    assert seqs == list(range(1, world.store.journal_head() + 1))


def test_the_chain_of_the_journal_can_be_checked_from_its_json(client: TestClient, world: World):
    world.raised(Level.BLUE)
    items = client.get("/api/v1/journal").json()["items"]
    rows = [
        Row(
            seq=item["seq"],
            entry=Entry(kind=item["kind"], division=item["division"], at=parse_instant(item["t"]), data=item["data"]),
            previous=bytes.fromhex(item["previous"]),
            hash=bytes.fromhex(item["hash"]),
        )
        for item in items
    ]
    assert first_broken(rows) is None


def test_a_since_that_is_no_number_is_refused(client: TestClient):
    for since in ("-1", "x", "9" * 30):
        assert client.get("/api/v1/journal", params={"since": since}).status_code == 422


@pytest.mark.parametrize("key", ["note", "text"])
def test_a_remark_is_a_note_or_a_text(client: TestClient, world: World, key: str):
    world.raised(Level.RED)
    draft = world.store.warnings()[0]
    for verb in ("review", "approve"):
        said = {key: verb, "content_hash": content_hash(draft)}
        steps = client.post(f"{PATH}/{draft.id}/{verb}", json=said).json()["steps"]
        assert steps[-1]["note"] == verb


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"division": "000000000000"}, "empty_area"),
        ({"headline": {"zh": "【演练】息县洪水橙色预警"}}, "wrong_mark"),
        ({"headline": {"zh": "息县洪水橙色预警", "en": "[EXERCISE] Flood"}}, "wrong_mark"),
    ],
)
def test_what_nobody_could_approve_is_refused_at_once(client: TestClient, world: World, changes: dict, code: str):
    refused = client.post(PATH, json=BY_HAND | changes)
    assert (refused.status_code, refused.json()["code"]) == (422, code)
    assert world.store.warnings() == []


def test_a_place_that_the_map_does_not_have_is_refused_at_once():
    def nowhere(_division: str, _place: str) -> Area:
        return Area(description="?")

    issuer = Issuer(sender="test.411500", sender_name="x", status=CapStatus.TEST, area=nowhere)
    world = a_world(issuer=issuer)
    with world.client() as client:
        refused = client.post(PATH, json=BY_HAND)
    assert (refused.status_code, refused.json()["code"]) == (422, "empty_area")
    assert world.store.warnings() == []


def test_a_draft_about_an_incident_leaves_nothing_issued(client: TestClient, world: World):
    incident = world.raised(Level.RED)
    client.post(f"{PATH}/{world.store.warnings()[0].id}/reject")
    drafted = client.post(PATH, json={"incident": incident.id})
    assert (drafted.status_code, drafted.json()["stage"]) == (201, "draft")
    assert [warning.stage.value for warning in world.store.warnings()] == ["draft", "rejected"]
    assert world.store.deliveries() == []


def test_a_preview_shows_every_channel_and_keeps_nothing(client: TestClient, world: World):
    before = world.store.journal_head()
    shown = client.post(f"{PATH}/preview", json=BY_HAND)
    assert shown.status_code == 200
    PreviewShape.model_validate(shown.json())
    body = shown.json()
    assert (body["needs"], body["policy"]) == ("one", "built-in-high")
    zh = body["texts"][0]
    assert zh["sms"]["text"].startswith("【测试】【烽火】息县洪水橙色预警。")
    assert len(zh["sms"]["segments"]) == -(-zh["sms"]["length"] // 67)
    assert body["retraction"][0]["headline"].startswith("【测试】")
    assert (world.store.warnings(), world.store.journal_head()) == ([], before)


def test_a_preview_of_an_incident_says_what_would_be_told_now(client: TestClient, world: World):
    incident = world.raised(Level.RED)
    before = world.store.journal_head()
    body = client.post(f"{PATH}/preview", json={"incident": incident.id}).json()
    assert "洪水红色预警" in body["texts"][0]["voice"]
    assert world.store.journal_head() == before
    assert client.post(f"{PATH}/preview", json={"incident": "nope"}).status_code == 404


def test_a_preview_refuses_what_nobody_could_approve(client: TestClient):
    refused = client.post(f"{PATH}/preview", json=BY_HAND | {"headline": {"zh": "【演练】洪水"}})
    assert (refused.status_code, refused.json()["code"]) == (422, "wrong_mark")
    refused = client.post(f"{PATH}/preview", json=BY_HAND | {"description": {"zh": "这不是测试"}})
    assert refused.json()["code"] == "denied_mark"


EDIT = {"headline": {"zh": "改过的标题"}, "description": {"zh": "改过的内容。", "en": "Changed."}}


def test_a_draft_tells_what_a_person_wrote_for_a_channel(client: TestClient):
    drafted = client.post(PATH, json=BY_HAND | {"sms": {"zh": "快走"}}).json()
    assert client.get(f"{PATH}/{drafted['id']}").json()["own"] == {"short": {}, "sms": {"zh": "【测试】快走"}}
    issued = client.post(f"{PATH}/{drafted['id']}/approve", json={"content_hash": drafted["content_hash"]}).json()
    assert client.get(f"{PATH}/{issued['id']}").json()["own"] == {"short": {}, "sms": {}}


def test_a_warning_about_an_incident_is_shown_and_drafted_in_words_of_ones_own(client: TestClient, world: World):
    world.raised(Level.RED)
    drafted = client.get(PATH).json()["items"][0]
    client.post(f"{PATH}/{drafted['id']}/reject")
    words = {"headline": {"zh": "沿河各村立即转移"}, "description": {"zh": "河水漫堤。"}}
    asked = {"incident": drafted["incident"], **words}
    shown = client.post(f"{PATH}/preview", json=asked).json()
    assert shown["texts"][0]["headline"] == "【测试】沿河各村立即转移"
    made = client.post(PATH, json=asked).json()
    assert (made["incident"], made["level"]) == (drafted["incident"], "red")
    assert made["headline"]["zh"] == "【测试】沿河各村立即转移"
    assert [step["act"] for step in made["steps"]][:1] == ["drafted"]


def test_a_draft_is_edited_by_whoever_read_it(client: TestClient, world: World):
    draft = client.post(PATH, json=BY_HAND).json()
    assert client.get(f"{PATH}/{draft['id']}").headers["etag"] == f'"{draft["content_hash"]}"'
    edited = client.put(f"{PATH}/{draft['id']}", json=EDIT, headers={"if-match": f'"{draft["content_hash"]}"'})
    assert edited.status_code == 200
    assert edited.json()["headline"]["zh"] == "【测试】改过的标题"
    assert edited.json()["steps"][-1]["act"] == "edited"
    again = client.put(f"{PATH}/{draft['id']}", json=EDIT, headers={"if-match": draft["content_hash"]})
    assert (again.status_code, again.json()["code"]) == (409, "content_changed")
    assert client.put(f"{PATH}/{draft['id']}", json=EDIT).status_code == 422
    assert len(world.store.warnings()) == 1


def test_an_issued_warning_is_not_edited(client: TestClient, world: World):
    world.raised(Level.BLUE)
    issued = client.get(PATH).json()["items"][0]
    refused = client.put(f"{PATH}/{issued['id']}", json=EDIT, headers={"if-match": issued["content_hash"]})
    assert (refused.status_code, refused.json()["code"]) == (409, "already_issued")


def test_an_officer_drafts_and_edits_but_releases_nothing(world: World):
    with world.client("officer") as client:
        draft = client.post(PATH, json=BY_HAND).json()
        edited = client.put(f"{PATH}/{draft['id']}", json=EDIT, headers={"if-match": draft["content_hash"]})
        assert edited.status_code == 200
        refused = client.post(f"{PATH}/{draft['id']}/approve")
        assert (refused.status_code, refused.json()["code"]) == (403, "needs_approver")
    with world.client("approver") as client:
        unread = client.post(f"{PATH}/{draft['id']}/approve")
        assert (unread.status_code, unread.json()["code"]) == (409, "content_unread")
        read = {"content_hash": edited.json()["content_hash"]}
        assert client.post(f"{PATH}/{draft['id']}/approve", json=read).json()["stage"] == "issued"


def test_another_division_s_warning_is_not_there(world: World):
    world.raised(Level.RED)
    draft = world.store.warnings()[0]
    with world.client(None) as client:
        client.headers["authorization"] = f"Bearer {chief_of(world, '411527000000')}"
        assert client.get(PATH).json()["items"] == []
        for ask in (
            lambda key: client.get(f"{PATH}/{key}"),
            lambda key: client.post(f"{PATH}/{key}/approve"),
            lambda key: client.post(f"{PATH}/{key}/cancel"),
            lambda key: client.put(f"{PATH}/{key}", json=EDIT, headers={"if-match": "0" * 64}),
        ):
            hidden, unknown = ask(draft.id), ask("nope")
            assert hidden.status_code == unknown.status_code == 404
            assert hidden.text.replace(draft.id, "nope") == unknown.text
        assert client.post(PATH, json=BY_HAND).json()["code"] == "outside_authority"
        assert client.post(PATH, json={"incident": draft.incident}).status_code == 404


def test_what_waits_for_a_person_can_be_asked_for(client: TestClient, world: World):
    world.raised(Level.BLUE)
    client.post(PATH, json=BY_HAND)
    waiting = client.get(PATH, params={"waiting": True}).json()["items"]
    assert [item["stage"] for item in waiting] == ["draft"]


def test_an_issued_warning_is_renewed_in_one_step(client: TestClient, world: World):
    world.raised(Level.BLUE)
    issued = client.get(PATH).json()["items"][0]
    renewed = client.post(f"{PATH}/{issued['id']}/renew", json={"note": "仍在继续"}).json()
    assert (renewed["msgType"], renewed["stage"], renewed["replaces"]) == ("Update", "issued", issued["id"])
    assert renewed["headline"] == issued["headline"]


def test_a_warning_lasts_no_longer_than_its_policy_allows(client: TestClient):
    text = "apiVersion: fenghuo/v1\nkind: Policy\nid: short\nrelease: one\nexpires: {most: 30m, notice: 5m}\n"
    client.put("/api/v1/policies/short", content=text)
    refused = client.post(PATH, json=BY_HAND)
    assert (refused.status_code, refused.json()["code"]) == (422, "bad_expiry")
    assert client.post(PATH, json=BY_HAND | {"expires_in_s": 1800}).status_code == 201
