"""Charts: what happened as pictures, drawn as SVG inside the page. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from markupsafe import Markup

from reports.axis import TimeAxis, ValueAxis, nice
from reports.drawing import ACCENT, COLOURS, FAINT, INK, WIDTH, box, dot, line, mark, path, picture, steps, text
from reports.figure_words import CHARTS
from reports.truth_facts import Detection
from sensing.property import PROPERTIES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from reports.facts import Facts, IncidentFact
    from sensing.level import Level

#: Incidents that are drawn.
_ROWS: Final = 10
_ROW: Final = 24.0
#: Room for names at the left.
_NAMES: Final = 150.0
#: Crossings of the truth that are drawn, those of the worst dangers.
_CROSSINGS: Final = 10
#: Dangers whose lead is drawn.
_LEADS: Final = 14
_HEIGHT: Final = 150.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Charts:
    """Every chart of a report; empty where there is nothing to draw."""

    strip: Markup
    leads: Markup
    answers: Markup
    deliveries: Markup
    gauge: Markup


def charts_of(facts: Facts, *, language: str) -> Charts:
    """Return the charts of a report."""
    return Charts(
        strip=_strip(facts, language),
        leads=_leads(facts, language),
        answers=_answers(facts, language),
        deliveries=_deliveries(facts, language),
        gauge=_gauge(facts, language),
    )


def _said(key: str, language: str, **values: object) -> str:
    return CHARTS[key][0 if language == "zh" else 1].format(**values)


def _strip(facts: Facts, language: str) -> Markup:
    ranked = sorted(facts.incidents, key=lambda each: (-each.peak, each.detected))
    drawn = sorted(ranked[:_ROWS], key=lambda each: each.detected)
    told = [
        (each.issued, each.level)
        for each in facts.warnings
        if each.issued is not None and each.message_type != "Cancel"
    ]
    if not drawn and not told:
        return Markup("")
    axis = TimeAxis(start=facts.start, end=_later(facts), left=_NAMES)
    bottom = 34 + _ROW * len(drawn)
    parts = [*axis.drawn(top=30, bottom=bottom), text(0, 20, _said("warnings", language), size=10, fill=FAINT)]
    worst = sorted(facts.dangers or (), key=lambda each: (-each.level, each.start))[:_CROSSINGS]
    crossings = [axis.x(danger.start) for danger in worst]
    parts += [line(x, 30, x, bottom, stroke=INK, dash="2 3") for x in crossings]
    parts += [mark(x, 17, level, radius=7) for x, level in _apart(axis, told)]
    for number, incident in enumerate(drawn):
        parts += _bar(incident, axis, y=34 + _ROW * number, language=language)
    left_out = len(facts.incidents) - len(drawn)
    if left_out:
        parts.append(text(0, bottom + 26, _said("others", language, n=left_out), size=9, fill=FAINT))
    return picture(bottom + (32 if left_out else 18), parts, label=_said("strip", language))


def _apart(axis: TimeAxis, told: Iterable[tuple[datetime, Level]]) -> Iterator[tuple[float, Level]]:
    """Yield marks that do not hide each other: of those of one place the highest."""
    kept: list[tuple[float, Level]] = []
    for at, level in sorted(told):
        x = axis.x(at)
        if kept and x - kept[-1][0] < 9:  # noqa: PLR2004 -- about half a mark
            kept[-1] = (kept[-1][0], max(kept[-1][1], level))
        else:
            kept.append((x, level))
    yield from kept


def _bar(incident: IncidentFact, axis: TimeAxis, *, y: float, language: str) -> Iterator[Markup]:
    """Yield one incident: the higher and darker its bar, the worse; the numeral stands where it changed."""
    base = y + _ROW - 4
    yield text(0, base - 6, _cut(f"{incident.station_name} {incident.title[language]}", 24), size=9)
    yield line(axis.left, base, axis.right, base)
    ends = [at for at, _ in incident.levels[1:]] + [axis.end]
    last = -100.0
    for (at, level), until in zip(incident.levels, ends, strict=True):
        if not level:
            continue
        height = 5.0 * level
        x, right = axis.x(at), axis.x(until)
        yield box(x, base - height, max(1.5, right - x), height, fill=COLOURS[level])
        if right - x > 12 and x - last > 12:  # noqa: PLR2004 -- room for a numeral
            ink = INK if level.key == "yellow" else "#FFFFFF"
            if height > 8:  # noqa: PLR2004 -- a numeral fits inside
                yield text(x + 3, base - 2.5, level.numeral, size=8, fill=ink)
            else:
                yield text(x + 3, base - height - 2, level.numeral, size=8)
            last = x


def _leads(facts: Facts, language: str) -> Markup:
    ranked = sorted(facts.dangers or (), key=lambda each: (each.lead is None, -each.level, each.start))
    dangers = sorted(ranked[:_LEADS], key=lambda each: each.start)
    if not any(each.lead is not None for each in dangers):
        return Markup("")
    leads = [each.lead for each in dangers if each.lead is not None]
    size, unit = (3600, "h") if max(map(abs, leads)) >= timedelta(hours=2) else (60, "min")
    values = [lead.total_seconds() / size for lead in leads]
    least, most = min(0.0, *values, 0.0), max(0.0, *values, 0.0)
    left, right = _NAMES + 40, WIDTH - 60
    scale = (right - left) / ((most - least) or 1.0)
    zero = left - least * scale
    bottom = 8 + 20.0 * len(dangers)
    parts = [
        each
        for value in nice(least, most)
        for each in (
            line(left + (value - least) * scale, 4, left + (value - least) * scale, bottom),
            text(left + (value - least) * scale, bottom + 12, f"{value:g}", size=9, anchor="middle", fill=FAINT),
        )
    ]
    for number, danger in enumerate(dangers):
        y = 8 + 20.0 * number
        parts += [mark(8, y + 7, danger.level, radius=6), text(20, y + 10, _cut(danger.what[language], 28), size=9)]
        if danger.lead is None:
            parts.append(text(zero + 4, y + 10, "×" if danger.detection is Detection.MISSED else "–", size=10))
            continue
        value = danger.lead.total_seconds() / size
        x = min(zero, zero + value * scale)
        fill = "#8A97A8" if value >= 0 else "#FFFFFF"
        parts.append(box(x, y + 1, max(1.5, abs(value) * scale), 12, fill=fill))
        parts.append(text(max(zero, zero + value * scale) + 4, y + 11, f"{value:+.1f} {unit}", size=9))
    parts.append(line(zero, 2, zero, bottom, stroke=INK, width=1.4))
    return picture(bottom + 18, parts, label=_said("leads", language))


def _answers(facts: Facts, language: str) -> Markup:
    times = sorted(each.answered for each in facts.villages if each.answered is not None)
    called = [each.called for each in facts.villages if each.called is not None]
    if not times:
        return Markup("")
    total = len(facts.villages)
    axis = _axis(facts, [*times, *called])
    said = [(times, "", _said("answers", language))]
    return _cumulative(axis, said, label=_said("answers", language), cap=(total, _said("of_called", language, n=total)))


def _deliveries(facts: Facts, language: str) -> Markup:
    sent, delivered = facts.deliveries.sent, facts.deliveries.delivered
    if not sent:
        return Markup("")
    axis = _axis(facts, [*sent, *delivered])
    said = [(sent, "", _said("sent", language)), (delivered, "5 3", _said("delivered", language))]
    return _cumulative(axis, said, label=_said("deliveries", language))


def _cumulative(
    axis: TimeAxis,
    series: Sequence[tuple[Sequence[datetime], str, str]],
    *,
    label: str,
    cap: tuple[int, str] | None = None,
) -> Markup:
    most = max([len(times) for times, *_ in series] + ([cap[0]] if cap else []))
    values = ValueAxis(least=0, most=max(1, most), top=24, bottom=_HEIGHT)
    parts = [*axis.drawn(top=24, bottom=_HEIGHT), *values.drawn(left=axis.left, right=axis.right)]
    if cap is not None:
        parts.append(line(axis.left, values.y(cap[0]), axis.right, values.y(cap[0]), stroke=ACCENT, dash="6 3"))
        parts.append(text(axis.right, values.y(cap[0]) - 4, cap[1], size=9, anchor="end", fill=ACCENT))
    x = axis.left
    for times, dash, name in series:
        if not times:
            continue
        points = [(axis.x(at), values.y(number)) for number, at in enumerate(times, start=1)]
        parts.append(path(steps([(axis.left, values.y(0)), *points, (axis.right, values.y(len(times)))]), dash=dash))
        if cap is None:
            parts += [
                line(x, 9, x + 24, 9, stroke=INK, dash=dash, width=1.5),
                text(x + 29, 12, f"{name} {len(times)}", size=9),
            ]
            x += 110
    return picture(_HEIGHT + 18, parts, label=label)


def _gauge(facts: Facts, language: str) -> Markup:
    """Return the curve of the incident that the journal says most of: the worst, then the one with most values."""
    fitting = [each for each in facts.incidents if len(each.values) > 1]
    if not fitting:
        return Markup("")
    leading = max(fitting, key=lambda each: (each.peak, len(each.values)))
    name = leading.values[0].property
    values = [each for each in leading.values if each.property == name]
    thresholds = sorted({each.threshold for each in values if each.threshold is not None})
    heights = [each.value for each in values] + thresholds
    room = (max(heights) - min(heights)) * 0.1 or 1.0
    axis = _axis(facts, [each.at for each in values])
    scale = ValueAxis(least=min(heights) - room, most=max(heights) + room, top=14, bottom=_HEIGHT + 20)
    parts = [*axis.drawn(top=14, bottom=scale.bottom), *scale.drawn(left=axis.left, right=axis.right)]
    for height in thresholds:
        parts.append(line(axis.left, scale.y(height), axis.right, scale.y(height), stroke=INK, dash="6 4", width=0.8))
        parts.append(text(axis.right, scale.y(height) - 3, f"{height:g}", size=9, anchor="end"))
    parts.append(path([(axis.x(each.at), scale.y(each.value)) for each in values]))
    parts += [dot(axis.x(each.at), scale.y(each.value)) for each in values]
    own = [
        (each.issued, each.level) for each in facts.warnings if each.issued is not None and each.incident == leading.id
    ]
    parts += [mark(x, scale.bottom - 9, level, radius=6) for x, level in _apart(axis, own)]
    known = PROPERTIES.get(name)
    parts.append(text(axis.left, 9, "" if known is None else known.unit, size=9, fill=FAINT))
    return picture(scale.bottom + 18, parts, label=gauge_title(facts, language))


def gauge_title(facts: Facts, language: str) -> str:
    """Return whose curve is drawn."""
    fitting = [each for each in facts.incidents if len(each.values) > 1]
    if not fitting:
        return ""
    leading = max(fitting, key=lambda each: (each.peak, len(each.values)))
    return _said("gauge", language, name=leading.station_name)


def _axis(facts: Facts, times: Sequence[datetime]) -> TimeAxis:
    """Return an axis around what is drawn: a report of a week need not show an hour as a dot."""
    first, last = min(times), max(times)
    room = max(timedelta(minutes=5), (last - first) * 0.05)
    return TimeAxis(start=max(facts.start, first - room) if facts.start < first else first, end=last + room)


def _later(facts: Facts) -> datetime:
    return max(facts.end, facts.start + timedelta(minutes=1))


def _cut(said: str, most: int) -> str:
    """Return a name that fits into a number of half-width characters."""
    room = 0
    for number, letter in enumerate(said):
        room += 1 if letter.isascii() else 2
        if room > most:
            return f"{said[: max(0, number - 1)]}…"
    return said
