"""Revisions: a device that corrects what it sent says how often it has done so (``rev``)."""

from __future__ import annotations

from ingest.wire.refusal import Code, Refusal, shown

#: Highest number of a correction.
MAX_REVISION = 127


def check_revision(rev: object) -> Refusal | None:
    """Return why a ``rev`` is none, None when it is one or absent."""
    if not rev or (type(rev) is int and 0 < rev <= MAX_REVISION):
        return None
    return Refusal(code=Code.BAD_VALUE, detail=f"rev: expected an integer 0 to {MAX_REVISION}, got {shown(rev)}")
