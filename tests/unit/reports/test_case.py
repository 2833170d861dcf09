from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from reports.case import facts_of
from reports.plain import report_json
from reports.selection import Selection
from tests.unit.reports.journals import NOWHERE, a_drill, a_flood, a_warning, a_whole_drill, at, chained, entry
from tests.unit.reports.test_record import PLAIN

KINDS = ("incident", "warning", "delivery", "rollcall", "answer", "task", "situation", "drill", "silence", "rule")


@given(order=st.permutations(range(52)))
def test_the_order_in_which_rows_are_given_does_not_matter(order: list[int]):
    rows = a_whole_drill()
    mixed = [rows[number] for number in order if number < len(rows)]
    assert facts_of([*mixed, mixed[0]], now=at(400)) == facts_of(rows, now=at(400))


@given(kind=st.sampled_from(KINDS), data=st.dictionaries(st.sampled_from([*KINDS, "act", "places"]), PLAIN, max_size=5))
def test_a_row_of_another_version_breaks_no_report(kind: str, data: dict[str, Any]):
    rows = chained([*a_flood(), entry(kind, 400, division=NOWHERE)])
    rows[-1].entry.data.clear()
    rows[-1].entry.data.update(data)
    assert report_json(facts_of(rows, now=at(500)))["scores"]


@given(dropped=st.sets(st.integers(0, 51)))
def test_a_journal_with_parts_missing_is_told_as_far_as_it_goes(dropped: set[int]):
    rows = [row for number, row in enumerate(a_whole_drill()) if number not in dropped]
    assert report_json(facts_of(rows, now=at(400), is_whole=False))


def test_an_empty_journal_is_an_empty_report():
    facts = facts_of([], now=at(0))
    assert (facts.incidents, facts.dangers, facts.start, facts.is_exercise) == ((), None, at(0), False)


def test_a_drill_says_of_itself_what_it_was():
    rows = [
        a_drill(),
        entry("drill", 5, division=NOWHERE, act="inject", text={"zh": "县网中断", "en": "Network down"}),
        entry("drill", 6, division=NOWHERE, act="interrupted", warning="FH-77", headline={"zh": "洪水", "en": "Flood"}),
        entry("drill", 9, division=NOWHERE, act="ended", reason="over"),
    ]
    drill = facts_of(chained(rows), now=at(20)).drill
    assert drill is not None
    assert (drill.id, drill.seed, drill.ended, drill.interruptions) == (
        "upper-huai",
        7,
        "over",
        ({"zh": "FH-77 洪水", "en": "FH-77 Flood"},),
    )
    assert [text["en"] for _, text in drill.injects] == ["Network down"]


def test_only_exercises_make_an_exercise():
    def is_exercise(*statuses: str) -> bool:
        rows = [a_warning(number, "drafted", id=f"w-{number}", status=each) for number, each in enumerate(statuses)]
        return facts_of(chained(rows), now=at(9)).is_exercise

    assert is_exercise("Exercise")
    assert not is_exercise("Exercise", "Actual")
    assert not is_exercise()


def test_a_situation_gives_its_name_and_a_period_its_span():
    opened = entry("situation", 1, act="opened", situation={"id": "s-1", "title": {"zh": "暴雨洪涝", "en": "Storm"}})
    facts = facts_of(chained([opened]), now=at(9), selection=Selection(start=at(0), end=at(5)))
    assert (facts.title["en"], facts.start, facts.end) == ("Storm", at(0), at(5))


def test_what_would_have_come_after_somebody_ended_a_drill_is_not_held_against_anybody():
    whole = a_whole_drill()
    early = [row.entry for row in whole if row.entry.at <= at(50)]
    ended = entry("drill", 50, division=NOWHERE, act="ended", reason="ended")
    facts = facts_of(chained([*early, ended]), now=at(400))
    assert facts.dangers is not None
    assert {danger.level.key for danger in facts.dangers} == {"yellow", "orange"}
    assert {each.id for each in facts.plan} == {"warn", "fast", "hold"}
    assert facts.end == at(50)
