"""What is kept of persons, and for how long."""

from __future__ import annotations

from pydantic import Field

from fenghuo.sections.section import Section


class Personal(Section):
    """What leads to a person is sealed at rest."""

    #: File of the keys, made by `fenghuo secrets make`, readable by its owner only; every process needs it.
    key_file: str = ""
    #: Days for which what unknown numbers sent is kept, and the texts of messages that were read; 0: for ever.
    keep_days: int = Field(default=90, ge=0)


class Audit(Section):
    """What vouches for the journal outside the database."""

    #: File to which the heads of the journal are appended; best on another machine's disk. Empty: none.
    anchor_file: str = ""
    #: Minutes between two anchors.
    anchor_minutes: float = Field(default=60, gt=0)
