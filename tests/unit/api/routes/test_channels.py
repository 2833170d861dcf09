from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from alerts.delivery import DeliveryState, Purpose
from api.app import furnish
from api.schema.channel import ChannelPage

PATH = "/api/v1/channels"


@pytest.fixture
def tested(world):
    parts = world.app.state.parts
    furnish(world.app, replace(parts, link_tests={"sms": "+8613800000000"}))
    return world


def check(world, name, error=""):
    with world.store.begin() as tx:
        tx.check_channel(name, at=world.clock.now, error=error)


def state_of(client, name):
    return next(each for each in client.get(PATH).json()["items"] if each["name"] == name)


def test_a_channel_says_how_it_is(client, world):
    check(world, "sms")
    ChannelPage.model_validate(client.get(PATH).json())
    assert state_of(client, "sms")["state"] == "works"
    check(world, "sms", "no session")
    shown = state_of(client, "sms")
    assert (shown["state"], shown["why"]) == ("lost", "no session")
    world.clock.forward(timedelta(minutes=5))
    client.post(f"{PATH}/sms/stop", json={"reason": "wrong sender"})
    assert (state_of(client, "sms")["state"], state_of(client, "sms")["why"]) == ("stopped", "wrong sender")


def test_a_commander_tries_a_channel_and_sees_how_far_it_got(client, tested):
    check(tested, "sms")
    answered = client.post(f"{PATH}/sms/test")
    assert answered.status_code == 202
    (delivery,) = tested.store.deliveries()
    assert (delivery.purpose, delivery.state) == (Purpose.LINKTEST, DeliveryState.QUEUED)
    assert delivery.body.startswith("【测试】")
    assert state_of(client, "sms")["test"]["delivery"] == answered.json()["delivery"] == delivery.id
    acts = [row.entry.data["act"] for row in tested.store.journal(limit=100) if row.entry.kind == "channel"]
    assert acts == ["tested"]


def test_a_channel_without_a_test_recipient_is_not_tried(client, world):
    check(world, "email")
    assert client.post(f"{PATH}/email/test").json()["code"] == "no_test_recipient"
    assert client.post(f"{PATH}/none/test").status_code == 404


@pytest.mark.parametrize("role", ["viewer", "officer", "approver"])
def test_only_a_commander_tries_a_channel(tested, role):
    with tested.client(role=role) as client:
        assert client.post(f"{PATH}/sms/test").status_code == 403
