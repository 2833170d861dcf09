"""Records to JSON documents and back, driven by the records' own type hints.

A record is stored whole as a document beside the few columns that queries need. A field added to a record
later takes its default when an older document is read, and a field that is gone is passed over. Geometry
travels as GeoJSON coordinates; floats keep every bit.
"""

from __future__ import annotations

import dataclasses
import json
import math
import sys
import types
import typing
from datetime import UTC, datetime, timedelta
from enum import Enum
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NewType, TypeVar, Union, cast, get_args, get_origin

import msgspec
import shapely.geometry
from shapely.geometry.base import BaseGeometry

import alerts.bulletin
import alerts.cap_document
import alerts.delivery
import alerts.foreign
import alerts.policy
import alerts.rollcall.answer
import alerts.rollcall.news
import alerts.rollcall.plan
import alerts.rollcall.roll
import alerts.site
import alerts.template
import alerts.warning
import geo.division
import geo.fence
import geo.river
import incidents.incident
import incidents.plan
import incidents.procedure
import incidents.silence
import incidents.situation
import incidents.task
import rules.composite.condition
import rules.direction
import rules.event.condition
import rules.feature.accumulation
import rules.feature.antecedent
import rules.feature.baseline
import rules.feature.deviation
import rules.feature.rate
import rules.feature.routing
import rules.feature.trend
import rules.feature.windows
import rules.fence.condition
import rules.index.condition
import rules.record
import rules.rule
import rules.silence.condition
import rules.threshold.condition
import rules.transition
import sensing.instant
import sensing.level
import sensing.limits
import sensing.mark
import sensing.quality
import sensing.station
from store.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping
    from types import ModuleType

RecordT = TypeVar("RecordT")

#: How a value of one type becomes plain JSON, and how it comes back.
_Pair = tuple["Callable[[Any], Any]", "Callable[[Any], Any]"]

_MODULES: tuple[ModuleType, ...] = (
    incidents.silence, incidents.plan, incidents.procedure, incidents.situation, incidents.task,
    sensing.instant, sensing.station, sensing.mark, rules.transition, rules.rule, rules.record, rules.direction,
    rules.threshold.condition, rules.silence.condition, rules.fence.condition, rules.event.condition,
    rules.composite.condition,
    rules.feature.windows, rules.feature.antecedent, rules.feature.baseline, rules.feature.routing,
    rules.feature.accumulation, rules.feature.deviation, rules.feature.rate, rules.feature.trend, rules.index.condition,
    incidents.incident, alerts.bulletin, alerts.cap_document, alerts.foreign, alerts.warning,
    alerts.policy, alerts.template,
    alerts.delivery, alerts.rollcall.answer, alerts.rollcall.plan, alerts.rollcall.roll, alerts.rollcall.news,
    alerts.site, geo.division, geo.fence, geo.river, sensing.level, sensing.limits, sensing.quality,
)  # fmt: skip

#: Names that the records import for the type checker only.
_NAMES: Mapping[str, Any] = {
    **{name: value for module in _MODULES for name, value in vars(module).items()},
    "BaseGeometry": BaseGeometry,
    "datetime": datetime,
    "timedelta": timedelta,
}

_MICRO = timedelta(microseconds=1)
#: Tells the members of a union of records apart.
_TAG = "type"


def dump(record: Any) -> str:
    """Return a record as JSON text.

    Raises:
        StoreError: If it holds a number that is not finite; JSON has none, and nobody could read it back.
    """
    write, _ = _pair(cast("Hashable", type(record)))
    try:
        return msgspec.json.encode(write(record)).decode()
    except (TypeError, ValueError):
        # Half a surrogate pair, an integer beyond 64 bits: rare enough for the patient way.
        return json_text(write(record))


def load(kind: type[RecordT], text: str, *, newest: Mapping[str, int] | None = None) -> RecordT:
    """Return the record that ``dump`` wrote.

    Args:
        kind: Its class.
        text: What was written.
        newest: How many values, the last ones, to read of tuples that have grown long, by name of the field.
    """
    _, read = _pair(cast("Hashable", kind))
    document = msgspec.json.decode(text)
    for name, count in (newest or {}).items():
        document[name] = document[name][-count:]
    return cast("RecordT", read(document))


def json_text(value: Any) -> str:
    """Return plain values as compact JSON that any UTF-8 column takes.

    Half a surrogate pair becomes U+FFFD.

    Raises:
        StoreError: If a value is not plain or not finite.
    """
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    except (TypeError, ValueError) as error:
        message = f"expected plain finite JSON values, got {str(value)[:200]}: {error}"
        raise StoreError(message) from error
    return text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")


def clean(text: str) -> str:
    """Return text that a database column takes: NUL and half surrogate pairs become U+FFFD."""
    return text.replace("\x00", "\ufffd").encode("utf-8", "surrogatepass").decode("utf-8", "replace")


def _same(value: Any) -> Any:
    return value


def _checked(value: Any) -> Any:
    """Return a plain value of unknown shape; the fast encoder would write a number that is not finite as null."""
    json_text(value)
    return value


def _finite(value: float) -> float:
    number = float(value)
    if not math.isfinite(number):
        message = f"expected plain finite JSON values, got {number}"
        raise StoreError(message)
    return number


def _instant(value: datetime) -> str:
    return value.astimezone(UTC).isoformat()


#: Scalars are coerced when written, so that a numpy number inside a record is stored as the number it is.
_SCALARS: dict[Any, _Pair] = {
    Any: (_checked, _same),
    str: (str, str),
    int: (int, int),
    float: (_finite, float),
    bool: (bool, bool),
    datetime: (_instant, datetime.fromisoformat),
    timedelta: (lambda span: span // _MICRO, lambda micros: timedelta(microseconds=micros)),
    BaseGeometry: (shapely.geometry.mapping, shapely.geometry.shape),
}


@lru_cache(maxsize=256)
def _pair(hint: Hashable) -> _Pair:
    """Return how values of a type hint are written and read."""
    if isinstance(hint, NewType):
        return _pair(hint.__supertype__)
    origin = get_origin(hint)
    if origin in _GENERICS:
        return _GENERICS[origin](get_args(hint))
    return _SCALARS[hint] if hint in _SCALARS else _class(hint)


def _class(hint: Any) -> _Pair:
    if isinstance(hint, type) and issubclass(hint, Enum):
        return (lambda member: hint(member).value), hint
    if isinstance(hint, type) and dataclasses.is_dataclass(hint):
        return _record(hint)
    message = f"no way to store a value of type {hint!r}"
    raise StoreError(message)


def _record(kind: type[Any]) -> _Pair:
    # Two modules may have types of one name: a record's own module says which one it means.
    hints = typing.get_type_hints(kind, localns={**_NAMES, **vars(sys.modules[kind.__module__])})
    pairs = {field.name: _pair(hints[field.name]) for field in dataclasses.fields(kind)}

    def write(record: Any) -> dict[str, Any]:
        return {name: put(getattr(record, name)) for name, (put, _) in pairs.items()}

    # Text and truth come back from JSON as they are: only the rest is turned into what it was.
    turned = [(name, get) for name, (_, get) in pairs.items() if get not in {str, bool, _same}]
    names = pairs.keys()

    def read(document: dict[str, Any]) -> Any:
        is_whole = document.keys() == names
        values = document.copy() if is_whole else {name: document[name] for name in names if name in document}
        for name, get in turned:
            if name in values:
                values[name] = get(values[name])
        return kind(**values)

    return write, read


def _union(members: tuple[Any, ...]) -> _Pair:
    """Return the pair of ``X | None``, of plain scalars, or of records told apart by a tag."""
    present = [member for member in members if member is not types.NoneType]
    if len(present) < len(members):
        write, read = _pair(typing.Union[tuple(present)])  # noqa: UP007 - built from a list of members
        return _unless_none(write), _unless_none(read)
    if all(dataclasses.is_dataclass(member) for member in present):
        return _tagged({member.__name__: member for member in present})
    return (lambda value: value if isinstance(value, str) else float(value)), _same


def _unless_none(convert: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda value: None if value is None else convert(value)


def _tagged(kinds: dict[str, Any]) -> _Pair:
    def write(record: Any) -> dict[str, Any]:
        name = type(record).__name__
        return {_TAG: name, **_pair(kinds[name])[0](record)}

    def read(document: dict[str, Any]) -> Any:
        return _pair(kinds[document[_TAG]])[1](document)

    return write, read


def _tuple(items: tuple[Any, ...]) -> _Pair:
    write, read = _pair(items[0])  # every tuple of a record is of one type, however long
    return (lambda values: [write(value) for value in values]), (lambda values: tuple(map(read, values)))


def _dict(hints: tuple[Any, ...]) -> _Pair:
    """Return the pair of a dict; JSON keys are text, so a numbered key is spelled in digits."""
    key, item = hints
    write_key, read_key = _pair(key)
    write, read = _pair(item)
    is_number = isinstance(key, type) and issubclass(key, int)

    def dump_dict(values: dict[Any, Any]) -> dict[str, Any]:
        return {str(write_key(name)): write(value) for name, value in values.items()}

    def load_dict(document: dict[str, Any]) -> dict[Any, Any]:
        return {read_key(int(name) if is_number else name): read(value) for name, value in document.items()}

    return dump_dict, load_dict


_GENERICS: dict[Any, Callable[[tuple[Any, ...]], _Pair]] = {
    Union: _union,
    types.UnionType: _union,
    tuple: _tuple,
    dict: _dict,
}
