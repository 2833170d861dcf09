"""Webhooks over real connections: signed, to hosts that are listed, and to no other (threat 10)."""

from __future__ import annotations

import base64
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import chain, repeat

import pytest
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from alerts.channels.webhook import WebhookChannel
from alerts.outgoing import Outgoing, Result
from alerts.warning import CapStatus
from ingest.outside.ask import Asker, resolve
from ingest.outside.permit import Permit
from tests.builders import a_delivery, a_warning
from tests.peers.answering import Reply, a_peer

SECRET = "whsec_" + base64.b64encode(b"0123456789abcdef01234567").decode()


@contextmanager
def a_channel(*hosts, resolve=resolve, status=CapStatus.ACTUAL):
    asker = Asker(Permit(hosts), largest=10_000, resolve=resolve, seconds=5)
    yield WebhookChannel(secret=SECRET, post=asker.post, status=status)
    asker.close()


def outgoing(url, **changes):
    warning = a_warning()
    delivery = a_delivery(warning, channel="webhook", address=url, **changes)
    return Outgoing(delivery=delivery, warning=warning, status=CapStatus.ACTUAL, now=datetime.now(UTC))


def test_a_receiver_can_check_who_spoke_and_knows_a_message_by_its_key():
    with a_peer() as peer, a_channel(peer.host) as channel:
        message = outgoing(f"{peer.url}/hook")
        (outcome,) = channel.send([message])
    assert outcome.result is Result.SENT
    (hit,) = peer.hits
    told = Webhook(SECRET).verify(hit.body, hit.headers)
    assert hit.headers["webhook-id"] == message.delivery.idempotency_key
    assert told["data"]["warning"]["id"] == message.warning.id
    assert told["status"] == "Actual"
    with pytest.raises(WebhookVerificationError):
        Webhook(SECRET).verify(hit.body.replace(b"Actual", b"actual"), hit.headers)


@pytest.mark.parametrize(
    "place",
    [
        "127.0.0.1:{port}",
        "localhost:{port}",
        "0x7f.1:{port}",
        "0177.1:{port}",
        "2130706433:{port}",
        "127.1:{port}",
        "0:{port}",
        "[::1]:{port}",
        "[::ffff:127.0.0.1]:{port}",
        "[::ffff:7f00:1]:{port}",
        "hook.example@127.0.0.1:{port}",
        "hook.example:{port}#@127.0.0.1",
        "127。0。0。1:{port}",
        "169.254.169.254",
        "[fd00:ec2::254]",
        "100.100.100.200",
    ],
)
def test_no_spelling_of_a_place_inside_is_asked(place):
    with a_peer() as canary, a_channel("hook.example", f"*.hook.example:{canary.port}") as channel:
        (outcome,) = channel.send([outgoing(f"http://{place.format(port=canary.port)}/")])
    assert outcome.result in {Result.FAILED, Result.RETRY}
    assert canary.hits == []


def test_a_name_that_leads_inside_is_not_asked():
    with a_peer() as canary:
        name = f"hook.example:{canary.port}"
        with a_channel(name, resolve=lambda *_: ["127.0.0.1"]) as channel:
            (outcome,) = channel.send([outgoing(f"http://{name}/")])
    assert (outcome.result, canary.hits) == (Result.FAILED, [])
    assert "not public and not listed" in outcome.detail


def test_a_name_that_is_first_public_and_then_leads_inside_is_resolved_once():
    answers = chain([["192.0.2.1"]], repeat(["127.0.0.1"]))
    asked = []

    def rebinding(host, port):
        asked.append(host)
        return next(answers)

    with a_peer() as canary:
        # The first address is one of documentation: listed here so that it is judged good, and nobody answers there.
        hosts = [f"hook.example:{canary.port}", f"192.0.2.1:{canary.port}"]
        asker = Asker(Permit(hosts), largest=1000, resolve=rebinding, seconds=0.3)
        channel = WebhookChannel(secret=SECRET, post=asker.post, status=CapStatus.ACTUAL)
        (outcome,) = channel.send([outgoing(f"http://hook.example:{canary.port}/")])
        asker.close()
    assert (outcome.result, asked, canary.hits) == (Result.RETRY, ["hook.example"], [])


def test_a_redirect_is_not_followed():
    with a_peer() as canary:
        away = Reply(status=302, headers={"location": f"{canary.url}/inside"})
        with a_peer(lambda _: away) as peer, a_channel(peer.host, canary.host) as channel:
            (outcome,) = channel.send([outgoing(f"{peer.url}/hook")])
    assert (outcome.result, len(peer.hits), canary.hits) == (Result.FAILED, 1, [])


@pytest.mark.parametrize(
    ("status", "result"),
    [
        (200, Result.SENT),
        (204, Result.SENT),
        (400, Result.FAILED),
        (410, Result.FAILED),
        (429, Result.RETRY),
        (503, Result.RETRY),
    ],
)
def test_what_a_receiver_answers_decides(status, result):
    with a_peer(lambda _: Reply(status=status)) as peer, a_channel(peer.host) as channel:
        (outcome,) = channel.send([outgoing(f"{peer.url}/hook")])
    assert outcome.result is result
