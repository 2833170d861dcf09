from __future__ import annotations

from dataclasses import replace

import pytest

from alerts.errors import TemplateError
from alerts.shipped import shipped
from alerts.template import Template, TemplateBook
from alerts.warning import CapStatus, MessageType, Text
from alerts.wording import Matter, completed, noted, worded
from sensing.level import Level
from tests.builders import NOW, after

MATTER = Matter(
    status=CapStatus.ACTUAL,
    message_type=MessageType.ALERT,
    hazard="11A01",
    level=Level.RED,
    sender="信阳市应急管理局",
    area="息县",
    when=NOW,
    until=after(hours=24),
    why={"zh": "息县站水位 43.68 m。", "en": "it rises."},
    station="息县站",
)


def test_every_channel_has_words():
    zh, en = worded(MATTER, shipped(), now=NOW).texts
    assert zh.short == "洪水红色预警。息县。沿河低洼处人员立即按预案转移到高处，不涉水、不过漫水桥，听从村组干部指挥。"
    assert zh.screen == "洪水红色预警 息县"
    assert zh.sms.startswith("信阳市应急管理局发布洪水红色预警[Ⅰ级/特别严重]。7月19日22时00分，息县站水位 43.68 m。")
    assert zh.impact == "堤防、低洼村庄和涉水道路面临危险，可能受淹中断。"
    assert en.screen == "Red warning: Flood, 息县"
    assert en.contact == "信阳市应急管理局"


def test_whom_to_ask_is_told_where_it_is_known():
    zh, en = worded(replace(MATTER, telephone="12379"), shipped(), now=NOW).texts
    assert (zh.contact, en.contact) == ("信阳市应急管理局，电话 12379", "信阳市应急管理局, telephone 12379")


def test_what_an_installation_wrote_says_its_part_and_no_other():
    own = Template(id="own", language="zh-CN", hazards=("11A01",), parts={"instruction": "上山！"}, version=1)
    zh, en = worded(MATTER, shipped().over([own]), now=NOW).texts
    assert zh.instruction == "上山！"
    assert zh.headline == "信阳市应急管理局发布洪水红色预警[Ⅰ级/特别严重]"
    assert en.instruction.startswith("Leave low places")


def test_a_template_that_fails_gives_way_and_is_told():
    bad = Template(
        id="bad",
        language="zh-CN",
        parts={"headline": "{{ before }}"},
        origin="b.yaml",
        lines={"headline": 3},
        version=2,
    )
    words = worded(MATTER, shipped().over([bad]), now=NOW)
    assert words.texts[0].headline == "信阳市应急管理局发布洪水红色预警[Ⅰ级/特别严重]"
    assert words.troubles == ["b.yaml:3: template 'bad', headline: missing value 'before': ask `if … is defined` first"]


def test_no_words_at_all_are_an_error():
    with pytest.raises(TemplateError, match="no template words a Alert of 11A01"):
        worded(MATTER, TemplateBook([]), now=NOW)


def test_a_further_language_comes_by_file():
    own = Template(
        id="ii",
        language="ii",
        parts={"headline": "ꋍ {{ level }}", "description": "{{ why }}", "instruction": "ꑍ"},
        version=1,
    )
    texts = worded(MATTER, shipped().over([own]), now=NOW).texts
    assert [text.language for text in texts] == ["zh-CN", "en", "ii"]
    assert texts[2].headline == "ꋍ red"


def test_a_further_language_that_cannot_be_said_does_not_keep_the_others_from_being_told():
    own = Template(
        id="ii",
        language="ii",
        parts={"headline": "{{ before }}", "description": "{{ why }}", "instruction": "ꑍ"},
        version=1,
    )
    words = worded(MATTER, shipped().over([own]), now=NOW)
    assert [text.language for text in words.texts] == ["zh-CN", "en"]
    assert "missing value 'before'" in words.troubles[0]


def test_what_a_person_wrote_stays_and_the_rest_is_made():
    given = Text(language="zh-CN", event="洪水", headline="息县洪水", description="上涨。", instruction="", sms="快走")
    (text,) = completed(given, MATTER, shipped(), now=NOW).texts
    assert (text.headline, text.description, text.sms) == ("息县洪水", "上涨。", "快走")
    assert text.instruction.startswith("沿河低洼处人员立即")
    assert text.screen == "洪水红色预警 息县"


def test_remarks_are_told_once():
    assert noted("a", ["b", "a", ""]) == "a; b"


def test_what_must_be_said_beside_is_said_once_in_every_text():
    caveat = {"zh": "（规则已过期）", "en": "(The rules are old.)"}
    zh, en = worded(replace(MATTER, caveat=caveat), shipped(), now=NOW).texts
    for text, words in ((zh, caveat["zh"]), (en, caveat["en"])):
        assert [said.count(words) for said in (text.description, text.short, text.sms)] == [1, 1, 1]
        assert words not in text.headline


def test_what_must_be_said_beside_is_said_in_what_a_person_wrote_too_and_not_again_when_it_is_edited():
    caveat = {"zh": "（规则已过期）"}
    bare = Text(language="zh-CN", event="洪水", headline="洪水", description="水位上涨。", instruction="", sms="快走。")
    (text,) = completed(bare, replace(MATTER, caveat=caveat), shipped(), now=NOW).texts
    assert (text.description, text.sms) == ("水位上涨。（规则已过期）", "快走。（规则已过期）")
    (again,) = completed(text, replace(MATTER, caveat=caveat), shipped(), now=NOW).texts
    assert again == text
