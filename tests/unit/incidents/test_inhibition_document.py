from __future__ import annotations

import pytest

from incidents.errors import InhibitionError
from incidents.inhibition import Relation
from incidents.inhibition_document import check_no_circle, parse_inhibition
from sensing.errors import DocumentError
from sensing.level import Level
from tests.unit.incidents.duty import DAM


def a_rule(key, source, target, relation="same_division"):
    text = DAM.replace("id: dam", f"id: {key}").replace("11A03", "SOURCE").replace("11A01", target)
    return text.replace("SOURCE", source).replace("downstream", relation)


def test_a_rule_of_inhibition_is_read():
    found = parse_inhibition(DAM, origin="d.yaml")
    assert (found.id, found.relation, found.source.level) == ("dam", Relation.DOWNSTREAM, Level.ORANGE)
    assert (found.target.hazards, found.target.level) == (("11A01",), Level.BLUE)


def test_a_mistake_is_told_with_its_line():
    with pytest.raises(DocumentError, match='relation: unknown value "upstream"'):
        parse_inhibition(DAM.replace("downstream", "upstream"), origin="d.yaml")
    with pytest.raises(DocumentError, match="expected hazards or rules, got neither"):
        parse_inhibition(DAM.replace('{hazards: ["11A01"]}', "{level: blue}"), origin="d.yaml")


def test_what_could_silence_itself_is_refused_but_water_runs_in_no_circle():
    with pytest.raises(InhibitionError, match="what it silences could silence it"):
        parse_inhibition(a_rule("x", "11A", "11A01"), origin="d")
    assert parse_inhibition(a_rule("x", "11A01", "11A01", "downstream"), origin="d")


def test_rules_that_silence_each_other_in_a_circle_are_refused_by_name():
    texts = [a_rule("a", "11A01", "11B03"), a_rule("b", "11B03", "11D01"), a_rule("c", "11D01", "11A01")]
    rules = [parse_inhibition(text, origin="d") for text in texts]
    check_no_circle(rules[:2])
    with pytest.raises(InhibitionError, match="in a circle"):
        check_no_circle(rules)
