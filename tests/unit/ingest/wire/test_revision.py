from __future__ import annotations

import pytest

from ingest.wire.revision import check_revision


@pytest.mark.parametrize("rev", [None, 0, 1, 127])
def test_a_count_that_fits_is_taken(rev: object):
    assert check_revision(rev) is None


@pytest.mark.parametrize("rev", [-1, 128, 1.5, "1", True, [1]])
def test_anything_else_is_refused_with_what_was_expected(rev: object):
    refusal = check_revision(rev)
    assert refusal is not None
    assert refusal.detail == f"rev: expected an integer 0 to 127, got {rev!r}"
