from __future__ import annotations

from datetime import timedelta

from incidents.span import span_text


def test_a_span_is_said_in_its_two_largest_units():
    assert span_text(timedelta(days=1, hours=2, minutes=3)) == {"zh": "1 天 2 小时", "en": "1 d 2 h"}
    assert span_text(timedelta(minutes=90)) == {"zh": "1 小时 30 分钟", "en": "1 h 30 min"}
    assert span_text(timedelta(0)) == {"zh": "0 秒", "en": "0 s"}
