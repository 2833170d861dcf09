"""Layout: to which partition a station belongs.

By the county of its division, or by the basin that its county was put into, so that rules with several inputs find
them in one worker. The topic names the division: nobody has to ask a registry. A layout is fixed while the stream
lives, because a station whose partition changed would be judged twice. Where one database is not enough, each has a
territory, and each territory partitions of its own.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from geo.division import FULL

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

#: Digits of a division code that name the county.
COUNTY: Final = 6
#: Subjects of the readings stream, by partition.
SUBJECTS: Final = "fh.readings"
#: Where what names no division goes: somebody has to put it into quarantine.
NOWHERE: Final = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """How stations are shared out."""

    #: Number of partitions, from 1; of each territory, where there are any.
    partitions: int = 8
    #: Codes or prefixes of the counties of each basin, by the basin's name.
    basins: Mapping[str, Sequence[str]] = field(default_factory=dict)
    #: Codes or prefixes of the cities and counties of each territory, by its name; none: one database has everything.
    territories: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """The number of all partitions."""
        return self.partitions * max(1, len(self.territories))

    def partitions_in(self, territory: str) -> range:
        """Return the partitions of a territory; of no name, where there are no territories, all."""
        first = sorted(self.territories).index(territory) * self.partitions if self.territories else 0
        return range(first, first + self.partitions)

    def territory_at(self, partition: int) -> str:
        """Return the territory of a partition; empty where there are none."""
        return sorted(self.territories)[partition // self.partitions] if self.territories else ""

    def territory_of(self, division: str) -> str:
        """Return the territory of a division, the closest one that names it; empty where none does."""
        return _closest(self.territories, division.ljust(FULL, "0"))

    def group_of(self, division: str) -> str:
        """Return what stays together with a division: its basin, else its county."""
        code = division.ljust(FULL, "0")
        basin = _closest(self.basins, code)
        return f"basin {basin}" if basin else f"county {code[:COUNTY]}"

    def partition_of(self, division: str) -> int:
        """Return the partition of a division, from 0; what lies in no territory goes where it is quarantined."""
        territory = self.territory_of(division)
        if self.territories and not territory:
            return NOWHERE
        digest = hashlib.sha256(self.group_of(division).encode()).digest()
        return self.partitions_in(territory)[int.from_bytes(digest[:8], "big") % self.partitions]

    def partition_of_topic(self, topic: bytes) -> int:
        """Return the partition of a message, ``fh/v1/{division}/{station}/{kind}``."""
        parts = topic.split(b"/", 3)
        division = parts[2] if len(parts) > 3 else b""  # noqa: PLR2004 - the third level of at least four
        return self.partition_of(division.decode()) if division.isdigit() else NOWHERE

    @property
    def document(self) -> bytes:
        """Return it as it is written down for the others, the same for equal layouts."""
        told: dict[str, object] = {"partitions": self.partitions, "basins": _sorted(self.basins)}
        if self.territories:
            told["territories"] = _sorted(self.territories)
        return json.dumps(told, sort_keys=True).encode()

    def fault(self) -> str:
        """Return what is wrong with the territories, empty where nothing is."""
        for name, codes in self.territories.items():
            parts = [code for code in map(_prefix, codes) if len(code) > COUNTY]
            if parts:
                return f"territory {name}: expected cities and whole counties, got {parts[0]}"
        for basin, codes in self.basins.items() if self.territories else ():
            found = {name for code in map(_prefix, codes) for name in self._territories_below(code)}
            if len(found) > 1:
                named = ", ".join(sorted(each or "none" for each in found))
                return f"basin {basin} lies in several ({named}): what is judged together is in one database"
        return ""

    def _territories_below(self, prefix: str) -> set[str]:
        """Return the territories of the divisions of a subtree."""
        inside = {
            name for name, codes in self.territories.items() if any(_prefix(each).startswith(prefix) for each in codes)
        }
        return inside | {self.territory_of(prefix)}


def subject_of(partition: int) -> str:
    """Return the subject of a partition's readings."""
    return f"{SUBJECTS}.{partition}"


def _closest(named: Mapping[str, Sequence[str]], code: str) -> str:
    """Return the name whose prefix of a full code is the longest, empty where there is none."""
    found = [
        (len(prefix), name)
        for name, codes in named.items()
        for prefix in (_prefix(each) for each in codes)
        if code.startswith(prefix)
    ]
    return max(found)[1] if found else ""


def _sorted(named: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    return {name: sorted(codes) for name, codes in named.items()}


def _prefix(code: str) -> str:
    """Return the digits that the divisions of a county or city begin with; of a full code, without its zero groups."""
    if len(code) < FULL:
        return code
    return code[:4] if code[4:] == "0" * (FULL - 4) else code[:COUNTY] if code[COUNTY:] == "0" * COUNTY else code
