"""What follows an issued warning says the same of the same, under an identity of its own."""

from __future__ import annotations

from datetime import timedelta

import pytest

from alerts.cap import to_cap
from alerts.cap_check import validate_cap
from alerts.drafting import drafted_alert
from alerts.errors import ApprovalError
from alerts.sequel import chain, drafted_cancel, drafted_renewal, identity, prefix_of, standing_alone
from alerts.warning import CapStatus, MessageType, Stage
from sensing.level import Level
from tests.builders import NOW, a_warning, after, an_incident, an_issuer
from tests.unit.alerts.duty import issued


def alert(status=CapStatus.ACTUAL):
    return drafted_alert(an_incident(Level.RED), issuer=an_issuer(status), actor="rule:x", now=NOW)


@pytest.mark.parametrize("status", list(CapStatus))
def test_renewals_keep_the_status_and_carry_every_reference_of_their_chain(status):
    told, known = issued(alert(status), actor="li", now=NOW), list[str]()
    for day in range(1, 8):
        known.append(told.identifier)
        draft = drafted_renewal(told, actor="li", now=after(hours=23 * day))
        assert (draft.status, draft.replaces, draft.texts) == (status, told.id, told.texts)
        assert (draft.approvals, draft.sent, draft.is_renewal_due) == ((), None, False)
        told = issued(draft, actor="li", now=after(hours=23 * day))
        assert told.expires - told.effective == timedelta(hours=24)
    cancel = drafted_cancel(told, why=None, actor="li", now=after(hours=170))
    assert [each.split(",")[1] for each in cancel.references] == [*known, told.identifier]
    assert validate_cap(to_cap(issued(cancel, actor="li", now=after(hours=170)))) == []


def test_what_stands_alone_refers_to_nothing_and_nobody_has_approved_it():
    alone = standing_alone(drafted_renewal(issued(alert(), actor="li", now=NOW), actor="li", now=NOW))
    assert (alone.message_type, alone.references, alone.replaces) == (MessageType.ALERT, (), None)
    assert (alone.approvals, alone.is_renewal) == ((), False)


def test_a_cancel_keeps_sender_status_area_and_code_and_says_why():
    told = issued(alert(CapStatus.TEST), actor="li", now=NOW)
    cancel = drafted_cancel(told, why={"zh": "水位已回落。", "en": "it fell."}, actor="li", now=after(hours=1))
    same = ("sender", "sender_name", "status", "area", "hazard", "level", "division", "incident", "station")
    assert all(getattr(cancel, name) == getattr(told, name) for name in same)
    assert (cancel.stage, cancel.sent, cancel.message_type) == (Stage.DRAFT, None, MessageType.CANCEL)
    assert cancel.texts[0].headline == "【测试】信阳市应急管理局解除洪水红色预警"
    assert cancel.texts[0].description == "7月19日23时00分，水位已回落。洪水红色预警解除。"
    assert cancel.id != told.id
    assert cancel.identifier != told.identifier


def test_nothing_can_refer_to_what_was_never_issued():
    with pytest.raises(ApprovalError, match="was never issued"):
        chain(alert())


def test_an_identifier_shows_the_beijing_time_and_suits_cap_and_urls():
    id_, identifier = identity(NOW)
    assert identifier.startswith("FH-20260719220000-")
    assert identifier.endswith(id_[-12:])
    assert validate_cap(to_cap(a_warning(identifier=identifier))) == []


def test_an_identifier_of_the_register_of_wmo_is_numbers_only_and_a_cancel_keeps_its_office():
    id_, identifier = identity(NOW, prefix="2.49.0.1.156.7")
    assert identifier == f"2.49.0.1.156.7.20260719220000.{int(id_[-12:], 16)}"
    assert validate_cap(to_cap(a_warning(identifier=identifier))) == []
    assert prefix_of(a_warning(identifier=identifier)) == "2.49.0.1.156.7"
    assert prefix_of(a_warning()) == ""
