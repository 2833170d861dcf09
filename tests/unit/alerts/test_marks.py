from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.errors import ApprovalError
from alerts.hazard import HAZARDS
from alerts.marks import MARKS, SPOKEN, check_marks, ends_of, mark, marked
from alerts.shipped import shipped
from alerts.sms import sms_text
from alerts.template import Part
from alerts.warning import CapStatus, MessageType, Stage
from alerts.wording import Matter, worded
from sensing.level import LADDER, Level
from tests.builders import NOW, a_warning, after


def said(status, type_, hazard, level, before=None):
    matter = Matter(
        status=status,
        message_type=type_,
        hazard=hazard,
        level=level,
        sender="信阳市应急管理局",
        area="息县",
        when=NOW,
        until=after(hours=24),
        why={"zh": "水位上涨", "en": "it rises"},
        before=before,
        station="息县站",
        telephone="12379",
    )
    return worded(matter, shipped(), now=NOW)


@given(
    status=st.sampled_from(CapStatus),
    type_=st.sampled_from(MessageType),
    hazard=st.sampled_from([*HAZARDS, "11A99", "13Z01", "99999"]),
    level=st.sampled_from(LADDER),
    before=st.sampled_from([None, *LADDER]),
)
def test_no_exercise_reads_as_actual_and_nothing_actual_as_exercise(status, type_, hazard, level, before):
    words = said(status, type_, hazard, level, before)
    assert words.troubles == []
    assert [text.language for text in words.texts] == ["zh-CN", "en"]
    warning = a_warning(status=status, texts=words.texts)
    check_marks(warning)
    for text in words.texts:
        own = mark(status, text.language)
        for channel in (text.headline, text.screen, sms_text(warning, text=text)):
            assert channel.startswith(own)
        strange = [m.strip() for other in CapStatus if other is not status for m in (*MARKS[other], *SPOKEN[other])]
        everything = "".join(getattr(text, part.value) for part in Part) + sms_text(warning, text=text)
        assert not any(each and each in everything for each in strange)
        if status is CapStatus.EXERCISE:
            assert sms_text(warning, text=text).endswith(own.strip())
            assert text.short.endswith(ends_of(status, SPOKEN[status][0 if own == "【演练】" else 1])[1])


@pytest.mark.parametrize("status", [CapStatus.EXERCISE, CapStatus.TEST])
@pytest.mark.parametrize(
    "words", ["这不是演练！", "并非一次演习", "This is NOT a drill", "this isn't an exercise", "非测试", "not a test"]
)
@pytest.mark.parametrize("part", ["headline", "description", "instruction", "sms", "short", "impact"])
def test_a_drill_may_not_deny_that_it_is_one(status, words, part):
    drill = a_warning(status=status, stage=Stage.DRAFT)
    zh = marked(replace(drill.texts[0], **{part: words}), status)
    with pytest.raises(ApprovalError, match="may not say") as refusal:
        check_marks(replace(drill, texts=(zh,)))
    assert refusal.value.code == "denied_mark"


def test_the_real_thing_may_say_that_it_is_no_drill():
    actual = a_warning(stage=Stage.DRAFT)
    check_marks(replace(actual, texts=(replace(actual.texts[0], description="这不是演练，请立即转移。"),)))


@pytest.mark.parametrize("part", ["description", "instruction", "sms", "screen", "impact", "contact"])
def test_the_mark_of_a_drill_anywhere_in_the_real_thing_is_refused(part):
    actual = a_warning(stage=Stage.DRAFT)
    with pytest.raises(ApprovalError) as refusal:
        check_marks(replace(actual, texts=(replace(actual.texts[0], **{part: "【演练】转移"}),)))
    assert refusal.value.code == "wrong_mark"


def test_a_retraction_is_marked_like_what_it_takes_back():
    drill = a_warning(status=CapStatus.EXERCISE, stage=Stage.DRAFT)
    texts = tuple(marked(text, drill.status) for text in drill.texts)
    with pytest.raises(ApprovalError):
        check_marks(replace(drill, texts=texts, retraction=drill.texts))


def test_a_mark_is_worn_once_whatever_was_there_before():
    text = a_warning().texts[0]
    twice = marked(marked(text, CapStatus.EXERCISE), CapStatus.EXERCISE)
    assert twice == marked(text, CapStatus.EXERCISE)
    assert twice.headline.count("【演练】") == 1


def test_a_drill_is_marked_at_both_ends_of_a_text_message():
    text = replace(a_warning().texts[0], sms="立即转移。", short="立即转移。")
    drill = marked(text, CapStatus.EXERCISE)
    assert drill.sms == "【演练】立即转移。【演练】"
    assert drill.short == "这是演练。立即转移。这是演练。"
    warning = a_warning(Level.RED, status=CapStatus.EXERCISE, texts=(drill,))
    assert sms_text(warning) == "【演练】【烽火】立即转移。【演练】"
