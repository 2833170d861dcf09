from __future__ import annotations

from dataclasses import fields

import pytest
from lxml import etree

from reports.case import facts_of
from reports.charts import Charts, charts_of, gauge_title
from tests.unit.reports.journals import a_danger, a_drill, a_warning, an_incident, at, chained
from tests.unit.reports.test_figures import FACTS


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_chart_of_a_whole_drill_is_drawn(language: str):
    charts = charts_of(FACTS, language=language)
    for field in fields(Charts):
        assert etree.fromstring(getattr(charts, field.name)).tag == "svg", field.name


def test_nothing_to_draw_draws_nothing():
    charts = charts_of(facts_of([], now=at(0)), language="zh")
    assert {str(getattr(charts, field.name)) for field in fields(Charts)} == {""}
    assert gauge_title(facts_of([], now=at(0)), "zh") == ""


def test_a_chart_of_a_hundred_incidents_says_how_many_it_leaves_out():
    rows = [an_incident(number, "raised", "red", id=f"i-{number}") for number in range(100)]
    strip = charts_of(facts_of(chained(rows), now=at(200)), language="en").strip
    assert "90 more incidents are not drawn" in strip


def test_a_lead_says_its_hours_and_a_missed_danger_a_cross():
    leads = charts_of(FACTS, language="en").leads
    assert "+14.0 min" in leads
    assert "-27.0 min" in leads
    assert "×" in leads


def test_a_long_name_is_cut():
    rows = [an_incident(1, "raised", "red", station_name="很长的站名" * 20)]
    assert "…" in charts_of(facts_of(chained(rows), now=at(9)), language="zh").strip


def test_the_curve_is_of_the_worst_incident_that_has_values():
    rows = [
        an_incident(1, "raised", "yellow", value=1.0, station_name="甲"),
        an_incident(2, "raised", "yellow", value=1.2, station_name="甲"),
        an_incident(3, "raised", "red", id="i-2", value=2.0, station_name="乙"),
        an_incident(4, "raised", "red", id="i-2", value=2.2, station_name="乙"),
        an_incident(5, "raised", "red", id="i-3", station_name="丙"),
    ]
    assert gauge_title(facts_of(chained(rows), now=at(9)), "en") == "乙: values and thresholds in the journal"


def test_of_many_dangers_those_are_drawn_that_people_were_warned_of():
    truth = [a_danger(number, "yellow", station="XY-H09") for number in range(30)] + [a_danger(45, "orange")]
    facts = facts_of(chained([a_drill(truth=truth), a_warning(31, "issued", stage="issued")]), now=at(99))
    leads = charts_of(facts, language="zh").leads
    assert "+14.0 min" in leads
    assert leads.count("<polygon") == 14
