from __future__ import annotations

import pytest

from alerts.channels.letter import LONGEST_SUBJECT, letter, one_line
from alerts.errors import ChannelError
from alerts.outgoing import Outgoing
from alerts.warning import CapStatus
from tests.builders import NOW, a_delivery, a_warning


def told(status=CapStatus.ACTUAL, *, has_warning=True, **changes):
    warning = a_warning(status=status) if has_warning else None
    delivery = a_delivery(warning, **changes)
    return letter(Outgoing(delivery=delivery, warning=warning, status=status, now=NOW), signature="信阳")


def test_a_letter_says_all_of_a_warning_in_every_language():
    found = told()
    zh, en = found.paragraphs
    assert zh.startswith("信阳市应急管理局发布洪水红色预警\n")
    assert "范围：信阳市息县" in zh
    assert "Leave low places near rivers now." in en
    assert found.subject == "信阳市应急管理局发布洪水红色预警"


def test_what_is_not_actual_says_so_and_a_drill_says_it_twice():
    drill = told(CapStatus.EXERCISE)
    assert drill.subject.startswith("【演练】")
    assert drill.text.startswith("【演练】")
    assert drill.text.rstrip().endswith("【演练】")
    assert told(CapStatus.TEST).text.startswith("【测试】")


def test_a_body_goes_before_the_warning():
    assert told(body="请回复").text == "【信阳】请回复\n"


def test_a_message_without_words_is_refused():
    with pytest.raises(ChannelError) as caught:
        told(has_warning=False)
    assert not caught.value.is_retryable


def test_markup_is_text():
    assert "<b>" not in told(body="<b>走</b>").html


@pytest.mark.parametrize("text", ["a\r\nBcc: b", "a\nb", "a\u2028b", "a\x00b", "a\x85b", "a\x0bb"])
def test_a_subject_is_one_line(text):
    assert len(one_line(text).splitlines()) == 1
    assert one_line(text).isprintable()


def test_a_subject_is_short():
    assert len(one_line("长" * 1000)) == LONGEST_SUBJECT
