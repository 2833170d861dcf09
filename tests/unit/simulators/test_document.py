from __future__ import annotations

import pytest

from simulators.document import meant, read_document
from simulators.errors import SimulatorError

HEAD = "apiVersion: fenghuo/v1\nkind: Thing\n"


def read(text: str):
    return read_document(HEAD + text, origin="things/a.yaml", kind="Thing")


def message_of(action) -> str:
    with pytest.raises(SimulatorError) as caught:
        action()
    return str(caught.value)


def test_values_are_read_by_the_kind_expected():
    document = read("name: 息县\nsize: 3\nratio: 2\nlist: [1, 2]\ninner: {a: x}\nitems: [{a: 1}, {a: 2}]\n")
    assert document.get("name", str) == "息县"
    assert document.get("size", int) == 3
    assert document.get("ratio", float) == 2.0
    assert document.get("list", list) == [1, 2]
    assert document.section("inner").get("a", str) == "x"
    assert [item.get("a", int) for item in document.sections("items")] == [1, 2]
    assert document.get("absent", str, "spare") == "spare"
    assert document.sections("absent") == []
    assert "name" in document


@pytest.mark.parametrize(
    ("text", "ask", "expected"),
    [
        ("treshold: 1\n", lambda d: d.allow(("apiVersion", "kind", "threshold")),
         'things/a.yaml:3: unknown key "treshold", did you mean "threshold"?'),
        ("zzz: 1\n", lambda d: d.allow(("apiVersion", "kind")),
         'things/a.yaml:3: unknown key "zzz", expected one of apiVersion, kind'),
        ("a: 1\n", lambda d: d.get("b", str), 'things/a.yaml:1: key "b" is missing, expected a text'),
        ("a: 1\nb: x\n", lambda d: d.get("b", float),
         "things/a.yaml:4: key \"b\": expected a number, got a text ('x')"),
        ("a: true\n", lambda d: d.get("a", int),
         'things/a.yaml:3: key "a": expected a whole number, got true or false (True)'),
        ("a: 1\n", lambda d: d.section("a"), 'things/a.yaml:3: key "a": expected a mapping, got a whole number (1)'),
        ("", lambda d: d.section("a"), 'things/a.yaml:1: key "a" is missing, expected a mapping'),
        ("a: {}\n", lambda d: d.sections("a"),
         'things/a.yaml:3: key "a": expected a list of mappings, got a mapping ({})'),
        ("a:\n  - {}\n  - 2\n", lambda d: d.sections("a"),
         'things/a.yaml:5: key "a": expected a mapping, got a whole number (2)'),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_line(text: str, ask, expected: str):
    assert message_of(lambda: ask(read(text))) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (HEAD + "a: 1\na: 2\n", 'x.yaml:4: key "a" occurs twice'),
        ("- 1\n", "x.yaml:1: expected a mapping with kind: Thing, got a list ([1])"),
        ("", "x.yaml:1: expected a mapping with kind: Thing, got nothing"),
        ("a: [1\n", "x.yaml:2: not YAML: expected ',' or ']', but got '<stream end>'"),
        ("apiVersion: fenghuo/v1\nkind: Rule\n", 'x.yaml:2: key "kind": expected Thing, got Rule'),
        ("apiVersion: v2\nkind: Thing\n", 'x.yaml:1: key "apiVersion": expected fenghuo/v1, got v2'),
    ],
)
def test_what_is_no_document_of_the_kind_is_refused(text: str, expected: str):
    assert message_of(lambda: read_document(text, origin="x.yaml", kind="Thing")) == expected


def test_the_nearest_word_is_offered():
    assert meant("water_levl", ["water_level", "flow"]) == 'did you mean "water_level"?'
    assert meant("q", ["a", "b"]) == "expected one of a, b"
