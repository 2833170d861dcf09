from __future__ import annotations

from datetime import timedelta

import pytest

from rules.form import read_level, read_positive
from sensing.document import read_document
from sensing.errors import DocumentError
from sensing.level import Level
from sensing.section import Section


def section(text):
    return Section(read_document(text, origin="a", what="part").root, name="when", origin="a", keys=None)


def test_a_level_and_a_span_are_read():
    part = section("{level: red, after: 5m}")
    assert (read_level(part), read_positive(part, "after")) == (Level.RED, timedelta(minutes=5))


def test_no_time_at_all_is_no_span():
    with pytest.raises(DocumentError, match=r"when\.after: expected a duration of more than zero"):
        read_positive(section("{after: 0s}"), "after")
