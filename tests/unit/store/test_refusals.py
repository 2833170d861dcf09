from __future__ import annotations

from alerts.foreign import ForeignRefusal
from store.refusals import again
from tests.builders import NOW, after


def test_a_refusal_that_comes_again_keeps_its_name_and_counts():
    first = ForeignRefusal(id="1", received=NOW, source="", via="a", code="outside", detail="old", sha256="0" * 64)
    later = ForeignRefusal(
        id="2", received=after(minutes=1), source="", via="b", code="outside", detail="new", sha256="0" * 64
    )
    both = again(first, later)
    assert (both.id, both.count, both.received, both.via, both.detail) == ("1", 2, after(minutes=1), "b", "new")
