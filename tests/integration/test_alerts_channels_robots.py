"""Group robots against servers that check signatures as the providers' pages say."""

from __future__ import annotations

import base64
import hashlib
import hmac
from contextlib import contextmanager
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from alerts.channels.robots import Kind, Robot, RobotChannel
from alerts.errors import ChannelError
from alerts.outgoing import Outgoing, Result
from alerts.warning import CapStatus
from ingest.outside.ask import Asker
from ingest.outside.permit import Permit
from tests.builders import NOW, a_delivery, a_warning
from tests.peers.answering import Reply, a_peer

SECRET = "SEC0123456789"


def dingtalk(hit):
    query = parse_qs(urlsplit(hit.path).query)
    moment = query["timestamp"][0]
    expected = base64.b64encode(hmac.new(SECRET.encode(), f"{moment}\n{SECRET}".encode(), hashlib.sha256).digest())
    is_good = query["sign"][0] == expected.decode() and abs(int(moment) - NOW.timestamp() * 1000) < 3_600_000
    return Reply(
        document={"errcode": 0, "errmsg": "ok"} if is_good else {"errcode": 310000, "errmsg": "sign not match"}
    )


def feishu(hit):
    moment = hit.json["timestamp"]
    expected = base64.b64encode(hmac.new(f"{moment}\n{SECRET}".encode(), digestmod=hashlib.sha256).digest()).decode()
    is_good = hit.json["sign"] == expected
    return Reply(document={"code": 0, "msg": "success"} if is_good else {"code": 19021, "msg": "sign match fail"})


def wecom(hit):
    return Reply(document={"errcode": 0 if hit.json["text"]["content"] else 44004, "errmsg": "ok"})


@contextmanager
def a_channel(kind, peer, *, secret=SECRET, status=CapStatus.ACTUAL):
    asker = Asker(Permit([peer.host]), largest=10_000)
    robots = {"duty": Robot(url=f"{peer.url}/robot/send?access_token=t", secret=secret)}
    yield RobotChannel(kind, robots, post=asker.post, status=status)
    asker.close()


def outgoing(kind, *, status=CapStatus.ACTUAL, now=NOW, **changes):
    warning = a_warning(status=status)
    delivery = a_delivery(warning, **{"channel": kind.value, "address": "duty"} | changes)
    return Outgoing(delivery=delivery, warning=warning, status=status, now=now)


@pytest.mark.parametrize(("kind", "judge"), [(Kind.WECOM, wecom), (Kind.DINGTALK, dingtalk), (Kind.FEISHU, feishu)])
def test_a_group_is_told_under_a_good_signature(kind, judge):
    with a_peer(judge) as peer, a_channel(kind, peer) as channel:
        (outcome,) = channel.send([outgoing(kind)])
    assert outcome.result is Result.SENT, outcome
    assert "沿河低洼处人员立即转移到高处" in peer.hits[0].body.decode()


@pytest.mark.parametrize(("kind", "judge"), [(Kind.DINGTALK, dingtalk), (Kind.FEISHU, feishu)])
def test_a_wrong_secret_is_refused_for_ever(kind, judge):
    with a_peer(judge) as peer, a_channel(kind, peer, secret="SECother") as channel:
        (outcome,) = channel.send([outgoing(kind)])
    assert outcome.result is Result.FAILED
    assert "sign" in outcome.detail


def test_a_robot_speaks_as_often_as_its_provider_takes_and_the_rest_waits():
    with a_peer(wecom) as peer, a_channel(Kind.WECOM, peer) as channel:
        outcomes = channel.send([outgoing(Kind.WECOM) for _ in range(15)])
        later = channel.send([outgoing(Kind.WECOM, now=NOW + timedelta(seconds=6))])
    assert [each.result for each in outcomes] == [Result.SENT] * 10 + [Result.RETRY] * 5
    assert not outcomes[-1].is_attempt
    assert outcomes[-1].after == timedelta(seconds=6)
    assert later[0].result is Result.SENT


@pytest.mark.parametrize(
    ("kind", "document", "result"),
    [
        (Kind.WECOM, {"errcode": 45009, "errmsg": "api freq out of limit"}, Result.RETRY),
        (Kind.WECOM, {"errcode": 93000, "errmsg": "invalid webhook url"}, Result.FAILED),
        (Kind.DINGTALK, {"errcode": 130101, "errmsg": "send too fast"}, Result.RETRY),
        (Kind.DINGTALK, {"errcode": 300001, "errmsg": "token is not exist"}, Result.FAILED),
        (Kind.FEISHU, {"code": 11232, "msg": "frequency limited"}, Result.RETRY),
        (Kind.FEISHU, {"code": 19024, "msg": "Key Words Not Found"}, Result.FAILED),
        (Kind.FEISHU, {}, Result.RETRY),
    ],
)
def test_what_a_provider_answers_decides(kind, document, result):
    with a_peer(lambda _: Reply(document=document)) as peer, a_channel(kind, peer) as channel:
        (outcome,) = channel.send([outgoing(kind)])
    assert outcome.result is result


def test_a_robot_that_nobody_set_up_is_not_asked():
    with a_peer(wecom) as peer, a_channel(Kind.WECOM, peer) as channel:
        (outcome,) = channel.send([outgoing(Kind.WECOM, address="https://evil.example/")])
    assert (outcome.result, peer.hits) == (Result.FAILED, [])


def test_a_drill_that_is_cut_off_still_ends_as_one():
    with a_peer(wecom) as peer, a_channel(Kind.WECOM, peer, status=CapStatus.EXERCISE) as channel:
        (outcome,) = channel.send([outgoing(Kind.WECOM, status=CapStatus.EXERCISE, body="演" * 2000)])
    told = peer.hits[0].json["text"]["content"]
    assert outcome.result is Result.SENT
    assert told.startswith("【演练】")
    assert told.endswith("…【演练】")
    assert len(told.encode()) <= 2048


def test_a_provider_that_is_away_costs_no_message_an_attempt():
    with a_peer(wecom) as peer:
        pass
    with a_channel(Kind.WECOM, peer) as channel, pytest.raises(ChannelError):
        channel.send([outgoing(Kind.WECOM), outgoing(Kind.WECOM)])
