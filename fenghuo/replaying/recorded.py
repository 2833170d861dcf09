"""Recorded series: weeks of real data, where the folder with the files is; they are not part of Fenghuo.

Source:
    USGS 01581752 Plumtree Run (public domain); PM2.5 at the US embassy in Beijing: X. Liang et al., Proc. R. Soc. A 471
    (2015), UCI repository, CC BY 4.0.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from fenghuo.replaying.series import STAGE_RULE, Row, Series, shipped_rules
from fenghuo.replaying.synthetic import DIVISION
from sensing.instant import to_micros
from sensing.level import Level
from sensing.station import Datastream, Station, StationId, StationKind
from simulators.playback import load_map, read_rows
from simulators.replay import Tally, samples

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

#: Where the maps of the recordings are in a working copy.
MAPS: Final = Path(__file__).resolve().parents[2] / "examples" / "replay"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """A week of a file."""

    id: str
    title_zh: str
    title_en: str
    #: Below the folder of the data, and below that of the maps.
    file: str
    map: str
    start: datetime
    station: str
    kind: StationKind
    property: str
    #: Of the recording.
    unit: str
    every: timedelta
    hazard: str
    limits: Mapping[Level, float]


_WEEK: Final = timedelta(days=7)
_GAUGE, _PROBE = "USGS-01581752", "BJ-EMBASSY"
RECORDINGS: Final = (
    Recording(
        id="recorded-stream",
        title_zh="Plumtree Run 2018年8月暴洪",
        title_en="Plumtree Run, flash floods of August 2018",
        file="hydrology/usgs_01581752_plumtree_2016-2018_5min.csv.gz",
        map="usgs-plumtree.yaml",
        start=datetime(2018, 8, 28, tzinfo=UTC),
        station=_GAUGE,
        kind=StationKind.RIVER_GAUGE,
        property="water_level",
        unit="ft",
        every=timedelta(minutes=5),
        hazard="11A01",
        # Feet; the rule has them in metres.
        limits={Level.BLUE: 2.953, Level.YELLOW: 3.937, Level.ORANGE: 4.921, Level.RED: 5.906},
    ),
    Recording(
        id="recorded-haze",
        title_zh="北京 2013年1月雾霾",
        title_en="Haze of January 2013 in Beijing",
        file="air/beijing_embassy_pm25_2010-2014.csv.gz",
        map="beijing-pm25.yaml",
        start=datetime(2013, 1, 8, 16, tzinfo=UTC),
        station=_PROBE,
        kind=StationKind.AIR,
        property="pm25",
        unit="µg/m³",
        every=timedelta(hours=1),
        hazard="12Q02",
        limits={Level.YELLOW: 115, Level.ORANGE: 150, Level.RED: 250},
    ),
)


def recorded_names(data: Path) -> list[str]:
    """Return the names of the recorded weeks whose files are in a folder."""
    return [recording.id for recording in RECORDINGS if (data / recording.file).exists()]


def recorded(data: Path, name: str) -> Series:
    """Read the recorded week of that name, one of ``recorded_names``."""
    recording = next(each for each in RECORDINGS if each.id == name)
    return _series(recording, data / recording.file)


def _series(recording: Recording, path: Path) -> Series:
    return Series(
        id=recording.id,
        title_zh=recording.title_zh,
        title_en=recording.title_en,
        start=recording.start,
        length=_WEEK,
        station=Station(
            id=StationId(recording.station),
            name=f"回放·{recording.station}",
            kind=recording.kind,
            division=DIVISION,
            lon=114.09,
            lat=32.15,
            datastreams=(Datastream(property=recording.property, unit=recording.unit, interval=recording.every),),
            is_demo=True,
        ),
        rows=tuple(_rows(recording, path)),
        rules=_rules(recording),
        hazard=recording.hazard,
        property=recording.property,
        limits=recording.limits,
    )


def _rules(recording: Recording) -> dict[str, str]:
    if recording.kind is StationKind.AIR:
        return shipped_rules("service/environment.yaml")
    levels = "{blue: 0.9, yellow: 1.2, orange: 1.5, red: 1.8}"
    return {"gate.yaml": STAGE_RULE.format(station=recording.station, levels=levels)}


def _rows(recording: Recording, path: Path) -> Iterator[Row]:
    replay_map, start = load_map(MAPS / recording.map), to_micros(recording.start)
    for sample in samples(read_rows(path, replay_map), replay_map, tally=Tally()):
        at_s = (sample.time - start) / 1e6
        if at_s >= _WEEK.total_seconds():
            return
        if at_s >= 0 and recording.property in sample.values:
            quality = {key: trust for key, trust in sample.quality.items() if key == recording.property}
            yield Row(at_s=at_s, values={recording.property: sample.values[recording.property]}, quality=quality)
