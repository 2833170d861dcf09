"""Drawing: the few SVG shapes that the charts of a report are made of. Pure.

A level is colour, shape and numeral at once, so that it is told apart on a black-and-white copy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from markupsafe import Markup, escape

from sensing.level import Level

if TYPE_CHECKING:
    from collections.abc import Iterable

#: Width of every chart, in its own units; a page of A4 is about as many pixels wide.
WIDTH: Final = 680.0
INK, FAINT, LINE, ACCENT = "#16202C", "#5F6E84", "#D3DAE3", "#6B4E16"
COLOURS: Final = {
    Level.NONE: "#FFFFFF",
    Level.BLUE: "#1357AD",
    Level.YELLOW: "#F0BE00",
    Level.ORANGE: "#B94A00",
    Level.RED: "#C4122F",
}
#: Corners of each shape, in units of its radius.
_OCTAGON: Final = ((-0.41, -1), (0.41, -1), (1, -0.41), (1, 0.41), (0.41, 1), (-0.41, 1), (-1, 0.41), (-1, -0.41))
_DIAMOND: Final = ((0, -1.2), (1.2, 0), (0, 1.2), (-1.2, 0))
_TRIANGLE: Final = ((0, -1.2), (1.3, 1.0), (-1.3, 1.0))
_CORNERS: Final = {Level.RED: _OCTAGON, Level.ORANGE: _DIAMOND, Level.YELLOW: _TRIANGLE}


def text(x: float, y: float, said: str, *, size: float = 10, anchor: str = "start", fill: str = INK) -> Markup:
    """Return a text; whatever is in it stays text."""
    return Markup('<text x="{}" y="{}" font-size="{}" text-anchor="{}" fill="{}">{}</text>').format(
        _n(x), _n(y), _n(size), anchor, fill, said
    )


def line(x1: float, y1: float, x2: float, y2: float, *, stroke: str = LINE, dash: str = "", width: float = 1) -> Markup:
    """Return a straight line."""
    return Markup('<line x1="{}" y1="{}" x2="{}" y2="{}" stroke="{}" stroke-width="{}"{}/>').format(
        _n(x1), _n(y1), _n(x2), _n(y2), stroke, _n(width), _dashed(dash)
    )


def path(points: Iterable[tuple[float, float]], *, stroke: str = INK, dash: str = "", width: float = 1.5) -> Markup:
    """Return an open line through points."""
    drawn = " ".join(f"{'L' if number else 'M'}{_n(x)},{_n(y)}" for number, (x, y) in enumerate(points))
    return Markup('<path d="{}" fill="none" stroke="{}" stroke-width="{}"{}/>').format(
        drawn, stroke, _n(width), _dashed(dash)
    )


def steps(points: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return the corners of a line that rises where it changes, not before."""
    corners: list[tuple[float, float]] = []
    for x, y in points:
        if corners:
            corners.append((x, corners[-1][1]))
        corners.append((x, y))
    return corners


def box(x: float, y: float, width: float, height: float, *, fill: str, stroke: str = INK) -> Markup:
    """Return a rectangle."""
    return Markup('<rect x="{}" y="{}" width="{}" height="{}" fill="{}" stroke="{}" stroke-width="0.6"/>').format(
        _n(x), _n(y), _n(max(0.0, width)), _n(max(0.0, height)), fill, stroke
    )


def dot(x: float, y: float, *, radius: float = 2, fill: str = INK) -> Markup:
    """Return a dot."""
    return Markup('<circle cx="{}" cy="{}" r="{}" fill="{}"/>').format(_n(x), _n(y), _n(radius), fill)


def mark(x: float, y: float, level: Level, *, radius: float = 8) -> Markup:
    """Return the sign of a level: shape, colour and numeral."""
    corners = _CORNERS.get(level)
    fill = COLOURS[level]
    if corners is None:
        shape = Markup('<circle cx="{}" cy="{}" r="{}" fill="{}" stroke="{}" stroke-width="0.8"/>').format(
            _n(x), _n(y), _n(radius), fill, INK
        )
    else:
        points = " ".join(f"{_n(x + dx * radius)},{_n(y + dy * radius)}" for dx, dy in corners)
        shape = Markup('<polygon points="{}" fill="{}" stroke="{}" stroke-width="0.8"/>').format(points, fill, INK)
    ink = INK if level in {Level.YELLOW, Level.NONE} else "#FFFFFF"
    drop = 0.85 if level is Level.YELLOW else 0.48
    return shape + text(x, y + radius * drop, level.numeral, size=radius * 1.35, anchor="middle", fill=ink)


def picture(height: float, parts: Iterable[Markup], *, label: str, width: float = WIDTH) -> Markup:
    """Return a chart of shapes; the label is read out to who does not see it."""
    return Markup('<svg class="chart" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>').format(
        _n(width), _n(height), escape(label), Markup("").join(parts)
    )


def stripes(height: float = 14) -> Markup:
    """Return the diagonal stripes of an exercise."""
    bars = Markup("").join(
        Markup('<polygon points="{},{} {},0 {},0 {},{}" fill="{}"/>').format(
            _n(x), _n(height), _n(x + height), _n(x + height + 8), _n(x + 8), _n(height), INK
        )
        for x in range(-16, int(WIDTH), 16)
    )
    return Markup(
        '<svg class="stripes" viewBox="0 0 {} {}" preserveAspectRatio="none" aria-hidden="true">{}</svg>'
    ).format(_n(WIDTH), _n(height), bars)


def sign(level: Level) -> Markup:
    """Return the sign of a level as it stands in a line of text."""
    if not level:
        return Markup("")
    return Markup('<svg class="sign" viewBox="-13 -13 26 26" role="img" aria-label="{}">{}</svg>').format(
        f"{level.numeral} {level.zh}", mark(0, 0, level, radius=10)
    )


def _dashed(dash: str) -> Markup:
    return Markup(' stroke-dasharray="{}"').format(dash) if dash else Markup("")


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
