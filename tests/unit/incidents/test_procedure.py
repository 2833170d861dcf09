from __future__ import annotations

from dataclasses import replace

import pytest

from incidents.errors import InhibitionError
from incidents.procedure import Procedure, ProcedureKind, check_new, playbook
from tests.builders import NOW
from tests.unit.incidents.duty import DAM, PLAN


def kept(kind, source, **changes):
    facts = {"kind": kind, "id": source.split("id: ")[1].split("\n")[0], "version": 3, "author": "li", "at": NOW}
    return Procedure(**facts | {"source": source} | changes)


def test_a_playbook_is_what_the_newest_versions_say():
    plan, dam = kept(ProcedureKind.PLAN, PLAN), kept(ProcedureKind.INHIBITION, DAM)
    book = playbook([plan, dam])
    assert [each.id for each in book.plans] == ["flood"]
    assert book.versions == (("flood", 3),)
    assert [each.id for each in book.inhibitions] == ["dam"]
    assert playbook([replace(plan, is_ended=True)]).plans == ()


def test_a_new_document_is_judged_beside_the_others():
    assert check_new(ProcedureKind.PLAN, PLAN, others=[]) == "flood"
    back = DAM.replace("id: dam", "id: back").replace("11A03", "X").replace("11A01", "11A03").replace("X", "11A01")
    other = kept(ProcedureKind.INHIBITION, DAM.replace("downstream", "same_division"))
    with pytest.raises(InhibitionError, match="in a circle"):
        check_new(ProcedureKind.INHIBITION, back.replace("downstream", "same_division"), others=[other])
