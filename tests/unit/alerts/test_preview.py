from __future__ import annotations

from alerts.preview import texts_json
from alerts.warning import CapStatus
from tests.unit.alerts.test_drafting import alert


def test_each_channel_is_shown_with_its_parts():
    draft = alert(status=CapStatus.EXERCISE)
    zh, en = texts_json(draft, draft.texts)
    assert (zh["language"], en["language"]) == ("zh-CN", "en")
    sms = zh["sms"]
    assert sms["text"].startswith("【演练】【烽火】信阳市应急管理局发布洪水红色预警")
    assert sms["text"].endswith("【演练】")
    assert sms["length"] == len(sms["text"])
    assert "".join(sms["segments"]) == sms["text"]
    assert all(len(part) <= 67 for part in sms["segments"])
    assert zh["voice"].startswith("这是演练。洪水红色预警。")
    assert en["screen"].startswith("[EXERCISE] Red warning: Flood")


def test_the_retraction_is_shown_as_well():
    draft = alert()
    (zh, _) = texts_json(draft, draft.retraction)
    assert zh["headline"] == "信阳市应急管理局解除洪水红色预警"
    assert zh["voice"].startswith("洪水红色预警解除。")
