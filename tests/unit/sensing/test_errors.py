from __future__ import annotations

from sensing.errors import DocumentError, FenghuoError, suggestion


def test_an_error_names_file_and_line():
    error = DocumentError("something", origin="rules/flood.yaml", line=12)
    assert str(error) == "rules/flood.yaml:12: something"
    assert (error.origin, error.line, error.detail) == ("rules/flood.yaml", 12, "something")
    assert isinstance(error, FenghuoError)


def test_an_error_without_a_file_names_what_it_is_about():
    assert str(DocumentError("something", origin="rule stage")) == "rule stage: something"


def test_a_close_word_is_suggested_and_a_far_one_is_not():
    assert suggestion("treshold", ["threshold", "silence"]) == ', did you mean "threshold"?'
    assert suggestion("xyz", ["threshold", "silence"]) == ""
