from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from alerts.delivery import DeliveryState
from api.schema.dispatch import ChannelShape
from api.schema.warning import DeliveryShape
from sensing.level import Level
from tests.unit.api.world import World

if TYPE_CHECKING:
    from starlette.testclient import TestClient

PATH = "/api/v1/deliveries"
CHANNELS = "/api/v1/channels"


def a_queued(world: World, **changes):
    world.raised(Level.BLUE)
    (delivery,) = world.store.deliveries()
    after = replace(delivery, **changes)
    with world.store.begin() as tx:
        tx.save_deliveries([after])
    return after


def test_a_delivery_looks_as_documented(client: TestClient, world: World):
    a_queued(world)
    (shown,) = client.get(PATH).json()["items"]
    assert set(shown) == set(DeliveryShape.model_fields)
    DeliveryShape.model_validate(shown)


def test_dead_letters_are_found_by_their_state(client: TestClient, world: World):
    dead = a_queued(world, state=DeliveryState.DEAD)
    assert client.get(PATH, params={"state": "queued"}).json()["items"] == []
    (shown,) = client.get(PATH, params={"state": ["failed", "dead"]}).json()["items"]
    assert shown["id"] == dead.id
    assert client.get(PATH, params={"state": "lost"}).status_code == 422


@pytest.mark.parametrize("state", [DeliveryState.DEAD, DeliveryState.FAILED])
def test_a_dead_letter_is_tried_again_under_the_same_key(client: TestClient, world: World, state):
    dead = a_queued(world, state=state, attempts=20, detail="throttled")
    shown = client.post(f"{PATH}/{dead.id}/retry").json()
    assert (shown["state"], shown["attempts"]) == ("queued", 0)
    (after,) = world.store.deliveries()
    assert after.idempotency_key == dead.idempotency_key
    last = world.store.journal(limit=1000)[-1].entry
    assert (last.kind, last.data["act"], last.data["delivery"]["id"]) == ("delivery", "queued", dead.id)


def test_what_is_on_its_way_is_not_sent_twice(client: TestClient, world: World):
    sent = a_queued(world, state=DeliveryState.SENT)
    answer = client.post(f"{PATH}/{sent.id}/retry")
    assert (answer.status_code, answer.json()["code"]) == (409, "not_retryable")


def test_a_delivery_that_is_unknown_is_not_found(client: TestClient):
    answer = client.post(f"{PATH}/gone/retry")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_a_channel_is_stopped_and_opened_by_a_named_person_with_a_reason(client: TestClient, world: World):
    shown = client.post(f"{CHANNELS}/sms/stop", json={"reason": "wrong sender name"}).json()
    ChannelShape.model_validate(shown)
    assert world.store.stopped("sms") == "wrong sender name"
    assert client.post(f"{CHANNELS}/sms/stop", json={"reason": "again"}).json()["code"] == "no_change"
    assert [each["name"] for each in client.get(CHANNELS).json()["items"]] == ["sms"]
    assert client.post(f"{CHANNELS}/sms/resume", json={"reason": "put right"}).json()["stopped"] is None
    assert world.store.stopped("sms") == ""
    acts = [row.entry.data["act"] for row in world.store.journal(limit=1000) if row.entry.kind == "channel"]
    assert acts == ["stopped", "resumed"]
    assert client.post(f"{CHANNELS}/sms/stop", json={"reason": ""}).status_code == 422
