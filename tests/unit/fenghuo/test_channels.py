from __future__ import annotations

from contextlib import ExitStack
from datetime import time
from types import SimpleNamespace

import pytest

from alerts.channels.failover import FailoverChannel
from alerts.pacing import Pace, Quiet
from fenghuo.channels import open_channels, paces, sms_accounts
from fenghuo.settings import SettingsError, load
from store.memory import MemoryStore


def test_accounts_are_tried_in_the_order_of_the_settings_and_named():
    settings = load(
        {
            "sms": {"host": "a.example", "password": "secret", "window": 32},
            "sms_more": [{"host": "b.example", "binds": 2}, {"host": ""}, {"host": "c.example", "name": "spare"}],
        }
    )
    accounts = sms_accounts(settings)
    assert [(each.name, each.host) for each in accounts] == [
        ("sms", "a.example"), ("sms-2", "b.example"), ("spare", "c.example"),
    ]  # fmt: skip
    assert (accounts[0].window, accounts[0].password, accounts[1].binds) == (32, "secret", 2)


def test_without_a_host_there_is_no_account():
    assert sms_accounts(load({})) == []


def test_limits_of_channels_are_read():
    found = paces(load({"dispatch": {"pacing": {"sms": {"rate": 50, "quiet": "22:00-06:30", "per_day": 9}}}}))
    assert found == {"sms": Pace(rate=50, quiet=Quiet(begin=time(22), end=time(6, 30)), per_recipient=50, per_day=9)}
    assert paces(load({})) == {"sms": Pace(per_recipient=50)}


@pytest.mark.parametrize("quiet", ["22-6", "24:00-06:00", "22:00"])
def test_quiet_hours_that_are_none_are_refused(quiet):
    with pytest.raises(SettingsError, match="QUIET"):
        load({"dispatch": {"pacing": {"sms": {"quiet": quiet}}}})


def test_a_provider_stands_in_for_smpp_gateways_and_none_of_them_is_forgotten():
    given = {"provider": "aliyun", "sign_name": "信阳"}
    gateway = {"host": "127.0.0.1", "port": 1}
    for changes, names in (
        ({"sms": gateway}, ["sms", "aliyun"]),
        ({"sms_more": [gateway]}, ["sms", "aliyun"]),
        ({}, ["aliyun"]),
    ):
        with ExitStack() as stack:
            runtime = SimpleNamespace(settings=load({"sms_http": given, **changes}), store=MemoryStore(), stack=stack)
            channel = open_channels(runtime, wake=lambda _: lambda: None)["sms"]
            accounts = channel._providers if isinstance(channel, FailoverChannel) else [channel]
            assert [each.name for each in accounts] == names


def test_accounts_of_one_name_are_a_wrong_setting():
    settings = {"sms": {"host": "a", "name": "x"}, "sms_more": [{"host": "b", "name": "x"}]}
    with ExitStack() as stack:
        runtime = SimpleNamespace(settings=load(settings), store=MemoryStore(), stack=stack)
        with pytest.raises(SettingsError, match="'x'"):
            open_channels(runtime, wake=lambda _: lambda: None)
