from __future__ import annotations

import pytest

from sensing.document import read_document
from sensing.errors import DocumentError
from sensing.section import Section
from simulators.participants.document import Mode, Participants, read_participants


def read(text: str) -> Participants:
    document = read_document(text, origin="d.yaml", what="drill")
    return read_participants(
        Section(document.root, name="", origin="d.yaml", keys=("participants",)), roles=("press", "officer")
    )


def test_nothing_said_means_scripted_people_who_behave_as_usual():
    assert read("{}") == Participants()
    assert read("participants: {mode: none}").mode is Mode.NONE


def test_the_smallest_division_that_fits_counts():
    people = read(
        "participants:\n"
        "  villages: [{answers: 0.5}, {division: '411528000000', answers: 0.4},"
        " {division: '411528900201', answers: 0}]\n"
        "  officers: [{division: '411528000000', done: 0.1, late: 0, refused: 0}]\n"
    )
    assert [people.village(code).answers for code in ("411527900201", "411528900202", "411528900201")] == [0.5, 0.4, 0]
    assert people.officer("411528900201").done == 0.1
    assert people.officer("411527900201").done == 0.75


def test_a_call_is_answered_by_who_has_its_role_and_else_by_who_has_none():
    usual = read("{}")
    assert (found := usual.speaker(("officer",))) is not None
    assert found.role == ""
    people = read("participants: {speakers: [{role: press, text: 正在核实, delay: [1m, 2m, 3m]}]}")
    assert (found := people.speaker(("officer", "press"))) is not None
    assert found.text == "正在核实"
    assert people.speaker(("officer",)) is None
    assert people.speaker(()) == found


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{mode: script}", 'unknown value "script", did you mean "scripted"?'),
        ("{approvers: [{name: A}]}", "expected 2 to 32 of"),
        ("{approvers: [{name: ab}, {name: ab}]}", '"ab" occurs twice'),
        ("{approvers: [{name: ab, answers: 2}]}", "expected 0 to 1, got 2"),
        ("{villages: [{help: 0.7, safe: 0.7}]}", "at most 1"),
        ("{villages: [{people: [9, 3]}]}", "fewest and most"),
        ("{villages: [{division: '4115'}]}", "12 digits"),
        ("{speakers: [{role: pres}]}", 'unknown value "pres", did you mean "press"?'),
        ("{speakers: [{answers: 3}]}", "expected 0 to 1, got 3"),
        ("{officers: [{done: 0.9, late: 0.9}]}", "at most 1"),
    ],
)
def test_what_is_wrong_is_told(text, told):
    with pytest.raises(DocumentError) as caught:
        read(f"participants: {text}")
    assert told in str(caught.value)
