"""Threshold rows: one row is the ladder of one property at one station, a rule of its own, and back.

A row stands for a threshold rule whose scope is that one station and nothing else; rules of any other form are
left alone, and so are those whose levels differ by month. What has no column (quality, whether it is enabled, the
pace of a level, the guard of its clearing) or an empty cell a stored rule keeps, levels too: a list of yellow levels
must not end the red ones. A level is taken out of the rule itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rules.document import parse_rule, rule_to_document
from rules.errors import RuleError
from rules.rule import Rule, Scope, Threshold
from sensing.document import write_document
from sensing.duration import format_duration
from sensing.exchange.cell import unescaped
from sensing.exchange.plan import Change, Outcome
from sensing.exchange.table import TableError
from sensing.exchange.unit import check_units, units_of
from sensing.exchange.value import CellError, check_row, duration, number, property_of
from sensing.level import LADDER
from sensing.section import API_VERSION

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sensing.exchange.column import Names
    from sensing.exchange.table import Table

THRESHOLD_NAMES: Names = {
    "id": ("规则", "规则编号", "rule", "rule id"),
    "station": ("站码", "站号", "测站编码", "测站代码", "站点编码", "stcd", "station id"),
    "property": ("要素", "监测要素", "监测项目", "监测因子"),
    "direction": ("方向",),
    "blue": ("蓝色", "蓝色预警", "蓝", "四级"),
    "yellow": ("黄色", "黄色预警", "黄", "三级"),
    "orange": ("橙色", "橙色预警", "橙", "二级"),
    "red": ("红色", "红色预警", "红", "一级"),
    "hold": ("持续", "持续时间"),
    "clear_by": ("解除差值", "回差"),
    "clear_for": ("解除时长", "解除持续"),
    "hazard": ("灾种", "事件编码", "event code"),
    "title_zh": ("标题", "规则名称", "title"),
    "title_en": ("英文标题",),
}
#: Header of an exported table of thresholds.
THRESHOLD_HEADER = tuple(THRESHOLD_NAMES)
_LEVELS = tuple(level.key for level in LADDER)
#: Fields that hold a number in the unit of the property.
LEVEL_FIELDS = frozenset({*_LEVELS, "clear_by"})
_DIRECTIONS = {"高于": "above", "超过": "above", "低于": "below"}


def is_threshold_row(rule: Rule) -> bool:
    """Return whether a rule is the ladder of one property at one station."""
    when = rule.when
    is_plain = isinstance(when, Threshold) and not when.months and not when.stations
    return is_plain and rule.scope == Scope(stations=rule.scope.stations[:1])


def read_threshold_rows(
    table: Table, places: Mapping[str, int], *, known: Mapping[str, Rule]
) -> tuple[list[Outcome], dict[str, Rule]]:
    """Return an outcome per row, and the rule by id that each good one stands for.

    Raises:
        TableError: If station, property or every level is missing from the header.
    """
    missing = [name for name in ("station", "property") if name not in places]
    if missing or not set(_LEVELS) & places.keys():
        wanted = "station, property and at least one of " + ", ".join(_LEVELS)
        raise TableError(f"{table.name or 'table'}: expected columns for {wanted}")
    outcomes: list[Outcome] = []
    found: dict[str, Rule] = {}
    units = units_of(table.header, places)
    for row in table.rows:
        cells = {name: unescaped(row.cells[at]) for name, at in places.items() if unescaped(row.cells[at])}
        key = cells.get("id", "")
        try:
            check_row(row)
            key = key or f"{_needed(cells, 'station')}-{property_of(_needed(cells, 'property'))}"
            _check_once(key, seen=found)
            check_units(property_of(_needed(cells, "property")), units, names=LEVEL_FIELDS & cells.keys())
            rule = _rule(key, cells, known=known.get(key))
        except (CellError, RuleError) as error:
            why = error.detail if isinstance(error, RuleError) else str(error)
            detail = f"row {row.number}: {why}"
            outcomes.append(Outcome(row=row.number, id=key, change=Change.REFUSED, detail=detail))
            continue
        found[key] = rule
        outcomes.append(_outcome(row.number, rule, known=known.get(key)))
    return outcomes, found


def _check_once(key: str, *, seen: Mapping[str, Rule]) -> None:
    if key in seen:
        raise CellError(f"id: {key!r} occurs twice")


def _needed(cells: Mapping[str, str], name: str) -> str:
    if name not in cells:
        raise CellError(f"{name}: expected a value, got nothing")
    return cells[name]


def _rule(key: str, cells: Mapping[str, str], *, known: Rule | None) -> Rule:
    """Return the rule of a row; it goes through the same reader as one that a person writes."""
    if known is not None and not is_threshold_row(known):
        raise CellError(f"id: rule {key!r} is there and is no ladder of one station")
    new: dict[str, Any] = {"title": {}, "quality": ["good"], "enabled": True, "when": {}}
    before = rule_to_document(known) if known else new
    when = _when(cells, before=before["when"])
    title = {**before["title"], **_title(cells, key=key, is_new=known is None)}
    hazard = cells.get("hazard", before.get("hazard", ""))
    if not hazard:
        raise CellError(f"hazard: expected a national event code such as 11A01, {key!r} is a new rule")
    document = {
        **before,
        "apiVersion": API_VERSION,
        "kind": "Rule",
        "id": key,
        "hazard": hazard,
        "title": title,
        "scope": {"stations": [_needed(cells, "station")]},
        "when": when,
    }
    return parse_rule(write_document(document), origin=key)


def _title(cells: Mapping[str, str], *, key: str, is_new: bool) -> dict[str, str]:
    usual = {"zh": key, "en": key} if is_new else {}
    given = {short: cells[name] for short, name in (("zh", "title_zh"), ("en", "title_en")) if name in cells}
    return usual | given


def _when(cells: Mapping[str, str], *, before: Mapping[str, Any]) -> dict[str, Any]:
    key = property_of(_needed(cells, "property"))
    direction = cells.get("direction", before.get("direction", "above"))
    direction = _DIRECTIONS.get(direction, direction)
    # Numbers of another property or another side mean nothing here.
    is_same = (before.get("property"), before.get("direction")) == (key, direction)
    levels = before["levels"] if is_same else {}
    when: dict[str, Any] = {
        **{name: value for name, value in before.items() if name != "clear"},
        "kind": "threshold",
        "property": key,
        "direction": direction,
        "levels": levels | {name: _level(name, cells[name], before=levels) for name in _LEVELS if name in cells},
    }
    if "hold" in cells:
        when["hold"] = format_duration(duration("hold", cells["hold"]))
    clear: dict[str, Any] = dict(before.get("clear", {})) if is_same else {}
    if "clear_by" in cells:
        clear.pop("at", None)
        clear["by"] = number("clear_by", cells["clear_by"])
    if "clear_for" in cells:
        clear["for"] = format_duration(duration("clear_for", cells["clear_for"]))
    return when | {"clear": clear} if clear else when


def _level(name: str, cell: str, *, before: Mapping[str, Any]) -> Any:
    """Return what stands under a level; its own pace stays."""
    own = before.get(name)
    return {**own, "at": number(name, cell)} if isinstance(own, dict) else number(name, cell)


def _outcome(row: int, rule: Rule, *, known: Rule | None) -> Outcome:
    before = _flat(known) if known else {}
    after = _flat(rule)
    paths = sorted(before.keys() | after.keys())
    changes = {path: (before.get(path), after.get(path)) for path in paths if before.get(path) != after.get(path)}
    change = Change.NEW if known is None else Change.CHANGED if changes else Change.UNCHANGED
    return Outcome(row=row, id=str(rule.id), change=change, changes=changes)


def _flat(rule: Rule) -> dict[str, Any]:
    return dict(zip(THRESHOLD_HEADER, threshold_cells([rule])[0], strict=True))


def threshold_cells(rules: Sequence[Rule]) -> list[tuple[str | float, ...]]:
    """Return the rows of those rules that are the ladder of one station, in the order of ``THRESHOLD_HEADER``."""
    found: list[tuple[str | float, ...]] = []
    for rule in rules:
        if not is_threshold_row(rule) or not isinstance(rule.when, Threshold):
            continue
        when = rule.when
        found.append(
            (
                str(rule.id),
                rule.scope.stations[0],
                when.property,
                when.direction.value,
                *(when.levels.get(level, "") for level in LADDER),
                format_duration(when.hold),
                when.clear_by if when.clear_at is None else "",
                format_duration(when.clear_for),
                rule.hazard,
                rule.title_zh,
                rule.title_en,
            )
        )
    return found
