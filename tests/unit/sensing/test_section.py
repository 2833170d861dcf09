from __future__ import annotations

from datetime import timedelta

import pytest

from sensing.document import read_document
from sensing.errors import DocumentError
from sensing.section import LONGEST_TEXT, Section

KEYS = ("name", "names", "size", "count", "mark", "flag", "span", "part", "parts")


def a_section(text, keys=KEYS):
    document = read_document(text, origin="a.yaml", what="thing")
    return Section(document.root, name="", origin="a.yaml", keys=keys)


def test_every_kind_of_value_is_read():
    section = a_section(
        'name: 息县\nnames: [a, 12]\nsize: -1.5e3\ncount: -12\nmark: "\\t"\nflag: true\nspan: 1h\n'
        "part: {size: 1}\nparts: [{size: 2}, {size: 3}]\n"
    )
    assert section.text("name") == "息县"
    assert section.texts("names") == ("a", "12")
    assert section.number("size") == -1500
    assert section.whole("count") == -12
    assert section.character("mark", default=",") == "\t"
    assert section.truth("flag") is True
    assert section.duration("span") == timedelta(hours=1)
    assert section.section("part", keys=("size",)).number("size") == 1
    assert [each.number("size") for each in section.sections("parts", keys=("size",))] == [2, 3]
    assert section.names() == list(KEYS)
    assert (section.line, section.section("part", keys=None).line) == (1, 8)


def test_a_default_makes_a_key_optional_and_never_hides_a_wrong_value():
    section = a_section("part: {}")
    assert (section.text("name", default=""), section.choice("name", ("a", "b"), default="b")) == ("", "b")
    assert (section.number("size", default=0.5), section.whole("count", default=0)) == (0.5, 0)
    assert section.character("mark", default=",") == ","
    assert section.truth("flag", default=False) is False
    assert section.duration("span", default=timedelta(0)) == timedelta(0)
    with pytest.raises(DocumentError, match="size: expected a number, got nothing"):
        a_section("size:").number("size", default=0.5)


def test_keys_may_be_the_authors_own_words():
    section = a_section("part: {a b: 1, 2: 3}").section("part", keys=None)
    assert section.names() == ["a b", "2"]
    assert section.path("a b") == "part.a b"
    with pytest.raises(DocumentError, match=r"part\.a b: expected a text, got a list"):
        a_section("part: {a b: [1]}").section("part", keys=None).text("a b")


def test_an_absent_list_is_empty():
    section = a_section("name: x")
    assert (section.texts("names"), section.sections("parts", keys=()), section.has("names")) == ((), [], False)


@pytest.mark.parametrize(
    ("text", "read", "message"),
    [
        ("nam: x", lambda s: s, 'unknown key "nam", did you mean "name"?'),
        ("zzz: x", lambda s: s, f'unknown key "zzz", expected one of {", ".join(KEYS)}'),
        ("[x]", lambda s: s, "expected a mapping, got a list"),
        ("size: 1", lambda s: s.text("name"), 'missing key "name"'),
        ("name: [x]", lambda s: s.text("name"), "name: expected a text, got a list"),
        ("name:", lambda s: s.text("name"), "name: expected a text, got nothing"),
        ("name: ~", lambda s: s.text("name"), "name: expected a text, got nothing"),
        ("name: ' '", lambda s: s.text("name"), "name: expected one line of 1 to 200 characters, got the text ' '"),
        (
            'name: "a\\nb"',
            lambda s: s.text("name"),
            "name: expected one line of 1 to 200 characters, got the text 'a\\nb'",
        ),
        ("names: x", lambda s: s.texts("names"), "names: expected a list such as [a, b], got 'x'"),
        ("names: []", lambda s: s.texts("names"), "names: expected at least one entry; leave the key out to mean any"),
        ("names: [a, b, a]", lambda s: s.texts("names"), 'names: "a" occurs twice'),
        ("name: rde", lambda s: s.choice("name", ("red",)), 'name: unknown value "rde", did you mean "red"?'),
        ("names: [q]", lambda s: s.choices("names", ("red",)), 'names: unknown value "q", expected one of red'),
        ("size: '1'", lambda s: s.number("size"), "size: expected a number, got the text '1'"),
        ("size: 1_000", lambda s: s.number("size"), "size: expected a number, got '1_000'"),
        ("size: 1:30", lambda s: s.number("size"), "size: expected a number, got '1:30'"),
        ("size: .nan", lambda s: s.number("size"), "size: expected a number, got '.nan'"),
        ("size: true", lambda s: s.number("size"), "size: expected a number, got 'true'"),
        ("size: 1e999", lambda s: s.number("size"), "size: expected a finite number, got 1e999"),
        ("count: 1.5", lambda s: s.whole("count"), "count: expected a whole number, got '1.5'"),
        ("count: '1'", lambda s: s.whole("count"), "count: expected a whole number, got the text '1'"),
        (f"count: {'9' * 16}", lambda s: s.whole("count"), f"count: expected a whole number, got '{'9' * 16}'"),
        ("mark: ab", lambda s: s.character("mark", default=","), "mark: expected one character, got 'ab'"),
        ("mark:", lambda s: s.character("mark", default=","), "mark: expected one character, got nothing"),
        (
            "names: []",
            lambda s: s.texts("names", absent="none"),
            "names: expected at least one entry; leave the key out to mean none",
        ),
        ("flag: yes", lambda s: s.truth("flag"), "flag: expected true or false, got 'yes'"),
        (
            "span: 10",
            lambda s: s.duration("span"),
            'span: expected a duration such as 90s, 10m, 1h30m or 2d, got "10"',
        ),
        ("part: 3", lambda s: s.section("part", keys=()), "part: expected a mapping, got '3'"),
        ("part: {x: 3}", lambda s: s.section("part", keys=("a",)), 'unknown key "x" in part, expected one of a'),
        ("part: {}", lambda s: s.section("part", keys=("a",)).text("a"), 'missing key "a" in part'),
        ("parts: {}", lambda s: s.sections("parts", keys=()), "parts: expected a list such as [a, b], got a mapping"),
    ],
)
def test_each_mistake_has_its_message(text, read, message):
    with pytest.raises(DocumentError) as caught:
        read(a_section(text))
    assert str(caught.value) == f"a.yaml:1: {message}"


def test_a_long_text_is_refused_and_cut_in_the_message():
    with pytest.raises(DocumentError) as caught:
        a_section(f"name: {'x' * (LONGEST_TEXT + 1)}").text("name")
    assert len(caught.value.detail) < 120


def test_the_line_is_that_of_the_key():
    with pytest.raises(DocumentError, match=r"^a\.yaml:3: size"):
        a_section("name: x\n\nsize: big\n").number("size")


HEAD = "apiVersion: fenghuo/v1\nkind: Thing\n"


def a_top(text):
    return Section.top(
        read_document(text, origin="a.yaml", what="thing"), kind="Thing", keys=("apiVersion", "kind", "id")
    )


def test_a_document_of_the_kind_expected_is_opened():
    assert a_top(HEAD + "id: x\n").text("id") == "x"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("- 1\n", "1: expected a mapping, got a list"),
        ("id: x\n", '1: missing key "apiVersion"'),
        ("apiVersion: fenghuo/v1\n", '1: missing key "kind"'),
        ("apiVersion: v2\nkind: Thing\n", '1: apiVersion: unknown value "v2", expected one of fenghuo/v1'),
        ("apiVersion: fenghuo/v1\nkind: Rule\nhazard: x\n", '2: kind: unknown value "Rule", expected one of Thing'),
        (HEAD + "ids: x\n", '3: unknown key "ids", did you mean "id"?'),
        ("knd: Thing\n", '1: unknown key "knd", did you mean "kind"?'),
    ],
)
def test_what_is_no_document_of_the_kind_is_refused(text, message):
    with pytest.raises(DocumentError) as caught:
        a_top(text)
    assert str(caught.value) == f"a.yaml:{message}"
