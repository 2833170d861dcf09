from __future__ import annotations

import pytest
from lxml import etree
from markupsafe import Markup

from reports.drawing import box, line, mark, path, picture, sign, steps, stripes, text
from sensing.level import LADDER, Level

HOSTILE = """"><script>alert('x')</script>&{{ 7 * 7 }}"""


def parsed(markup: Markup) -> etree._Element:
    return etree.fromstring(f"<svg>{markup}</svg>")


def test_whatever_is_said_stays_text():
    (element,) = parsed(text(1, 2, HOSTILE))
    assert (element.tag, element.text, len(element)) == ("text", HOSTILE, 0)
    shown = parsed(picture(10, [text(0, 0, HOSTILE)], label=HOSTILE))[0]
    assert shown.get("aria-label") == HOSTILE


@pytest.mark.parametrize("level", LADDER)
def test_a_level_is_told_by_shape_and_numeral_without_its_colour(level: Level):
    shape, numeral = parsed(mark(0, 0, level))
    corners = len(shape.get("points", "").split())
    assert corners == {Level.RED: 8, Level.ORANGE: 4, Level.YELLOW: 3, Level.BLUE: 0}[level]
    assert numeral.text == level.numeral


def test_calm_has_no_sign():
    assert sign(Level.NONE) == ""
    assert "Ⅰ" in sign(Level.RED)


def test_a_count_rises_where_it_changes_not_before():
    assert steps([(0, 0), (5, 1), (9, 2)]) == [(0, 0), (5, 0), (5, 1), (9, 1), (9, 2)]


def test_shapes_are_well_formed():
    shapes = box(0, 0, -3, 2, fill="#fff") + line(0, 0, 1, 1, dash="2 3") + path([(0, 0), (1, 2.25)]) + stripes()
    assert [each.tag for each in parsed(shapes)] == ["rect", "line", "path", "svg"]
    assert 'width="0"' in shapes
