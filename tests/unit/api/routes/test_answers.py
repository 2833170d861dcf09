"""Answers over HTTP: by an officer, a gateway, and the link that a village holds."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from alerts.calling import advance
from api.schema.rollcall import AnswerShape
from tests.unit.api.routes.test_rollcalls import DESK, VILLAGE, called
from tests.unit.api.world import NOW, World

if TYPE_CHECKING:
    from starlette.testclient import TestClient

PATH = "/api/v1/answers"
HEAD = "+8616000000200"
__all__ = ["called"]


def link_of(world: World, recipient: str = "demo-head-200") -> str:
    body = next(each.body for each in world.store.deliveries() if each.recipient == recipient)
    return "/a/" + body.rpartition("/a/")[2]


def test_an_answer_looks_as_documented(client: TestClient, called: World):
    body = {"rollcall": "w1", "place": VILLAGE, "standing": "safe", "headcount": 53, "text": "电话里说的"}
    shown = client.post(PATH, json=body).json()
    assert set(shown) == set(AnswerShape.model_fields)
    assert (shown["source"], shown["person"], shown["by"]) == ("console", "by:administrator-1", "administrator-1")


def test_a_gateway_brings_what_was_pressed_or_written(client: TestClient, called: World):
    pressed = client.post(PATH, json={"address": HEAD, "digits": "2*53#"}).json()
    assert (pressed["place"], pressed["standing"], pressed["headcount"]) == (VILLAGE, "moving", 53)
    assert (pressed["source"], pressed["person"]) == ("keypad", "demo-head-200")
    written = client.post(PATH, json={"address": HEAD, "text": "需要救援，12人"}).json()
    assert (written["standing"], written["headcount"], written["source"]) == ("help", 12, "sms")


def test_an_unknown_number_is_kept_and_shown_but_not_trusted(client: TestClient, called: World):
    shown = client.post(PATH, json={"address": "+8613900001234", "text": "安全"}).json()
    assert (shown["is_trusted"], shown["place"], shown["address"]) == (False, None, "139****1234")
    listed = client.get(PATH, params={"unknown": "true"}).json()["items"]
    assert [answer["id"] for answer in listed] == [shown["id"]]
    assert client.get(PATH, params={"rollcall": "w1"}).json()["items"] == []


@pytest.mark.parametrize(
    "body",
    [
        {"rollcall": "w1", "place": VILLAGE},
        {"standing": "safe"},
        {"rollcall": "w1", "place": VILLAGE, "address": HEAD, "standing": "safe"},
        {"address": HEAD, "digits": "1", "text": "x"},
        {"address": HEAD, "digits": "abc"},
        {"rollcall": "w1", "place": VILLAGE, "standing": "safe", "headcount": -1},
    ],
)
def test_what_is_no_answer_is_refused(client: TestClient, called: World, body):
    assert client.post(PATH, json=body).status_code == 422


def test_the_journal_tells_an_answer_without_its_words(client: TestClient, called: World):
    client.post(PATH, json={"address": HEAD, "text": "安全，我是老王"})
    row = next(row.entry for row in called.store.journal() if row.entry.kind == "answer")
    assert (row.data["act"], row.data["standing"], row.division) == ("answered", "safe", VILLAGE)
    assert "老王" not in str(row.data)


def test_the_page_asks_one_question_and_sends_its_form_without_a_script(client: TestClient, called: World):
    page = client.get(link_of(called), headers={"authorization": ""})
    assert page.status_code == 200
    assert "演示·柳林村现在怎样" in page.text
    assert '<form method="post">' in page.text
    assert page.text.count("<script") == 1
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "form-action 'self'" in policy
    assert "unsafe" not in policy
    assert page.headers["cache-control"] == "no-store"


def test_looking_answers_nothing(client: TestClient, called: World):
    client.get(link_of(called))
    assert called.store.answers_of("w1") == []


def test_a_form_is_an_answer_and_a_reload_is_none(client: TestClient, called: World):
    link = link_of(called)
    sent = client.post(link, data={"standing": "moving", "headcount": "53"}, follow_redirects=False)
    assert (sent.status_code, sent.headers["location"]) == (303, link)
    assert "正在转移，53 人" in client.get(link).text
    (answer,) = called.store.answers_of("w1")
    assert (answer.person, answer.source, answer.headcount) == ("demo-head-200", "link", 53)


def test_an_answer_sent_again_because_the_reply_was_lost_is_recorded_once(client: TestClient, called: World):
    link = link_of(called)
    (key,) = re.findall('name="key" autocomplete="off" value="([^"]+)"', client.get(link).text)
    body = {"standing": "moving", "headcount": "53", "key": f"{key}.1500"}
    replies = [client.post(link, json=body)]
    called.clock.now += timedelta(minutes=2)
    replies.append(client.post(link, json=body))
    assert [(each.status_code, each.json()["headcount"]) for each in replies] == [(201, 53)] * 2
    assert len(called.store.answers_of("w1")) == 1
    assert [row.entry.kind for row in called.store.journal()].count("answer") == 1


def test_a_second_press_is_a_second_answer(client: TestClient, called: World):
    link = link_of(called)
    (key,) = re.findall('name="key" autocomplete="off" value="([^"]+)"', client.get(link).text)
    for waited, standing in ((1500, "moving"), (9000, "safe"), (9900, "safe")):
        client.post(link, json={"standing": standing, "key": f"{key}.{waited}"})
    assert [each.standing for each in called.store.answers_of("w1")] == ["moving", "safe", "safe"]


def test_a_key_that_is_none_of_ours_costs_no_answer(client: TestClient, called: World):
    link = link_of(called)
    for key in ("x", 7, None, [], "0" * 3000):
        client.post(link, json={"standing": "safe", "key": key})
    assert len(called.store.answers_of("w1")) == 4


def test_a_program_answers_by_the_same_link(client: TestClient, called: World):
    link = link_of(called)
    asked = client.get(link, headers={"accept": "application/json"}).json()
    assert (asked["place"], asked["standing"]) == ("演示·柳林村", None)
    taken = client.post(link, json={"standing": "help", "headcount": 7})
    assert (taken.status_code, taken.json()) == (201, {"standing": "help", "headcount": 7})


@pytest.mark.parametrize(
    "given",
    [{"standing": "unclear"}, {"standing": "safe", "headcount": "x"}, {}, {"standing": "safe", "headcount": -1}],
)
def test_a_form_that_says_nothing_is_shown_again(client: TestClient, called: World, given):
    link = link_of(called)
    assert client.post(link, data=given).status_code == 422
    assert client.post(link, json=given).status_code == 422
    assert called.store.answers_of("w1") == []


def test_an_unknown_link_and_one_that_is_over_look_the_same(client: TestClient, called: World):
    link = link_of(called)
    advance(called.store, "w1", DESK, now=NOW + timedelta(hours=7))
    over, unknown = client.get(link), client.get("/a/" + "x" * 22)
    assert (over.status_code, over.text) == (404, unknown.text)
    assert client.post(link, data={"standing": "safe"}).status_code == 404
    assert client.get("/a/" + "x" * 500).status_code == 404


def test_guessing_links_is_slowed_down(client: TestClient, called: World):
    codes = [client.get(f"/a/{number:022}").status_code for number in range(32)]
    assert codes[:30] == [404] * 30
    assert codes[-1] == 429
    # Whoever holds a link is not kept out by a neighbour who guesses.
    assert client.get(link_of(called)).status_code == 200
    called.clock.now += timedelta(minutes=2)
    assert client.get("/a/" + "y" * 22).status_code == 404


def test_what_a_warning_says_is_text_on_the_page(client: TestClient, called: World):
    from api.answer_page import Question, question_page
    from sensing.level import Level

    evil = "</p><script>alert(1)</script>\"'"
    page = question_page(
        Question(
            level=Level.RED, event=evil, headline=evil, instruction=evil, place=evil, identifier=evil, issued=NOW,
            deadline=NOW,
        ),
        now=NOW,
        trouble=evil,
    )  # fmt: skip
    assert "<script>alert" not in page
    # Only the page's own, which the policy knows by its hash.
    assert page.count("<script") == 1


@pytest.mark.parametrize("standing", [[], {}, None, 1])
def test_a_standing_that_is_no_word_is_refused(client: TestClient, called: World, standing):
    assert client.post(link_of(called), json={"standing": standing}).status_code == 422


def test_a_number_longer_than_any_village_is_refused(client: TestClient, called: World):
    body = {"standing": "safe", "headcount": "0000000000" + "9" * 20}
    assert client.post(link_of(called), json=body).status_code == 422
