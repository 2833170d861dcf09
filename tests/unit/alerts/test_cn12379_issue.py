from __future__ import annotations

import pytest

from alerts.cn12379_issue import issue_cn12379
from alerts.cn12379_mapping import Office
from alerts.errors import CapError
from alerts.warning import MessageType, Stage, WarningId
from store.memory import MemoryStore
from tests.builders import NOW, a_warning

OFFICE = Office(code="41150041600000")


def issue(warning):
    store = MemoryStore()
    with store.begin() as tx:
        tx.save_warnings([warning])
        return issue_cn12379(tx, warning, office=OFFICE)


def test_a_message_is_named_after_its_office_and_second():
    document = issue(a_warning(sent=NOW))
    assert document.identifier == "41150041600000_20260719220000_0"
    assert not document.is_signed


def test_a_draft_gets_no_name():
    with pytest.raises(CapError, match="was not issued"):
        issue(a_warning(stage=Stage.DRAFT, sent=None))


def test_a_chain_without_its_beginning_is_refused():
    lost = a_warning(sent=NOW, message_type=MessageType.UPDATE, replaces=WarningId("gone"))
    with pytest.raises(CapError, match="is not known"):
        issue(lost)
