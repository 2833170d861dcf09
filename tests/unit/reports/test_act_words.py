from __future__ import annotations

import pytest

from alerts.approval import Act, Grounds
from alerts.delivery import DeliveryState
from alerts.rollcall.answer import Source, Standing
from incidents.task import TaskState
from reports.act_words import ACTS, ENDS, EXPECTED, GROUNDS, SOURCES, STANDINGS, STATES, TABLES, told
from reports.facts import TaskEnd
from reports.place_facts import AnswerEnd
from reports.plan_facts import Outcome
from reports.truth_facts import Detection
from simulators.expectation import Expected


@pytest.mark.parametrize(
    ("table", "keys"),
    [
        (ACTS, [f"warning.{act.value}" for act in Act]),
        (STATES, [state.value for state in DeliveryState]),
        (SOURCES, [source.value for source in Source]),
        (STANDINGS, [standing.value for standing in Standing]),
        (GROUNDS, [ground.value for ground in Grounds]),
        (EXPECTED, [kind.value for kind in Expected]),
        (ENDS, [end.value for kind in (AnswerEnd, TaskEnd, Detection, Outcome) for end in kind]),
    ],
    ids=str,
)
def test_whatever_the_journal_may_say_has_words(table: dict, keys: list[str]):
    assert [key for key in keys if key not in table] == []
    assert TaskState.REFUSED.value in ENDS


def test_every_word_is_said_in_both_languages():
    assert [key for table in TABLES for key, pair in table.items() if not all(pair)] == []


def test_a_key_that_nobody_knows_says_itself():
    assert told(STATES, "teleported") == ("teleported", "teleported")
