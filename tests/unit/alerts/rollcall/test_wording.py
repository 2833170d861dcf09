"""What a roll call says."""

from dataclasses import replace

import pytest

from alerts.rollcall.news import Call, CallKind
from alerts.rollcall.wording import body
from alerts.warning import CapStatus
from tests.builders import a_warning
from tests.unit.alerts.rollcall.rolls import a_village


def spoken(kind=CallKind.ASK, *, attempt=1, link="https://d/a/t", language="zh-CN", warning=None):
    call = Call(kind=kind, place="A", person="A1", name="王", lines=(), attempt=attempt, round=0)
    return body(call, place=a_village("A"), warning=warning or a_warning(), link=link, language=language)


def test_a_call_names_the_place_the_danger_and_how_to_answer():
    text = spoken()
    assert "A村" in text
    assert a_warning().texts[0].headline in text
    assert "1已安全 2转移中 3需要救援" in text
    assert text.endswith("https://d/a/t")


def test_a_repeated_call_says_so():
    assert "第3次呼叫" in spoken(attempt=3)
    assert "次呼叫" not in spoken()


@pytest.mark.parametrize("kind", list(CallKind))
@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_every_call_has_words_in_both_languages(kind, language):
    assert spoken(kind, language=language)
    assert ("/a/t" in spoken(kind, language=language)) is (kind in {CallKind.ASK, CallKind.KNOCK})


@pytest.mark.parametrize("kind", list(CallKind))
def test_a_drill_says_so_first(kind):
    texts = tuple(replace(text, headline=f"【演练】{text.headline}") for text in a_warning().texts)
    drill = a_warning(status=CapStatus.EXERCISE, texts=texts)
    assert spoken(kind, warning=drill).startswith("【演练】")
    assert spoken(kind, warning=drill).count("【演练】") == 1
