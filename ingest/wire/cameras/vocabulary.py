"""Vocabulary: the classes of events that every make's own words are mapped to.

A make's own word is kept in ``attrs``; a rule asks for the class. What no class fits is ``other``, never lost.
"""

from __future__ import annotations

from enum import StrEnum


class EventClass(StrEnum):
    """What was seen."""

    #: Smoke or open fire.
    FIRE_SMOKE = "fire_smoke"
    #: Rubbish, ice or wood on the water.
    FLOATING_DEBRIS = "floating_debris"
    #: A staff gauge was read.
    WATER_GAUGE = "water_gauge"
    #: The water has changed colour.
    WATER_COLOUR = "water_colour"
    #: Earth, mud or rock is moving.
    LANDSLIDE = "landslide"
    #: Something is where nothing may be.
    INTRUSION = "intrusion"
    #: A line was crossed.
    LINE_CROSSED = "line_crossed"
    #: Somebody stays too long.
    LOITERING = "loitering"
    #: Against the direction of travel.
    WRONG_WAY = "wrong_way"
    #: Faster than people walk.
    FAST_MOTION = "fast_motion"
    #: More people than there is room for.
    CROWD = "crowd"
    #: A count of passers-by reached its limit.
    FLOW_COUNT = "flow_count"
    #: Something was left behind.
    OBJECT_LEFT = "object_left"
    #: Something was taken away.
    OBJECT_REMOVED = "object_removed"
    #: The picture moves; nothing more is known.
    MOTION = "motion"
    PERSON = "person"
    VEHICLE = "vehicle"
    BOAT = "boat"
    ANIMAL = "animal"
    #: A contact was closed.
    DIGITAL_INPUT = "digital_input"
    #: Somebody pressed a button.
    MANUAL_ALARM = "manual_alarm"
    #: The camera itself is ill; ``attrs.fault`` says how.
    CAMERA_FAULT = "camera_fault"
    #: Anything else; ``attrs.label`` has the device's word.
    OTHER = "other"


#: What a word in free text says, where no code does; the first that occurs counts.
WORDS: tuple[tuple[str, EventClass], ...] = (
    ("烟", EventClass.FIRE_SMOKE),
    ("火", EventClass.FIRE_SMOKE),
    ("smoke", EventClass.FIRE_SMOKE),
    ("fire", EventClass.FIRE_SMOKE),
    ("漂浮", EventClass.FLOATING_DEBRIS),
    ("滑坡", EventClass.LANDSLIDE),
    ("泥石流", EventClass.LANDSLIDE),
    ("landslide", EventClass.LANDSLIDE),
    ("水色", EventClass.WATER_COLOUR),
    ("入侵", EventClass.INTRUSION),
    ("intrusion", EventClass.INTRUSION),
    ("越界", EventClass.LINE_CROSSED),
    ("徘徊", EventClass.LOITERING),
    ("遮挡", EventClass.CAMERA_FAULT),
)


def class_in(text: str) -> EventClass:
    """Return the class that a free text speaks of, ``other`` when it speaks of none."""
    folded = text.casefold()
    return next((kind for word, kind in WORDS if word in folded), EventClass.OTHER)
