"""How long people may leave an incident alone, and how long it may be kept quiet."""

from __future__ import annotations

from pydantic import Field

from fenghuo.sections.section import Section


class Incidents(Section):
    """Acknowledgements that run out, and silences."""

    #: Minutes after which an acknowledged red incident is open again while nobody works on it; 0: never.
    ack_red_minutes: float = Field(default=30, ge=0)
    #: The same for orange.
    ack_orange_minutes: float = Field(default=60, ge=0)
    #: The same for yellow.
    ack_yellow_minutes: float = Field(default=240, ge=0)
    #: The same for blue.
    ack_blue_minutes: float = Field(default=0, ge=0)
    #: Hours that a silence may last at most.
    silence_hours: float = Field(default=72, gt=0, le=720)
