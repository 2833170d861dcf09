"""Lasting: that a danger goes on, in one sentence with the newest reading. Pure.

A reading says so only if it is trusted and newer than what raised the danger. Where there is none, that is said too:
not seeing is no all-clear.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from alerts.wording import when_text
from incidents.wording import number_text, reason_text
from sensing.instant import from_micros
from sensing.property import PROPERTIES
from sensing.quality import Quality

if TYPE_CHECKING:
    from collections.abc import Iterable

    from incidents.incident import Incident
    from incidents.span import Words
    from rules.transition import Transition
    from sensing.stored import LatestReading


def lasting_text(incident: Incident, readings: Iterable[LatestReading] = ()) -> Words:
    """Return why an incident stands and how it is now, by language.

    Args:
        incident: That stands.
        readings: The newest of its station; only that of the property that was judged counts.
    """
    last = incident.transitions[-1]
    words = reason_text(last, station_name=incident.station_name)
    newest = _newest(last, readings)
    if newest is not None:
        at, observed = from_micros(newest.phenomenon_time), PROPERTIES.get(newest.property)
        number = number_text(newest.value, unit=observed.unit if observed else "")
        return {
            "zh": f"{words['zh']}；{when_text(at, 'zh')}为 {number}，险情仍在持续",
            "en": f"{words['en']}; {number} at {when_text(at, 'en')}, the danger goes on",
        }
    if last.property:
        return {
            "zh": f"{words['zh']}；此后没有可信的新读数，看不到不等于没有险情",
            "en": f"{words['en']}; no trusted reading since, not seeing is no all-clear",
        }
    return {"zh": f"{words['zh']}；险情仍在持续", "en": f"{words['en']}; the danger goes on"}


def _newest(last: Transition, readings: Iterable[LatestReading]) -> LatestReading | None:
    of_property = (each for each in readings if each.property == last.property)
    found = max(of_property, key=lambda each: each.phenomenon_time, default=None)
    if found is None or found.quality is not Quality.GOOD or from_micros(found.phenomenon_time) <= last.at:
        return None
    return found
