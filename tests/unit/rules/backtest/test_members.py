from __future__ import annotations

from rules.backtest.members import speaking_of, with_members
from rules.composite.condition import Composite, Member, Need
from sensing.level import Level
from tests.unit.rules.builders import a_rule


def a_composite(id: str, *members: str):  # noqa: A002 - the word of the record
    need = Need(count=0, of=tuple(Member(rule=each, at=Level.BLUE) for each in members))
    return a_rule(Composite(need=need), id=id)


def ids(rule, known) -> list[str]:
    return [each.id for each in with_members(rule, known=known)]


def test_a_composite_brings_the_rules_that_it_speaks_of_however_deep():
    book = [a_rule(id="rain"), a_rule(id="stage"), a_rule(id="other"), a_composite("both", "rain", "stage")]
    assert ids(a_composite("all", "both", "stage"), book) == ["rain", "stage", "both", "all"]


def test_a_draft_stands_for_the_stored_version_of_itself():
    draft = a_rule(id="stage", title_en="draft")
    assert with_members(draft, known=[a_rule(id="stage")]) == [draft]


def test_what_is_missing_or_goes_in_circles_is_left_to_the_compiler():
    assert ids(a_composite("all", "gone"), []) == ["all"]
    assert sorted(ids(a_composite("a", "b"), [a_composite("b", "a")])) == ["a", "b"]


def test_the_composites_that_speak_of_a_rule_are_found_however_deep():
    book = [a_rule(id="rain"), a_composite("one", "rain"), a_composite("two", "one"), a_composite("three", "other")]
    assert [each.id for each in speaking_of(book, {"rain"})] == ["one", "two"]
