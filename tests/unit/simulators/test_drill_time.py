from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from sensing.document import read_document
from sensing.errors import DocumentError
from sensing.instant import BEIJING
from sensing.section import Section
from simulators.drill_time import read_when

START = datetime(2020, 7, 17, 20, 0, tzinfo=BEIJING)


def when(text: str) -> timedelta:
    document = read_document(f'at: "{text}"\n', origin="d.yaml", what="drill")
    section = Section(document.root, name="", origin="d.yaml", keys=("at",))
    return read_when(section, "at", start=START, length=timedelta(days=3))


@pytest.mark.parametrize(
    ("text", "hours"),
    [("21h", 21), ("1d2h", 26), ("20:00", 0), ("21:30", 1.5), ("06:00", 10), ("2 06:00", 10), ("3 14:00", 42)],
)
def test_a_time_is_an_offset_or_a_time_of_day_in_beijing(text, hours):
    assert when(text) == timedelta(hours=hours)


@pytest.mark.parametrize(
    ("text", "told"),
    [("soon", 'expected an offset such as 21h, or a time of day such as "14:20"'), ("24:00", "expected"),
     ("1 19:00", "outside the drill"), ("4d", "outside the drill")],
)  # fmt: skip
def test_what_is_no_time_in_the_drill_is_refused(text, told):
    with pytest.raises(DocumentError, match=told):
        when(text)
