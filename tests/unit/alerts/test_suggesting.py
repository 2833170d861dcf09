from __future__ import annotations

from datetime import timedelta

import pytest

from alerts.errors import ApprovalError
from alerts.grant import Person
from alerts.shipped import shipped
from alerts.suggesting import Wish, suggested
from alerts.target import Aim
from alerts.template import Template
from alerts.warning import CapStatus
from incidents.people import Role
from sensing.level import Level
from store.memory import MemoryStore
from tests.builders import NOW, an_issuer
from tests.unit.alerts.ground import XINXIAN, XIXIAN

OFFICER = Person(name="li", role=Role.OFFICER, within="411528")


def words(templates=None, **changes):
    facts = {"hazard": "11A01", "level": Level.RED, "division": XIXIAN, "target": None, "why": {"zh": "水位上涨"}}
    issuer = an_issuer(CapStatus.EXERCISE, **({"templates": templates} if templates else {}))
    with MemoryStore().begin() as book:
        return suggested(book, Wish(**facts | changes), issuer=issuer, person=OFFICER, now=NOW)


def test_words_wear_no_mark_of_the_status():
    (zh,) = words().texts
    assert "演练" not in zh.headline
    assert zh.description
    assert zh.instruction


def test_templates_may_say_until_when_it_will_last():
    own = Template(id="own", language="zh-CN", parts={"headline": "至{{ until }}"}, version=1)
    (zh,) = words(valid_for=timedelta(hours=2), templates=shipped().over([own])).texts
    assert zh.headline == "至7月20日0时00分"


def test_a_place_of_somebody_else_is_refused():
    with pytest.raises(ApprovalError, match="expected one within"):
        words(division=XINXIAN)


def test_a_target_must_be_one():
    issuer = an_issuer(CapStatus.TEST)
    wish = Wish(hazard="11A01", level=Level.RED, division="", target=Aim(fences=("x",)), why={"zh": "水"})
    with MemoryStore().begin() as book, pytest.raises(ApprovalError, match="no fence"):
        suggested(book, wish, issuer=issuer, person=OFFICER, now=NOW)
