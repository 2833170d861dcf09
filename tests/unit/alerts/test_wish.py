from __future__ import annotations

import pytest

from alerts.errors import ApprovalError
from alerts.warning import MessageType
from sensing.level import Level
from tests.builders import after
from tests.unit.alerts.river import River

BLUE, YELLOW, RED = Level.BLUE, Level.YELLOW, Level.RED


def test_a_wish_for_one_that_is_told_with_others_is_an_update_about_all_of_them():
    river = River()
    river.say(("A", YELLOW), ("B", BLUE))
    (update,) = river.say(("C", RED), now=after(minutes=1))
    river.act(update, "reject", now=after(minutes=2))
    wished = river.for_incident(river.at("B").id, now=after(minutes=3))
    assert (wished.message_type, wished.level, wished.station) == (MessageType.UPDATE, RED, "C")
    assert wished.incident == river.at("A").id
    assert wished.author == "li"


def test_a_wish_for_one_whose_draft_was_refused_leads_anew():
    river = River()
    (draft,) = river.say(("A", RED))
    river.act(draft, "reject")
    wished = river.for_incident(river.at("A").id, now=after(minutes=1))
    assert (wished.message_type, wished.incident) == (MessageType.ALERT, river.at("A").id)
    with pytest.raises(ApprovalError) as refusal:
        river.for_incident(river.at("A").id, now=after(minutes=2))
    assert refusal.value.code == "already_warned"
