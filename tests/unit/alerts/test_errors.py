from __future__ import annotations

from alerts.errors import ApprovalError, CapError, ChannelError, UnknownWarningError
from sensing.errors import FenghuoError


def test_refusals_carry_stable_codes():
    assert ApprovalError("already_issued", "…").code == "already_issued"
    assert UnknownWarningError.code == "unknown_warning"
    assert CapError.code == "bad_cap"


def test_a_channel_says_whether_trying_again_helps():
    assert ChannelError("the gateway is away").is_retryable
    assert not ChannelError("no such number", is_retryable=False).is_retryable


def test_they_are_errors_of_fenghuo():
    assert all(issubclass(kind, FenghuoError) for kind in (ApprovalError, UnknownWarningError, CapError, ChannelError))
