from __future__ import annotations

from simulators.faults.torn import Torn
from tests.unit.simulators.faults.making import HOUR, XIXIAN, a_telegram

TORN = Torn(station="XY-H03", division=XIXIAN, at_s=21 * HOUR)


def test_the_last_reading_is_before_the_tear_and_then_nothing_comes():
    sent = [a_telegram(h) for h in (20, 20.9, 21, 30)]
    assert [one for telegram in sent for one in TORN.became(telegram)] == sent[:2]


def test_others_go_on():
    telegram = a_telegram(30, station="XY-H04")
    assert TORN.became(telegram) == (telegram,)
    assert list(TORN.added()) == []


def test_its_will_comes_once_and_only_if_it_left_one():
    (will,) = TORN.wills()
    assert (will.at_s, will.payload) == (21 * HOUR + 90, b'{"state":"offline"}')
    assert Torn(station="XY-H03", division=XIXIAN, at_s=0, has_will=False).wills() == ()
