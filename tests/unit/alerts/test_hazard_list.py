from __future__ import annotations

import pytest

from alerts.hazard_list import read_hazards
from sensing.document import read_document
from sensing.errors import DocumentError
from sensing.section import Section


def hazards_of(text: str):
    document = read_document(f"apiVersion: fenghuo/v1\nkind: Policy\n{text}", origin="p.yaml", what="policy")
    return read_hazards(Section.top(document, kind="Policy", keys=("apiVersion", "kind", "hazards")))


def test_codes_and_their_beginnings_are_read_and_none_stands_for_all():
    assert hazards_of('hazards: ["11", "11A", 11A01]') == ("11", "11A", "11A01")
    assert hazards_of("") == ()


@pytest.mark.parametrize("wrong", ["1", "flood", "11a01", "11A011"])
def test_what_is_no_code_is_named_with_its_line(wrong):
    with pytest.raises(
        DocumentError, match=rf'p\.yaml:3: hazards: expected the beginning of an event code .* got "{wrong}"'
    ):
        hazards_of(f'hazards: ["{wrong}"]')
