"""Factors: what each command measures, under which name a value goes, and which property the standard means.

A value is named by its factor code and suffix, ``w01018-Rtd``; a datastream may be registered with that name, or with
the command in front, ``2061/w01018-Avg``, where one factor comes over several periods. Of the values of one factor in
one message a single one is *the reading*: the real-time value of real-time data, the mean of interval data. Extremes,
totals and standardised values are there for those who register them.

Source:
    HJ 212-2017, tables B.1 to B.3 (codes) and 6 (suffixes); HJ/T 212-2005, tables 5 to 7 (older codes).
"""

from __future__ import annotations

from sensing.property import PROPERTIES

#: Commands whose data are values of an instant: real-time data and state of devices.
INSTANT = frozenset({"2011", "2021"})
#: Commands with values of an interval, dated at its beginning: day, run times, minute, hour, furnace 5 minutes.
INTERVAL = frozenset({"2031", "2041", "2051", "2061", "2111"})
#: Data that carry values beside the regular ones: single measurements, checks, what a device says of itself.
OTHER_DATA = frozenset({"2013", "2052", "2062", "2081", "3015", "3017", "3018", "3019", "3020"})
DATA = INSTANT | INTERVAL | OTHER_DATA
#: Commands of whose values one per factor is the reading; the others say something about a device or a check.
MEASURED = frozenset({"2011", "2013", "2031", "2051", "2052", "2061", "2111"})
#: Answers of one side to the other, and notices that need no data.
ANSWERS = frozenset({"9011", "9012", "9013", "9014"})
NOTICES = frozenset({"1013", "9015"})
#: Requests that go down to a device; some of them come back up with data.
REQUESTS = frozenset(
    {"1000", "1001", "1002", "1011", "1012", "1014", "1061", "1062", "1063", "1064", "1072", "2012", "2022"}
    | {"3011", "3012", "3013", "3014", "3016", "3021", "3022", "3024"}
)
COMMANDS = DATA | ANSWERS | NOTICES | REQUESTS

#: System codes: what kind of system speaks.
SYSTEMS = frozenset(
    {"21", "22", "23", "24", "25", "26", "27"}
    | {"31", "32", "33", "34", "35", "36", "37", "38", "39", "41", "51", "52", "91"}
)

_RTD_FIRST = ("Rtd", "Avg", "Data", "")
_AVG_FIRST = ("Avg", "Data", "DayData", "NightData", "Rtd", "")
#: What belongs to a factor without being a value of it.
_NO_VALUE = frozenset({"Flag", "EFlag", "SampleTime", "CompleteTime", "SampleType", "ResultType", "SN"})

#: Codes of 2005 by those of 2017; three digits are water, two are air.
_BY_MODERN = {
    "w00000": "B01", "w01001": "001", "w01002": "002", "w01012": "003", "w01017": "010", "w01018": "011",
    "w01020": "015", "w20111": "020", "w20115": "022", "w20116": "023", "w20117": "024", "w20119": "026",
    "w20120": "027", "w20121": "028", "w20122": "029", "w20123": "030", "w20124": "031", "w20125": "032",
    "w20089": "041", "w21003": "060", "w21006": "063", "w21007": "064", "w21001": "065", "w21016": "070",
    "w21019": "071", "w21017": "072", "w22001": "080", "w21022": "090", "w21011": "101", "w23002": "110",
    "w19002": "520", "w02003": "550", "a00000": "B02", "a34013": "01", "a21026": "02", "a21002": "03",
    "a21005": "04", "a21028": "05", "a21018": "06", "a21024": "08", "a21001": "10", "a21022": "11",
    "a25003": "17", "a25005": "18", "a31001": "19", "a05001": "30", "a19001": "S01", "a01011": "S02",
    "a01012": "S03", "a01014": "S05", "a01013": "S08",
}  # fmt: skip

#: Key of our property by factor code, of 2017 or 2005.
PROPERTY_OF: dict[str, str] = {row.hj212: row.key for row in PROPERTIES.values() if row.hj212}
PROPERTY_OF |= {old: PROPERTY_OF[modern] for modern, old in _BY_MODERN.items() if modern in PROPERTY_OF}


def reading_suffix(command: str, given: set[str] | dict[str, str]) -> str | None:
    """Return the suffix of the value that is the reading of a factor, None when none of those given is."""
    order = _RTD_FIRST if command in INSTANT else _AVG_FIRST
    return next((suffix for suffix in order if suffix in given), None)


def is_value(suffix: str) -> bool:
    """Tell whether a suffix names a value of its factor."""
    return suffix not in _NO_VALUE
