"""Reached: by how much accumulations exceed their nearest amount, for the ladder of many gauges and windows at once."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING, Final

import numpy as np

from rules.column import LEVELS
from rules.feature.antecedent import Ground
from rules.feature.bounds import Bounds, Explained
from rules.feature.sums import sums
from rules.feature.windows import window_name
from rules.increment import MILLION, whole
from sensing.instant import span_micros

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rules.feature.accumulation import Accumulation
    from rules.past import Past
    from rules.threshold.feature import Asked
    from sensing.batch import FloatArray, IntArray, SmallArray

_DAY: Final = 86_400_000_000


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class AccumulationFeature:
    """The sums of all accumulation rules; one row per rule and station, one form per rule."""

    #: Row of the past, int64, shape (n,).
    past: IntArray
    #: Form of each row, int64, shape (n,).
    form: IntArray
    #: The rules, length f.
    whens: tuple[Accumulation, ...]
    #: Windows, µs, ascending, shape (f, w); the last one is repeated where a form has fewer.
    window: IntArray
    #: Millionths by ground, window and level, +inf where there is none, shape (f, 3, w, 4).
    amount: FloatArray
    #: Share of a window that must be covered, shape (f,).
    coverage: FloatArray
    #: Days of the antecedent index, 0 where amounts do not depend on the ground, int64, shape (f,).
    days: IntArray
    #: Its recession, cap and least values of middling and wet ground, the latter in millionths, shape (f, 4).
    index: FloatArray
    #: Class of ground while the days are not covered, int64, shape (f,).
    assume: IntArray

    @classmethod
    def of(cls, whens: Sequence[Accumulation], past: IntArray) -> AccumulationFeature:
        """Return the feature of some conditions, with the row of the past of each."""
        forms = list({id(when): when for when in whens}.values())
        number = {id(when): place for place, when in enumerate(forms)}
        most = max((len(when.windows()) for when in forms), default=1)
        window = np.ones((len(forms), most), dtype=np.int64)
        amount = np.full((len(forms), len(Ground), most, LEVELS), np.inf)
        for place, when in enumerate(forms):
            spans = [span_micros(span) for span in when.windows()]
            window[place] = [spans[min(at, len(spans) - 1)] for at in range(most)]
            amount[place, :, : len(spans)] = _amounts(when)
        wets = [when.antecedent for when in forms]
        return cls(
            past=past,
            form=np.array([number[id(when)] for when in whens], dtype=np.int64),
            whens=tuple(forms),
            window=window,
            amount=amount,
            coverage=np.array([when.coverage for when in forms], dtype=np.float64),
            days=np.array([wet.days if wet else 0 for wet in wets], dtype=np.int64),
            index=np.array(
                [(wet.k, wet.most, wet.mid.begins, wet.high.begins) if wet else (0.0, 0.0, 0.0, 0.0) for wet in wets]
            ).reshape(-1, 4)
            * [1, MILLION, MILLION, MILLION],
            assume=np.array([wet.assume if wet else 0 for wet in wets], dtype=np.int64),
        )

    def numbers(self, past: Past, asked: Asked) -> Bounds:
        """Return by how many millionths the nearest amount of each level is exceeded at each reading."""
        rows, form = asked.source, self.form[asked.source]
        total, covered = self._sums(past, rows, asked.stated)
        ground = np.zeros(len(rows), dtype=np.int64)
        # How wet the ground is matters only where something came.
        is_raining = (self.days[form] > 0) & (total > 0).any(axis=1)
        ground[is_raining] = self._grounds(past, rows[is_raining], asked.stated[is_raining])
        amount = self.amount[form, ground]
        lower = (total[:, :, None] - amount).max(axis=1)
        is_covered = covered >= self.coverage[form][:, None] * self.window[form]
        unsure = (~is_covered[:, :, None] & np.isfinite(amount)).any(axis=1)
        return Bounds(lower=lower, upper=np.where(unsure, np.inf, lower))

    def _sums(self, past: Past, rows: IntArray, time: IntArray) -> tuple[FloatArray, FloatArray]:
        """Return (sum in millionths, time covered in µs) of every window, shape (m, w)."""
        window = self.window[self.form[rows]]
        count = window.shape[1]
        found = sums(past, np.repeat(self.past[rows], count), np.repeat(time, count), window.reshape(-1))
        return found[0].reshape(window.shape), found[1].reshape(window.shape)

    def _grounds(self, past: Past, rows: IntArray, time: IntArray) -> IntArray:
        """Return how wet the ground was, as ``Ground``."""
        form = self.form[rows]
        index, covered = self._antecedent(past, rows, time)
        ground = np.where(index >= self.index[form, 3], Ground.HIGH, index >= self.index[form, 2]).astype(np.int64)
        is_covered = covered >= self.coverage[form] * self.days[form] * _DAY
        return np.where(is_covered, ground, np.maximum(ground, self.assume[form]))

    def _antecedent(self, past: Past, rows: IntArray, time: IntArray) -> tuple[FloatArray, FloatArray]:
        """Return (antecedent index in millionths, time covered in µs) of the hydrological day of some instants."""
        form = self.form[rows]
        index, covered = np.zeros(len(rows)), np.zeros(len(rows))
        # 08:00 in Beijing is 00:00 UTC: hydrological days are days of the epoch. A reading at 08:00 ends one.
        today = (time - 1) // _DAY * _DAY
        for back in range(int(self.days[form].max(initial=0)), 0, -1):
            counts = back <= self.days[form]
            rain, known = sums(past, self.past[rows], today - (back - 1) * _DAY, np.full(len(rows), _DAY))
            wetter = np.minimum(self.index[form, 0] * (index + rain), self.index[form, 1])
            index = np.where(counts, wetter, index)
            covered += np.where(counts, known, 0)
        return index, covered

    def explain(self, past: Past, *, source: IntArray, level: SmallArray, stated: IntArray) -> list[Explained]:
        """Return what transitions say of the window that is nearest to its amount, and every sum."""
        row, form = np.arange(len(source)), self.form[source]
        total, covered = self._sums(past, source, stated)
        is_wet = self.days[form] > 0
        ground, index = np.zeros(len(source), dtype=np.int64), np.zeros(len(source))
        if is_wet.any():
            ground[is_wet] = self._grounds(past, source[is_wet], stated[is_wet])
            index[is_wet] = self._antecedent(past, source[is_wet], stated[is_wet])[0] / MILLION
        amount = self.amount[form, ground][row, :, level - 1]
        place = np.argmax(total - amount, axis=1)
        share = covered[row, place] / self.window[form, place]
        limit = amount[row, place] / MILLION
        names = [[window_name(window) for window in when.windows()] for when in self.whens]
        columns = total / MILLION, place, share, limit, index, ground, form, is_wet
        said = []
        for sums_, at, known, against, wetness, class_, number, wet in zip(*(c.tolist() for c in columns), strict=True):
            windows = names[number]
            facts: dict[str, float | str] = {f"sum_{window}": own for window, own in zip(windows, sums_, strict=False)}
            facts["window"], facts["covered"] = windows[min(at, len(windows) - 1)], round(known, 3)
            if wet:
                facts["antecedent"], facts["ground"] = round(wetness, 3), Ground(class_).name.lower()
            threshold = against if isfinite(against) else None
            said.append(Explained(value=sums_[at], threshold=threshold, facts=facts))
        return said


def _amounts(when: Accumulation) -> FloatArray:
    """Return the amounts of a condition in millionths by ground, window and level, shape (3, w, 4)."""
    wet = when.antecedent
    place = {window_name(window): at for at, window in enumerate(when.windows())}
    amount = np.full((len(Ground), len(place), LEVELS), np.inf)
    for ground, levels in enumerate((when.levels, wet.mid.levels, wet.high.levels) if wet else (when.levels,) * 3):
        for level, windows in levels.items():
            for window, reached in windows.items():
                amount[ground, place[window], level - 1] = whole(np.array([reached]))[0]
    return amount
