from __future__ import annotations

from dataclasses import replace

from alerts.hazard import hazard
from alerts.template import Occasion, Part, Template, TemplateBook
from alerts.warning import MessageType
from sensing.level import Level
from tests.builders import NOW, after

FLOOD = Occasion(hazard=hazard("11A01"), level=Level.RED, message_type=MessageType.ALERT, language="zh-CN")


def a_template(id_, **changes):
    return Template(**{"id": id_, "language": "zh-CN", "parts": {"headline": "x"}, "version": 1} | changes)


def order(*templates, at=NOW, occasion=FLOOD):
    book = TemplateBook(templates)
    return [each.id for each in book.candidates(Part.HEADLINE, occasion, at=at)]


def test_the_exact_hazard_comes_before_its_beginning_the_family_and_any():
    found = order(
        a_template("any"),
        a_template("family", families=("flood",)),
        a_template("beginning", hazards=("11A",)),
        a_template("exact", hazards=("11A01",)),
    )
    assert found == ["exact", "beginning", "family", "any"]


def test_of_equals_one_that_names_the_level_then_the_type_comes_first():
    found = order(
        a_template("plain"), a_template("type", types=(MessageType.ALERT,)), a_template("level", levels=(Level.RED,))
    )
    assert found == ["level", "type", "plain"]


def test_what_an_installation_wrote_comes_before_what_is_shipped_whatever_level_that_names():
    shipped = a_template("a", version=0, levels=(Level.RED,))
    assert order(shipped, a_template("b")) == ["b", "a"]
    assert order(a_template("c", version=0, families=("flood",)), a_template("b")) == ["c", "b"]


def test_the_newest_validity_counts_and_nothing_before_it_begins_or_after_it_ends():
    old = a_template("old", valid_from=after(days=-9))
    new = a_template("new", valid_from=after(days=-1), valid_until=after(days=1))
    assert order(old, new) == ["new", "old"]
    assert order(old, new, at=after(days=1)) == ["old"]
    assert order(old, new, at=after(days=-5)) == ["old"]


def test_another_language_level_type_or_family_does_not_fit():
    assert (
        order(
            a_template("en", language="en"),
            a_template("blue", levels=(Level.BLUE,)),
            a_template("cancel", types=(MessageType.CANCEL,)),
            a_template("fire", families=("fire",)),
            a_template("storm", hazards=("11B",)),
            a_template("words", parts={"short": "x"}),
        )
        == []
    )


def test_a_language_is_spoken_once_every_needed_part_has_words():
    whole = {part.value: "x" for part in (Part.HEADLINE, Part.DESCRIPTION, Part.INSTRUCTION)}
    book = TemplateBook(
        [
            a_template("bo", language="bo", parts=whole),
            a_template("en", language="en", parts=whole),
            a_template("zh", parts=whole),
            a_template("ug", language="ug"),
        ]
    )
    spoken = book.languages(hazard=FLOOD.hazard, level=FLOOD.level, message_type=FLOOD.message_type, at=NOW)
    assert spoken == ["zh-CN", "en", "bo"]


def test_a_book_over_another_leaves_it_as_it_is():
    book = TemplateBook([a_template("shipped", version=0)])
    more = book.over([a_template("own")])
    assert [each.id for each in more.candidates(Part.HEADLINE, FLOOD, at=NOW)] == ["own", "shipped"]
    assert [each.id for each in book.candidates(Part.HEADLINE, FLOOD, at=NOW)] == ["shipped"]
    assert book.over([]) is book
    assert replace(FLOOD, level=Level.BLUE) != FLOOD
