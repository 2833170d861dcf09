"""SMS over HTTP against servers that check signatures as the providers' pages say."""

from __future__ import annotations

import hashlib
import hmac
import json
from contextlib import contextmanager
from urllib.parse import parse_qsl, quote, urlsplit

import pytest

from alerts.channels.sms_aliyun import Aliyun, aliyun_receipts
from alerts.channels.sms_http import HttpSmsChannel, SmsTemplate
from alerts.channels.sms_tencent import Tencent
from alerts.delivery import DeliveryState
from alerts.dispatch import Dispatcher
from alerts.errors import ChannelError
from alerts.outgoing import Outgoing, Result
from alerts.readback import mismatch
from alerts.warning import CapStatus
from ingest.outside.ask import Asker
from ingest.outside.permit import Permit
from store.memory import MemoryStore
from tests.builders import NOW, a_delivery, a_warning
from tests.peers.answering import Reply, a_peer

SECRET = "sesame"
TEMPLATES = {"Alert": SmsTemplate(id="SMS_1", variables={"headline": "headline", "until": "until"})}


def hmac_hex(key, text):
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def aliyun_is_signed(hit):
    """Check ACS3-HMAC-SHA256, written down from the provider's page and not from the adapter."""
    head, _, rest = hit.headers["authorization"].partition(" ")
    fields = dict(part.split("=", 1) for part in rest.split(","))
    query = parse_qsl(urlsplit(hit.path).query, keep_blank_values=True)
    canonical_query = "&".join(f"{quote(k, safe='-_.~')}={quote(v, safe='-_.~')}" for k, v in sorted(query))
    names = fields["SignedHeaders"].split(";")
    lines = "\n".join(f"{name}:{hit.headers[name].strip()}" for name in names)
    body = hashlib.sha256(hit.body).hexdigest()
    canonical = "\n".join(["POST", urlsplit(hit.path).path, canonical_query, lines, "", ";".join(names), body])
    expected = hmac_hex(SECRET.encode(), f"ACS3-HMAC-SHA256\n{hashlib.sha256(canonical.encode()).hexdigest()}")
    return (
        head == "ACS3-HMAC-SHA256" and fields["Signature"] == expected and hit.headers["x-acs-content-sha256"] == body
    )


def aliyun(hit):
    if not aliyun_is_signed(hit):
        return Reply(status=400, document={"Code": "SignatureDoesNotMatch", "Message": "no"})
    numbers = dict(parse_qsl(urlsplit(hit.path).query))["PhoneNumbers"].split(",")
    if "13800000666" in numbers:
        return Reply(document={"Code": "isv.MOBILE_NUMBER_ILLEGAL", "Message": "bad number"})
    return Reply(document={"Code": "OK", "Message": "OK", "BizId": "9006195^0", "RequestId": "r"})


def tencent_is_signed(hit):
    head, _, rest = hit.headers["authorization"].partition(" ")
    fields = dict(part.strip().split("=", 1) for part in rest.split(","))
    _, day, service, end = fields["Credential"].split("/")
    names = fields["SignedHeaders"].split(";")
    lines = "".join(f"{name}:{hit.headers[name].lower()}\n" for name in names)
    body = hashlib.sha256(hit.body).hexdigest()
    canonical = f"POST\n/\n\n{lines}\n{fields['SignedHeaders']}\n{body}"
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    text = f"{head}\n{hit.headers['x-tc-timestamp']}\n{day}/{service}/{end}\n{digest}"
    key = hmac.new(f"TC3{SECRET}".encode(), day.encode(), hashlib.sha256).digest()
    for part in (service, end):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    return fields["Signature"] == hmac_hex(key, text) and service == "sms"


def tencent(hit):
    if not tencent_is_signed(hit):
        return Reply(document={"Response": {"Error": {"Code": "AuthFailure.SignatureFailure", "Message": "no"}}})
    statuses = [
        {"SerialNo": f"s-{number}", "PhoneNumber": number, "Fee": 1, "Code": "Ok", "Message": "send success"}
        if not number.endswith("666")
        else {
            "SerialNo": "",
            "PhoneNumber": number,
            "Code": "InvalidParameterValue.IncorrectPhoneNumber",
            "Message": "",
        }
        for number in hit.json["PhoneNumberSet"]
    ]
    return Reply(document={"Response": {"SendStatusSet": statuses, "RequestId": "r"}})


@contextmanager
def a_channel(kind, peer, *, secret=SECRET, status=CapStatus.ACTUAL, templates=TEMPLATES):
    asker = Asker(Permit([peer.host]), largest=100_000)
    url = f"{peer.url}/"
    if kind is Aliyun:
        provider = Aliyun(key_id="id", key_secret=secret, sign_name="信阳应急", url=url)
    else:
        provider = Tencent(key_id="id", key_secret=secret, sign_name="信阳应急", app_id="1400", url=url)
    yield HttpSmsChannel(provider, templates, post=asker.post, status=status, name=kind.__name__.lower())
    asker.close()


WARNING = a_warning()


def outgoing(number=1, *, warning=WARNING, **changes):
    delivery = a_delivery(warning, recipient=f"c-{number}", address=f"+8613800000{number:03d}", **changes)
    return Outgoing(delivery=delivery, warning=warning, status=warning.status, now=NOW)


@pytest.mark.parametrize(("kind", "judge"), [(Aliyun, aliyun), (Tencent, tencent)])
def test_a_batch_is_one_request_under_a_good_signature(kind, judge):
    messages = [outgoing(number) for number in (1, 2, 3)]
    with a_peer(judge) as peer, a_channel(kind, peer) as channel:
        outcomes = channel.send(messages)
    assert [each.result for each in outcomes] == [Result.SENT] * 3, outcomes
    assert len(peer.hits) == 1
    assert len({each.messages for each in outcomes}) == 3
    assert [mismatch(message, outcome) for message, outcome in zip(messages, outcomes, strict=True)] == [""] * 3


def test_the_template_is_filled_by_name_or_in_order():
    with a_peer(aliyun) as peer, a_channel(Aliyun, peer) as channel:
        channel.send([outgoing()])
    query = dict(parse_qsl(urlsplit(peer.hits[0].path).query))
    assert json.loads(query["TemplateParam"]) == {"headline": WARNING.texts[0].headline, "until": "7月20日22时00分"}
    with a_peer(tencent) as peer, a_channel(Tencent, peer) as channel:
        channel.send([outgoing()])
    assert peer.hits[0].json["TemplateParamSet"] == [WARNING.texts[0].headline, "7月20日22时00分"]


@pytest.mark.parametrize(("kind", "judge"), [(Aliyun, aliyun), (Tencent, tencent)])
def test_one_bad_number_takes_no_other_down(kind, judge):
    with a_peer(judge) as peer, a_channel(kind, peer) as channel:
        outcomes = channel.send([outgoing(1), outgoing(666), outgoing(2)])
    assert [each.result for each in outcomes] == [Result.SENT, Result.FAILED, Result.SENT]


@pytest.mark.parametrize(("kind", "judge"), [(Aliyun, aliyun), (Tencent, tencent)])
def test_a_wrong_secret_is_the_accounts_trouble_and_loses_no_message(kind, judge):
    with a_peer(judge) as peer, a_channel(kind, peer, secret="other") as channel:
        with pytest.raises(ChannelError, match="Signature"):
            channel.send([outgoing(1), outgoing(2)])
        assert "Signature" in channel.check()


@pytest.mark.parametrize(
    ("code", "result"),
    [
        ("isv.BUSINESS_LIMIT_CONTROL", Result.RETRY),
        ("isp.SYSTEM_ERROR", Result.RETRY),
        ("Throttling.User", Result.RETRY),
        ("isv.SMS_TEMPLATE_ILLEGAL", Result.FAILED),
        ("isv.MOBILE_NUMBER_ILLEGAL", Result.FAILED),
    ],
)
def test_what_aliyun_answers_decides(code, result):
    with a_peer(lambda _: Reply(document={"Code": code})) as peer, a_channel(Aliyun, peer) as channel:
        (outcome,) = channel.send([outgoing()])
    assert outcome.result is result


@pytest.mark.parametrize("told", [{"SendStatusSet": []}, {"SendStatusSet": [{"PhoneNumber": "+86139", "Code": "Ok"}]}])
def test_a_provider_that_names_another_target_than_it_was_given_is_found_out(told):
    message = outgoing()
    with a_peer(lambda _: Reply(document={"Response": told})) as peer, a_channel(Tencent, peer) as channel:
        (outcome,) = channel.send([message])
    assert mismatch(message, outcome)


def test_many_recipients_travel_in_batches_of_the_providers_size():
    with a_peer(tencent) as peer, a_channel(Tencent, peer) as channel:
        outcomes = channel.send([outgoing(number) for number in range(1, 402)])
    assert [len(hit.json["PhoneNumberSet"]) for hit in peer.hits] == [200, 200, 1]
    assert len(outcomes) == 401


def test_a_template_that_cannot_say_that_it_is_a_drill_is_not_used_for_one():
    silent = {"*": SmsTemplate(id="SMS_2", variables={"until": "until"})}
    warning = a_warning(status=CapStatus.EXERCISE)
    given = {"status": CapStatus.EXERCISE}
    with a_peer(aliyun) as peer:
        with a_channel(Aliyun, peer, templates=silent, **given) as channel:
            (silent_one,) = channel.send([outgoing(warning=warning)])
        with a_channel(Aliyun, peer, **given) as channel:
            (told,) = channel.send([outgoing(warning=warning)])
    assert (silent_one.result, told.result, len(peer.hits)) == (Result.FAILED, Result.SENT, 1)


def test_a_kind_without_a_template_is_refused_and_says_so():
    with a_peer(aliyun) as peer, a_channel(Aliyun, peer, templates={}) as channel:
        (outcome,) = channel.send([outgoing()])
    assert (outcome.result, peer.hits) == (Result.FAILED, [])
    assert "no SMS template" in outcome.detail


@pytest.mark.parametrize("kind", [Aliyun, Tencent])
def test_a_provider_that_is_away_costs_no_message_an_attempt(kind):
    with a_peer(aliyun) as peer:
        pass
    with a_channel(kind, peer) as channel:
        with pytest.raises(ChannelError):
            channel.send([outgoing(1), outgoing(2)])
        assert channel.check()


def test_a_pushed_receipt_finds_the_delivery_that_the_account_took():
    store, pushed = MemoryStore(), []
    with a_peer(aliyun) as peer:
        account = Aliyun(key_id="id", key_secret=SECRET, sign_name="烽火", url=f"{peer.url}/")
        asker = Asker(Permit([peer.host]), largest=4096)
        channel = HttpSmsChannel(
            account, TEMPLATES, post=asker.post, status=CapStatus.ACTUAL, name="aliyun", pushed=lambda: pushed
        )
        dispatcher = Dispatcher(store=store, channels={"sms": channel})
        warning = a_warning()
        with store.begin() as tx:
            tx.save_warnings([warning])
            tx.save_deliveries([a_delivery(warning)])
        dispatcher.run_once(NOW)
        item = {"biz_id": "9006195^0", "phone_number": "13800000001", "success": True}
        pushed += aliyun_receipts([item], provider="aliyun")
        dispatcher.run_once(NOW)
        asker.close()
    (delivery,) = store.deliveries()
    assert (delivery.state, delivery.provider) == (DeliveryState.DELIVERED, "aliyun")


def test_a_provider_that_is_slow_gets_no_more_than_a_round_in_one_round():
    with a_peer(aliyun) as peer:
        account = Aliyun(key_id="id", key_secret=SECRET, sign_name="烽火", url=f"{peer.url}/", most=1)
        asker = Asker(Permit([peer.host]), largest=4096)
        channel = HttpSmsChannel(
            account,
            TEMPLATES,
            post=asker.post,
            status=CapStatus.ACTUAL,
            name="aliyun",
            timer=lambda: 5.0 * len(peer.hits),
        )
        warning = a_warning()
        found = channel.send(
            [
                Outgoing(
                    delivery=a_delivery(warning, recipient=f"c-{number}", address=f"+861380000000{number}"),
                    warning=warning,
                    status=CapStatus.ACTUAL,
                    now=NOW,
                )
                for number in range(5)
            ]
        )
        asker.close()
    assert [(each.result, each.is_attempt) for each in found] == [
        *[(Result.SENT, True)] * 2,
        *[(Result.RETRY, False)] * 3,
    ]
