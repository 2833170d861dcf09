"""Errors of reports."""

from __future__ import annotations

from sensing.errors import FenghuoError


class ReportError(FenghuoError):
    """A report cannot be made of what was asked for."""


class PaperError(ReportError):
    """A report cannot be laid out as PDF."""
