"""Mix: which part of the stations speaks which protocol, read from a text or a document. Pure.

``json=0.6,hj212=0.2,sl651=0.2`` on a command line, the same as a mapping in a document. The parts are weights: they
need not add up to 1.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from sensing.errors import suggestion
from simulators.errors import SimulatorError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sensing.section import Section

#: Every way to speak; ``senml`` is JSON at some stations and CBOR at others.
WORDS: Final = ("json", "senml", "senml-json", "senml-cbor", "hj212", "sl651", "cam-event", "frigate")
#: Everybody speaks the system's own format.
PLAIN: Final = {"json": 1.0}


def parse_mix(text: str) -> dict[str, float]:
    """Return the mix that a text such as ``json=0.6,sl651=0.4`` means.

    Raises:
        SimulatorError: If it means none.
    """
    found: dict[str, float] = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        word, _, number = part.partition("=")
        if word not in WORDS:
            hint = suggestion(word, WORDS) or f", expected one of {', '.join(WORDS)}"
            raise SimulatorError(f'speech: unknown protocol "{word}"{hint}')
        found[word] = _weight(word, number)
    return _checked(found)


def read_mix(top: Section, key: str = "speech") -> dict[str, float]:
    """Return the mix under a key of a document; an absent key is plain JSON.

    Raises:
        DocumentError: If it is wrong; names the line.
    """
    if not top.has(key):
        return dict(PLAIN)
    section = top.section(key, keys=WORDS)
    found = {word: section.number(word) for word in section.names()}
    wrong = next((word for word, weight in found.items() if weight < 0), None)
    if wrong is not None:
        section.fail(f"{section.path(wrong)}: expected 0 or more, got {found[wrong]:g}", key=wrong)
    if not any(found.values()):
        section.fail(f"{top.path(key)}: expected at least one protocol with a part above 0", key=None)
    return found


def _weight(word: str, number: str) -> float:
    try:
        weight = float(number)
    except ValueError:
        weight = math.nan
    if not (math.isfinite(weight) and weight >= 0):
        raise SimulatorError(f'speech: expected {word}=PART with a part of 0 or more, got "{number}"')
    return weight


def _checked(found: Mapping[str, float]) -> dict[str, float]:
    if not any(found.values()):
        raise SimulatorError("speech: expected at least one protocol with a part above 0, such as json=0.6,sl651=0.4")
    return dict(found)
