from __future__ import annotations

import pytest

from alerts.channels.screens import LOOK_AGAIN, ScreensChannel
from alerts.outgoing import Outcome, Outgoing, Result
from alerts.warning import CapStatus
from tests.builders import NOW, a_delivery, a_warning

WARNING = a_warning()


def told(count):
    channel = ScreensChannel(count=lambda: count, status=CapStatus.ACTUAL)
    warning = WARNING
    message = Outgoing(delivery=a_delivery(warning, channel="screens"), warning=warning, status=warning.status, now=NOW)
    return channel.send([message, message])


@pytest.mark.parametrize(("count", "detail"), [(3, "screens: 3"), (None, "in the feed")])
def test_a_warning_on_the_feed_says_how_many_screens_were_on(count, detail):
    assert told(count) == [Outcome(result=Result.SENT, detail=detail, messages=(WARNING.id,))] * 2


def test_no_screen_is_not_told_as_sent():
    assert told(0) == [Outcome(result=Result.RETRY, detail="no screen is on", after=LOOK_AGAIN, is_attempt=False)] * 2


def test_a_screen_gives_no_receipt():
    assert ScreensChannel(count=lambda: 1, status=CapStatus.TEST).receipts() == []
