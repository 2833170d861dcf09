from __future__ import annotations

import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sensing.document import (
    DEEPEST,
    LARGEST,
    Mapping,
    Scalar,
    Sequence,
    read_document,
    read_documents,
    write_document,
)
from sensing.document import plain as as_values
from sensing.errors import DocumentError


def plain(node):
    """Return a tree as dicts, lists and texts."""
    if isinstance(node, Mapping):
        return {key: plain(value) for key, value in node.items.items()}
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    return node.text


def read(text):
    (document,) = read_documents(text, origin="a.yaml")
    return document.root


def test_every_node_knows_its_line():
    root = read("a: 1\nb:\n  - x\n  - {c: d}\n")
    assert (root.line, root.lines) == (1, {"a": 1, "b": 2})
    assert [item.line for item in root.items["b"].items] == [3, 4]


def test_words_stay_words_and_quotes_are_remembered():
    root = read("a: on\nb: 1:30\nc: '7'\nd: 0o17\n")
    assert plain(root) == {"a": "on", "b": "1:30", "c": "7", "d": "0o17"}
    assert [item.is_plain for item in root.items.values()] == [True, True, False, True]


def test_what_the_author_says_above_the_first_key_belongs_to_the_document():
    text = "# why this rule\n\na: 1\n---\n# the other\nb: 2\n"
    sources = [document.source for document in read_documents(text, origin="x")]
    assert sources == ["# why this rule\n\na: 1\n", "# the other\nb: 2\n"]


def test_documents_are_told_apart_with_their_source():
    text = "---\na: 1 # first\n---\nb: 2\n...\n"
    documents = read_documents(text, origin="a.yaml")
    assert [document.source for document in documents] == ["a: 1 # first\n", "b: 2\n"]
    assert [document.origin for document in documents] == ["a.yaml", "a.yaml"]
    assert documents[1].root.line == 4


@pytest.mark.parametrize(("text", "count"), [("", 0), ("a: 1\n---\nb: 2\n", 2)])
def test_where_one_document_is_expected_none_and_two_are_refused(text, count):
    with pytest.raises(DocumentError) as caught:
        read_document(text, origin="a.yaml", what="scenario")
    assert str(caught.value) == f"a.yaml:1: expected one scenario, got {count} documents"
    assert plain(read_document("a: 1\n", origin="a.yaml", what="scenario").root) == {"a": "1"}


def test_an_empty_text_holds_no_document():
    assert read_documents("# nothing\n", origin="a.yaml") == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: 1\nb: 2\na: 3\n", 'a.yaml:3: key "a" occurs twice, first on line 1'),
        ("a: &x 1\n", "a.yaml:1: anchors and aliases (& and *) are not allowed"),
        ("a: 1\nb: *x\n", "a.yaml:2: anchors and aliases (& and *) are not allowed"),
        (
            "a: !!python/name:os.system x\n",
            "a.yaml:1: tags are not allowed, got tag:yaml.org,2002:python/name:os.system",
        ),
        ("a: 1\n? [x]\n: 2\n", "a.yaml:2: expected a key, got a list or a mapping"),
        ("a: 1\nb: \x07\n", "a.yaml:2: not YAML: a control character that text may not hold"),
        ("[" * 99, f"a.yaml:1: nested deeper than {DEEPEST} levels"),
    ],
)
def test_each_mistake_is_named_with_its_line(text, message):
    with pytest.raises(DocumentError) as caught:
        read_documents(text, origin="a.yaml")
    assert str(caught.value) == message


def test_broken_yaml_is_named_with_its_line():
    with pytest.raises(DocumentError, match=r"^a\.yaml:2: not YAML: "):
        read_documents("a: 1\n  b: [\n", origin="a.yaml")


@pytest.mark.parametrize("text", ['{"a": "\\ud800"}', '{"a": "\\udc00\\ud800"}'])
def test_half_a_surrogate_pair_is_no_character(text):
    with pytest.raises(DocumentError, match=r"^a\.yaml:1: "):
        read_documents(text, origin="a.yaml")


def test_a_huge_text_is_refused_unread():
    with pytest.raises(DocumentError, match=f"expected at most {LARGEST} characters"):
        read_documents(" " * (LARGEST + 1), origin="a.yaml")


def test_json_may_be_indented_with_tabs():
    assert plain(read(json.dumps({"a": {"b": ["c"]}}, indent="\t"))) == {"a": {"b": ["c"]}}


#: YAML takes line separators for line ends and refuses control characters; no document holds either.
texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=20)


@given(st.dictionaries(texts, st.lists(texts, max_size=3), max_size=5), st.booleans(), st.sampled_from([None, 2, "\t"]))
def test_any_json_is_read_as_json(value, ascii_only, indent):
    assert plain(read(json.dumps(value, ensure_ascii=ascii_only, indent=indent))) == value


@given(st.text(max_size=60) | st.text(alphabet="{}[]:,-#&*!|>'\"%@` \n\tab1", max_size=60))
def test_garbage_raises_document_errors_only(text):
    with contextlib.suppress(DocumentError):
        for document in read_documents(text, origin="a.yaml"):
            assert isinstance(document.root, Scalar | Mapping | Sequence)


@pytest.mark.parametrize("text", ["a\x85b", "\x85", "a\u2028b", "a\rb"])
def test_unusual_ends_of_lines_are_written_so_that_they_come_back(text: str):
    written = write_document({text: text, "n": {text: "x"}})
    assert as_values(read_document(written, origin="t", what="text").root) == {text: text, "n": {text: "x"}}
