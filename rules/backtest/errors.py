"""What can be wrong with a back-test."""

from __future__ import annotations

from sensing.errors import FenghuoError


class BacktestError(FenghuoError):
    """A back-test cannot be run or scored as asked."""
