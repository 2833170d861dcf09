from __future__ import annotations

from dataclasses import replace

import pytest

from alerts.drafting import Composition
from alerts.errors import ApprovalError
from alerts.handwriting import check_words, hand_texts, matter_of, own_words
from alerts.warning import CapStatus, Stage
from sensing.level import Level
from tests.builders import DIVISION, NOW, a_warning, an_issuer

DRILL = a_warning(Level.RED, Stage.DRAFT, status=CapStatus.EXERCISE)


def written(**words):
    given = {"headline": {"zh": "息县洪水"}, "description": {"zh": "水位上涨。"}} | words
    return Composition(hazard="11A01", level=Level.RED, division=DIVISION, **given)


def texts(**words):
    return hand_texts(written(**words), matter_of(DRILL), issuer=an_issuer(CapStatus.EXERCISE), now=NOW)


def test_what_is_left_out_is_made_and_everything_is_marked():
    zh, en = texts()
    assert (zh.headline, zh.description) == ("【演练】息县洪水", "水位上涨。")
    assert zh.sms.startswith("【演练】息县洪水。水位上涨。")
    assert zh.sms.endswith("【演练】")
    assert (en.headline, en.description) == ("[EXERCISE] Red warning: Flood", "Red warning: Flood")


def test_what_a_person_wrote_for_a_channel_stays():
    zh, en = texts(sms={"zh": "快走"}, short={"en": "Leave."})
    assert zh.sms == "【演练】快走【演练】"
    assert en.short == "This is an exercise. Leave. This is an exercise."


def test_what_a_person_wrote_for_a_channel_is_told_from_what_was_made():
    issuer = an_issuer(CapStatus.EXERCISE)
    made = replace(DRILL, texts=texts())
    assert own_words(made, issuer=issuer, now=NOW) == {"short": {}, "sms": {}}
    written_ = replace(DRILL, texts=texts(sms={"zh": "快走"}, short={"en": "Leave."}))
    assert own_words(written_, issuer=issuer, now=NOW) == {
        "short": {"en": "This is an exercise. Leave. This is an exercise."},
        "sms": {"zh": "【演练】快走【演练】"},
    }


@pytest.mark.parametrize("words", [{"headline": {"zh": " "}}, {"description": {"en": "only English"}}])
def test_a_warning_without_chinese_words_is_refused(words):
    with pytest.raises(ApprovalError, match="needs a Chinese headline"):
        check_words(written(**words))
