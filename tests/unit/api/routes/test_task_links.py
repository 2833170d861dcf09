"""Whoever was sent a task answers it at its link."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from alerts.call_message import token_hash
from alerts.task_link import TaskLink
from incidents.task import TaskId, TaskState
from tests.contract.test_store_incidents import a_task
from tests.unit.api.world import NOW, World

if TYPE_CHECKING:
    from starlette.testclient import TestClient

TOKEN = "t" * 22
LINK = f"/t/{TOKEN}"


@pytest.fixture
def asked(world: World) -> World:
    task = replace(a_task(), id=TaskId("t1"), opened=NOW, due=NOW + timedelta(hours=1), changed=NOW)
    link = TaskLink(token_hash=token_hash(TOKEN), task="t1", contact="c1", until=NOW + timedelta(days=1))
    with world.store.begin() as tx:
        tx.save_tasks([task])
        tx.add_task_links([link])
    return world


def the_task(world: World):
    return world.store.task("t1")


def test_looking_answers_nothing(client: TestClient, asked: World):
    shown = client.get(LINK)
    assert (shown.status_code, the_task(asked).state) == (200, TaskState.OPEN)
    assert "default-src 'none'" in shown.headers["content-security-policy"]
    assert client.get(LINK, headers={"accept": "application/json"}).json()["state"] == "open"


def test_it_is_taken_on_and_done_with_a_remark_by_whom_it_was_sent_to(client: TestClient, asked: World):
    taken = client.post(LINK, data={"answer": "accept", "note": ""}, follow_redirects=False)
    assert (taken.status_code, taken.headers["location"]) == (303, LINK)
    assert the_task(asked).taken_by == "c1"
    done = client.post(LINK, data={"answer": "done", "note": "三户都敲了门"})
    assert (done.status_code, "已记录" in done.text) == (200, True)
    assert (the_task(asked).state, the_task(asked).steps[-1].note) == (TaskState.DONE, "三户都敲了门")
    row = [row.entry for row in asked.store.journal() if row.entry.kind == "task"][-1]
    assert row.data["actor"] == "c1"


def test_who_takes_it_on_twice_sees_that_he_has(client: TestClient, asked: World):
    for _ in range(2):
        taken = client.post(LINK, data={"answer": "accept", "note": ""})
        assert (taken.status_code, "已记录：接受" in taken.text) == (200, True)
    again = client.post(LINK, json={"answer": "accept"})
    assert (again.status_code, again.json()["code"]) == (409, "already_accepted")


def test_what_another_one_has_taken_on_is_not_said_to_be_one_s_own(client: TestClient, asked: World):
    with asked.store.begin() as tx:
        tx.save_tasks([replace(the_task(asked), state=TaskState.ACCEPTED, taken_by="c2")])
    shown = client.get(LINK).text
    assert ("已记录：接受" in shown, "已有人接受" in shown) == (False, True)


def test_a_program_answers_in_json(client: TestClient, asked: World):
    answered = client.post(LINK, json={"answer": "refuse", "note": "road is gone"})
    assert (answered.status_code, answered.json()["state"]) == (201, "refused")


def test_a_refusal_says_why(client: TestClient, asked: World):
    refused = client.post(LINK, data={"answer": "refuse", "note": "  "}, headers={"accept-language": "en-GB,en"})
    assert (refused.status_code, "Please say why" in refused.text) == (422, True)
    assert the_task(asked).state is TaskState.OPEN


@pytest.mark.parametrize("given", [{}, {"answer": "x"}, {"answer": []}, {"answer": "done", "note": "x" * 501}, 3])
def test_what_is_no_answer_changes_nothing(client: TestClient, asked: World, given):
    assert client.post(LINK, json=given).status_code == 422
    assert the_task(asked).state is TaskState.OPEN


def test_a_form_of_nothing_or_too_much_is_shown_again(client: TestClient, asked: World):
    assert client.post(LINK, data={"note": "x"}).status_code == 422
    assert client.post(LINK, content=b"answer=done&note=" + b"x" * 9000).status_code == 422


def test_an_unknown_link_a_spent_and_an_old_one_look_the_same(client: TestClient, asked: World):
    unknown = client.get("/t/" + "x" * 22)
    client.post(LINK, data={"answer": "done"})
    spent = client.get(LINK)
    assert (spent.status_code, spent.text, spent.headers["content-type"]) == (
        404,
        unknown.text,
        unknown.headers["content-type"],
    )
    assert client.post(LINK, data={"answer": "done"}).text == unknown.text
    assert client.get("/t/" + "x" * 500).status_code == 404


def test_a_link_ends_with_its_time(client: TestClient, asked: World):
    asked.clock.now += timedelta(days=1)
    assert client.get(LINK).status_code == 404
    assert client.post(LINK, json={"answer": "done"}).status_code == 404
    assert the_task(asked).state is TaskState.OPEN


def test_guessing_links_is_slowed_down(client: TestClient, asked: World):
    codes = [client.get(f"/t/{number:022}").status_code for number in range(32)]
    assert codes[:30] == [404] * 30
    assert codes[-1] == 429
    assert client.get(LINK).status_code == 200


def test_the_language_is_asked_for_by_the_browser_or_by_hand(client: TestClient, asked: World):
    assert 'lang="en"' in client.get(LINK, headers={"accept-language": "en"}).text
    assert 'lang="zh-CN"' in client.get(LINK, params={"lang": "zh"}, headers={"accept-language": "en"}).text
    assert 'lang="zh-CN"' in client.get(LINK).text
