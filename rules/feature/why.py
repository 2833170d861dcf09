"""What a slot of a derived kind remembers, in words: the number, the readings and windows it is made of, the ladder."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from rules.feature.accumulation import Accumulation
from rules.feature.deviation import Deviation, Measure
from rules.feature.rate import Rate
from rules.feature.trend import Trend
from rules.threshold.feature import Asked
from rules.threshold.why import Step, climbed
from rules.why.account import Account, Words, both, clock_words, number_words, span_words
from sensing.instant import span_micros
from sensing.level import Level

if TYPE_CHECKING:
    from rules.feature.bounds import Explained
    from rules.program import Program
    from rules.state import State

    Facts = dict[str, float | str]

_NOTHING: Final = Words("没有可信数据，数值无从算起", "no trusted reading to reckon from")
_UNSURE: Final = Words(
    "所需时段数据不全：可以触发，不作为解除依据",
    "the time that it needs is not covered: it may raise, and clears nothing",
)
_GROUNDS: Final = {"low": "干", "mid": "中", "high": "湿"}
_HOUR: Final = 3_600_000_000


def account(program: Program, state: State, slot: int, *, at: int, value: float | None) -> Account:
    """Return what a slot remembers whose number is made of several readings.

    Args:
        program: The rules.
        state: The state as of the instant.
        slot: Row of the slot.
        at: The instant, µs.
        value: Last trusted reading; the past knows it better.
    """
    del value
    table = program.thresholds
    when, feature = program.rules[table.rule[slot]].when, table.features[int(table.feature[slot])]
    source = int(table.source[slot])
    sign = float(table.sign[slot])
    stated = _newest(state, row=int(feature.past[source]), at=at)

    def said(level: Level) -> Explained | None:
        if stated is None:
            return None
        levels = np.array([level], dtype=np.int8)
        return feature.explain(state.past, source=np.array([source]), level=levels, stated=np.array([stated]))[0]

    def step(level: Level, threshold: float, clear: float) -> Step:
        if isinstance(when, Trend):
            return _soon(when, said(level), level)
        if isinstance(when, Accumulation):
            return _amounts(when, said(level), level)
        return _plain(when, said(level), sign * threshold, sign * clear)

    found = climbed(program, state, slot, at=at, step=step)
    lowest = said(found.rungs[0].level if found.rungs else Level.BLUE)
    if stated is None or lowest is None:
        return replace(found, lines=(_NOTHING, *found.lines))
    lines = [_number(when, lowest, stated=stated, at=at)]
    instant = np.array([stated])
    asked = Asked(
        slot=np.array([slot]),
        source=np.array([source]),
        datastream=np.array([int(table.datastream[slot])]),
        time=instant,
        stated=instant,
    )
    bounds = feature.numbers(state.past, asked)
    if (bounds.upper > bounds.lower).any() and not isinstance(when, Rate | Deviation):
        lines.append(_UNSURE)
    return replace(found, lines=(*lines, *found.lines), facts={**found.facts, **lowest.facts})


def _newest(state: State, *, row: int, at: int) -> int | None:
    """Return the phenomenon time of the newest reading that counts, None without any."""
    past = state.past
    last = int(past.after(np.array([row]), np.array([at]))[0]) - 1
    return int(past.segments.column["time"][last]) if last >= int(past.segments.first[row]) else None


def _plain(when: object, said: Explained | None, limit: float, low: float) -> Step:
    """Return what a number is held against that has the unit of its levels."""
    value = None if said is None else said.value
    return Step(
        threshold=limit,
        clear=low,
        beyond=None if value is None else round(value - limit, 9),
        limit=_amount(when, limit),
        low=_amount(when, low),
        gap=None if value is None else _amount(when, abs(value - limit)),
    )


def _amounts(when: Accumulation, said: Explained | None, level: Level) -> Step:
    """Return the amount of the window that is nearest to it."""
    if said is None or said.threshold is None:
        return _plain(when, None, next(iter(when.levels[level].values())), 0.0)
    step = _plain(when, said, said.threshold, said.threshold - when.clear.by)
    return replace(step, limit=both(f"{said.facts['window']} {step.limit.en}"))


def _soon(when: Trend, said: Explained | None, level: Level) -> Step:
    """Return how soon the level must be reached, and how much sooner that would have to be; in hours."""
    within = when.within[level]
    limit = span_words(span_micros(within))
    eta = None if said is None else said.facts.get("eta_s")
    hours = within.total_seconds() / 3600
    beyond = None if eta is None else round(hours - float(eta) / 3600, 9)
    gap = None if said is None else Words("先有逼近的趋势", "an approach at all")
    if beyond is not None:
        gap = span_words(round(abs(beyond) * _HOUR))
    return Step(
        threshold=hours,
        clear=(within + when.clear_by).total_seconds() / 3600,
        beyond=beyond,
        limit=Words(f"{limit.zh}内到达", f"reached within {limit.en}"),
        low=_later(when, level),
        gap=gap,
    )


def _later(when: Trend, level: Level) -> Words:
    span = span_words(span_micros(when.within[level] + when.clear_by))
    return Words(f"{span.zh}内不再到达", f"no longer within {span.en}")


def _amount(when: object, number: float) -> Words:
    key = getattr(when, "property", "")
    if isinstance(when, Deviation) and when.measure is Measure.SPREAD:
        return Words(f"{round(number, 3):g} 倍离差", f"{round(number, 3):g} x spread")
    per = "/h" if isinstance(when, Rate) else ""
    return both(f"{number_words(number, key=key)}{per}")


def _number(when: object, said: Explained, *, stated: int, at: int) -> Words:
    """Return the number itself and what it is made of."""
    time = clock_words(stated, seen_from=at)
    if isinstance(when, Accumulation):
        return _sums(when, said.facts, time)
    if isinstance(when, Trend):
        return _course(when, said, time)
    if isinstance(when, Deviation):
        return _distance(when, said, time)
    return _rate(when, said, time)


def _rate(when: object, said: Explained, time: str) -> Words:
    if said.value is None:
        window = span_words(span_micros(when.window)) if isinstance(when, Rate) else both("")
        return Words(
            f"{time} 前 {window.zh}内的数据不到半个窗口，变化率未知",
            f"less than half of the {window.en} before {time} is covered: the rate is not known",
        )
    key = getattr(when, "property", "")
    begin, end = (number_words(float(said.facts[name]), key=key) for name in ("from", "reading"))
    over, rate = span_words(round(float(said.facts["over_s"]) * 1e6)), _amount(when, said.value)
    return Words(
        f"到 {time} 的 {over.zh}内由 {begin} 变为 {end}，向危险方向 {rate.zh}",
        f"from {begin} to {end} in the {over.en} up to {time}: {rate.en} towards the danger",
    )


def _distance(when: Deviation, said: Explained, time: str) -> Words:
    if said.value is None:
        return _NOTHING
    reading, usual = (number_words(float(said.facts[name]), key=when.property) for name in ("reading", "usual"))
    apart = _amount(when, said.value)
    return Words(
        f"{time} 实测 {reading}，该月该时常见 {usual}，偏离 {apart.zh}",
        f"{reading} at {time}, usual in that month and hour {usual}: {apart.en} apart",
    )


def _sums(when: Accumulation, facts: Facts, time: str) -> Words:
    sums = "，".join(
        f"{name.removeprefix('sum_')} {number_words(float(total), key=when.property)}"
        for name, total in facts.items()
        if name.startswith("sum_")
    )
    covered = f"{float(facts['covered']):.0%}"
    zh, en = f"到 {time} 累计：{sums}", f"sums up to {time}: {sums.replace('，', ', ')}"
    zh, en = f"{zh}；{facts['window']} 窗口覆盖 {covered}", f"{en}; {facts['window']} is covered to {covered}"
    if "ground" in facts:
        wet = number_words(float(facts["antecedent"]), key=when.property)
        zh += f"；前期影响雨量 {wet}，土壤偏{_GROUNDS[str(facts['ground'])]}"
        en += f"; antecedent index {wet}, ground {facts['ground']}"
    return Words(zh, en)


def _course(when: Trend, said: Explained, time: str) -> Words:
    facts, key = said.facts, when.property
    reading = "—" if said.value is None else number_words(said.value, key=key)
    reach = "—" if said.threshold is None else number_words(said.threshold, key=key)
    zh, en = f"{time} {reading}", f"{reading} at {time}"
    if "upstream" in facts:
        lag = span_words(round(float(facts["lag_s"]) * 1e6))
        zh, en = f"上游 {facts['upstream']} {zh}", f"upstream {facts['upstream']} {en}"
        if "expected" in facts:
            here, error = (number_words(float(facts[name]), key=key) for name in ("expected", "error"))
            zh += f"，传播 {lag.zh}后此处约 {here}（误差 {error}）"
            en += f", so about {here} here {lag.en} later (error {error})"
    elif "slope" in facts:
        slope = f"{number_words(float(facts['slope']), key=key)}/h"
        zh, en = f"{zh}，每小时变化 {slope}", f"{en}, moving by {slope}"
    else:
        zh, en = f"{zh}，数据不足以算出斜率", f"{en}, too few readings for a slope"
    if facts.get("eta_s") == 0:
        return Words(f"{zh}；已到达 {reach}", f"{en}; {reach} is reached")
    if "eta_s" in facts:
        eta = span_words(round(float(facts["eta_s"]) * 1e6))
        return Words(f"{zh}；预计 {eta.zh}后到达 {reach}", f"{en}; {reach} is reached in {eta.en}")
    return Words(f"{zh}；按此不会到达 {reach}", f"{en}; at that it does not reach {reach}")
